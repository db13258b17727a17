"""Create carts, orders, charges, invoices."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "carts",
        sa.Column("token_hash", sa.String(length=64), nullable=True),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column(
            "currency",
            sa.Enum(
                "IRR",
                "EUR",
                "USD",
                "AED",
                name="currency",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "delivery",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"),
            nullable=False,
        ),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_carts_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_carts")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_carts_token_hash")),
        sa.UniqueConstraint("user_id", name=op.f("uq_carts_user_id")),
    )
    op.create_index(op.f("ix_carts_updated_at"), "carts", ["updated_at"], unique=False)
    op.create_table(
        "charge_rules",
        sa.Column("public_id", sa.String(length=64), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "commission",
                "levy",
                name="chargekind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("title_fa", sa.Text(), nullable=False),
        sa.Column("title_en", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("firm_id", sa.Integer(), nullable=True),
        sa.Column("family_code", sa.String(length=64), nullable=True),
        sa.Column("percent_bp", sa.Integer(), nullable=False),
        sa.Column("vat_bp", sa.Integer(), nullable=False),
        sa.Column("active_from", sa.Date(), nullable=False),
        sa.Column("active_to", sa.Date(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "percent_bp >= 0 AND percent_bp <= 10000 AND vat_bp >= 0",
            name=op.f("ck_charge_rules_rate"),
        ),
        sa.ForeignKeyConstraint(
            ["firm_id"], ["organisations.id"], name=op.f("fk_charge_rules_firm_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_charge_rules")),
        sa.UniqueConstraint("public_id", name=op.f("uq_charge_rules_public_id")),
    )
    op.create_index(op.f("ix_charge_rules_firm_id"), "charge_rules", ["firm_id"], unique=False)
    op.create_table(
        "document_sequences",
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("jalali_year", sa.Integer(), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["organisations.id"], name=op.f("fk_document_sequences_owner_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document_sequences")),
        sa.UniqueConstraint(
            "owner_id",
            "kind",
            "jalali_year",
            name=op.f("uq_document_sequences_owner_id_kind_jalali_year"),
        ),
    )
    op.create_table(
        "orders",
        sa.Column("public_id", sa.String(length=64), nullable=False),
        sa.Column("link", sa.String(length=64), nullable=False),
        sa.Column("idempotency_key", sa.String(length=64), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "awaiting_payment",
                "paid",
                "expired",
                "cancelled",
                name="orderstate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("cart_id", sa.Integer(), nullable=True),
        sa.Column("language", sa.String(length=64), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("mobile", sa.String(length=64), nullable=False),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("recipient", sa.Text(), nullable=False),
        sa.Column("recipient_mobile", sa.String(length=64), nullable=False),
        sa.Column("is_gift", sa.Boolean(), nullable=False),
        sa.Column("gift_note", sa.Text(), nullable=False),
        sa.Column("province_code", sa.String(length=64), nullable=False),
        sa.Column("city_code", sa.String(length=64), nullable=False),
        sa.Column("place_fa", sa.Text(), nullable=False),
        sa.Column("place_en", sa.Text(), nullable=False),
        sa.Column("postcode", sa.String(length=64), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("company_name", sa.Text(), nullable=True),
        sa.Column("company_national_id", sa.String(length=64), nullable=True),
        sa.Column("company_economic_code", sa.String(length=64), nullable=True),
        sa.Column("terms_version", sa.String(length=64), nullable=False),
        sa.Column("terms_accepted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "currency",
            sa.Enum(
                "IRR",
                "EUR",
                "USD",
                "AED",
                name="currency",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("goods_total", sa.BigInteger(), nullable=False),
        sa.Column("shipping_total", sa.BigInteger(), nullable=False),
        sa.Column("discount_total", sa.BigInteger(), nullable=False),
        sa.Column("total", sa.BigInteger(), nullable=False),
        sa.Column("placed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("paid_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "total = goods_total + shipping_total - discount_total AND total >= 0",
            name=op.f("ck_orders_total"),
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_orders_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_orders")),
        sa.UniqueConstraint("idempotency_key", name=op.f("uq_orders_idempotency_key")),
        sa.UniqueConstraint("link", name=op.f("uq_orders_link")),
        sa.UniqueConstraint("public_id", name=op.f("uq_orders_public_id")),
    )
    op.create_index(op.f("ix_orders_cart_id"), "orders", ["cart_id"], unique=False)
    op.create_index(op.f("ix_orders_mobile"), "orders", ["mobile"], unique=False)
    op.create_index(op.f("ix_orders_placed_at"), "orders", ["placed_at"], unique=False)
    op.create_index(op.f("ix_orders_state"), "orders", ["state"], unique=False)
    op.create_index(op.f("ix_orders_user_id"), "orders", ["user_id"], unique=False)
    op.create_index(
        "uq_orders_open_cart",
        "orders",
        ["cart_id"],
        unique=True,
        sqlite_where=sa.text("state = 'awaiting_payment'"),
        postgresql_where=sa.text("state = 'awaiting_payment'"),
    )
    op.create_table(
        "seller_orders",
        sa.Column("public_id", sa.String(length=64), nullable=False),
        sa.Column("order_id", sa.Integer(), nullable=False),
        sa.Column("firm_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=64), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "awaiting",
                "paid",
                "preparing",
                "ready",
                "shipped",
                "delivered",
                "closed",
                "cancelled",
                "expired",
                "problem",
                name="sellerorderstate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "currency",
            sa.Enum(
                "IRR",
                "EUR",
                "USD",
                "AED",
                name="currency",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("goods_total", sa.BigInteger(), nullable=False),
        sa.Column("shipping_total", sa.BigInteger(), nullable=False),
        sa.Column("discount_total", sa.BigInteger(), nullable=False),
        sa.Column("total", sa.BigInteger(), nullable=False),
        sa.Column("refunded", sa.BigInteger(), nullable=False),
        sa.Column("carrier_code", sa.String(length=64), nullable=False),
        sa.Column("service_fa", sa.Text(), nullable=False),
        sa.Column("service_en", sa.Text(), nullable=False),
        sa.Column("is_collect", sa.Boolean(), nullable=False),
        sa.Column("collect_estimate", sa.BigInteger(), nullable=False),
        sa.Column("weight_g", sa.Integer(), nullable=False),
        sa.Column("promised_on", sa.Date(), nullable=False),
        sa.Column("dispatch_by", sa.Date(), nullable=False),
        sa.Column("accept_by", sa.DateTime(timezone=True), nullable=True),
        sa.Column("tracking", sa.String(length=64), nullable=True),
        sa.Column("paid_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("shipped_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("delivered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "refunded >= 0 AND refunded <= total", name=op.f("ck_seller_orders_refunded")
        ),
        sa.CheckConstraint(
            "total = goods_total + shipping_total - discount_total",
            name=op.f("ck_seller_orders_total"),
        ),
        sa.ForeignKeyConstraint(
            ["firm_id"], ["organisations.id"], name=op.f("fk_seller_orders_firm_id")
        ),
        sa.ForeignKeyConstraint(
            ["order_id"], ["orders.id"], name=op.f("fk_seller_orders_order_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seller_orders")),
        sa.UniqueConstraint("firm_id", "number", name=op.f("uq_seller_orders_firm_id_number")),
        sa.UniqueConstraint("order_id", "firm_id", name=op.f("uq_seller_orders_order_id_firm_id")),
        sa.UniqueConstraint("public_id", name=op.f("uq_seller_orders_public_id")),
    )
    op.create_index("ix_seller_orders_clock", "seller_orders", ["state", "id"], unique=False)
    op.create_index(
        "ix_seller_orders_desk", "seller_orders", ["firm_id", "state", "id"], unique=False
    )
    op.create_index(op.f("ix_seller_orders_firm_id"), "seller_orders", ["firm_id"], unique=False)
    op.create_index(op.f("ix_seller_orders_order_id"), "seller_orders", ["order_id"], unique=False)
    op.create_index(op.f("ix_seller_orders_paid_at"), "seller_orders", ["paid_at"], unique=False)
    op.create_index("ix_seller_orders_recent", "seller_orders", ["firm_id", "id"], unique=False)
    op.create_index("ix_seller_orders_sales", "seller_orders", ["firm_id", "paid_at"], unique=False)
    op.create_table(
        "invoices",
        sa.Column("public_id", sa.String(length=64), nullable=False),
        sa.Column("issuer_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "sale",
                "credit",
                name="invoicekind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("jalali_year", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("seller_order_id", sa.Integer(), nullable=False),
        sa.Column("replaces_id", sa.Integer(), nullable=True),
        sa.Column("total", sa.BigInteger(), nullable=False),
        sa.Column(
            "snapshot",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"),
            nullable=False,
        ),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["issuer_id"], ["organisations.id"], name=op.f("fk_invoices_issuer_id")
        ),
        sa.ForeignKeyConstraint(
            ["replaces_id"], ["invoices.id"], name=op.f("fk_invoices_replaces_id")
        ),
        sa.ForeignKeyConstraint(
            ["seller_order_id"], ["seller_orders.id"], name=op.f("fk_invoices_seller_order_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invoices")),
        sa.UniqueConstraint(
            "issuer_id",
            "kind",
            "jalali_year",
            "number",
            name=op.f("uq_invoices_issuer_id_kind_jalali_year_number"),
        ),
        sa.UniqueConstraint("public_id", name=op.f("uq_invoices_public_id")),
    )
    op.create_index(op.f("ix_invoices_issuer_id"), "invoices", ["issuer_id"], unique=False)
    op.create_index(
        op.f("ix_invoices_seller_order_id"), "invoices", ["seller_order_id"], unique=False
    )
    op.create_table(
        "cart_lines",
        sa.Column("cart_id", sa.Integer(), nullable=False),
        sa.Column("offer_id", sa.Integer(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("price_seen", sa.BigInteger(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_cart_lines_quantity")),
        sa.ForeignKeyConstraint(["cart_id"], ["carts.id"], name=op.f("fk_cart_lines_cart_id")),
        sa.ForeignKeyConstraint(["offer_id"], ["offers.id"], name=op.f("fk_cart_lines_offer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cart_lines")),
        sa.UniqueConstraint("cart_id", "offer_id", name=op.f("uq_cart_lines_cart_id_offer_id")),
    )
    op.create_index(op.f("ix_cart_lines_cart_id"), "cart_lines", ["cart_id"], unique=False)
    op.create_index(op.f("ix_cart_lines_offer_id"), "cart_lines", ["offer_id"], unique=False)
    op.create_table(
        "order_lines",
        sa.Column("public_id", sa.String(length=64), nullable=False),
        sa.Column("seller_order_id", sa.Integer(), nullable=False),
        sa.Column("offer_id", sa.Integer(), nullable=False),
        sa.Column("product_public_id", sa.String(length=64), nullable=False),
        sa.Column("title_fa", sa.Text(), nullable=False),
        sa.Column("title_en", sa.Text(), nullable=False),
        sa.Column("pack_fa", sa.Text(), nullable=False),
        sa.Column("pack_en", sa.Text(), nullable=False),
        sa.Column("sku", sa.String(length=64), nullable=False),
        sa.Column("family_code", sa.String(length=64), nullable=False),
        sa.Column("image_key", sa.String(length=64), nullable=True),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("dropped", sa.Integer(), nullable=False),
        sa.Column("unit_price", sa.BigInteger(), nullable=False),
        sa.Column("gross", sa.BigInteger(), nullable=False),
        sa.Column("discount", sa.BigInteger(), nullable=False),
        sa.Column("vat", sa.BigInteger(), nullable=False),
        sa.Column("vat_rate_bp", sa.Integer(), nullable=False),
        sa.Column(
            "vat_status",
            sa.Enum(
                "taxable",
                "exempt",
                "outside",
                name="vatstatus",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("vat_source", sa.Text(), nullable=False),
        sa.Column("stuff_id", sa.String(length=64), nullable=True),
        sa.Column("return_policy", sa.String(length=64), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint("gross = unit_price * quantity", name=op.f("ck_order_lines_gross")),
        sa.CheckConstraint(
            "quantity > 0 AND dropped >= 0 AND dropped <= quantity",
            name=op.f("ck_order_lines_quantity"),
        ),
        sa.ForeignKeyConstraint(["offer_id"], ["offers.id"], name=op.f("fk_order_lines_offer_id")),
        sa.ForeignKeyConstraint(
            ["seller_order_id"], ["seller_orders.id"], name=op.f("fk_order_lines_seller_order_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_order_lines")),
        sa.UniqueConstraint("public_id", name=op.f("uq_order_lines_public_id")),
    )
    op.create_index(op.f("ix_order_lines_offer_id"), "order_lines", ["offer_id"], unique=False)
    op.create_index(
        op.f("ix_order_lines_seller_order_id"), "order_lines", ["seller_order_id"], unique=False
    )
    op.create_table(
        "charge_lines",
        sa.Column("order_line_id", sa.Integer(), nullable=False),
        sa.Column("rule_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "commission",
                "levy",
                name="chargekind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("label_fa", sa.Text(), nullable=False),
        sa.Column("label_en", sa.Text(), nullable=False),
        sa.Column("percent_bp", sa.Integer(), nullable=False),
        sa.Column("base", sa.BigInteger(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("vat", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["order_line_id"], ["order_lines.id"], name=op.f("fk_charge_lines_order_line_id")
        ),
        sa.ForeignKeyConstraint(
            ["rule_id"], ["charge_rules.id"], name=op.f("fk_charge_lines_rule_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_charge_lines")),
    )
    op.create_index(
        op.f("ix_charge_lines_order_line_id"), "charge_lines", ["order_line_id"], unique=False
    )
    op.create_table(
        "discount_lines",
        sa.Column("order_line_id", sa.Integer(), nullable=False),
        sa.Column("label_fa", sa.Text(), nullable=False),
        sa.Column("label_en", sa.Text(), nullable=False),
        sa.Column(
            "bearer",
            sa.Enum(
                "firm", "brand", name="bearer", native_enum=False, create_constraint=True, length=32
            ),
            nullable=False,
        ),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["order_line_id"], ["order_lines.id"], name=op.f("fk_discount_lines_order_line_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_discount_lines")),
    )
    op.create_index(
        op.f("ix_discount_lines_order_line_id"), "discount_lines", ["order_line_id"], unique=False
    )
    op.create_table(
        "order_line_lots",
        sa.Column("order_line_id", sa.Integer(), nullable=False),
        sa.Column("lot_id", sa.Integer(), nullable=True),
        sa.Column("lot_code", sa.String(length=64), nullable=False),
        sa.Column("best_before", sa.Date(), nullable=True),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["order_line_id"], ["order_lines.id"], name=op.f("fk_order_line_lots_order_line_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_order_line_lots")),
    )
    op.create_index(
        op.f("ix_order_line_lots_order_line_id"), "order_line_lots", ["order_line_id"], unique=False
    )


def downgrade() -> None:
    op.drop_table("order_line_lots")
    op.drop_table("discount_lines")
    op.drop_table("charge_lines")
    op.drop_table("order_lines")
    op.drop_table("cart_lines")
    op.drop_table("invoices")
    op.drop_table("seller_orders")
    op.drop_table("orders")
    op.drop_table("document_sequences")
    op.drop_table("charge_rules")
    op.drop_table("carts")
