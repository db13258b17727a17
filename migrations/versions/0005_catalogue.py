"""Create the catalogue, stock and its read model."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from portal.catalog import ddl

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "categories",
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("title_fa", sa.Text(), nullable=False),
        sa.Column("title_en", sa.Text(), nullable=False),
        sa.Column("slug_fa", sa.Text(), nullable=False),
        sa.Column("slug_en", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("is_visible", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["parent_id"], ["categories.id"], name=op.f("fk_categories_parent_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_categories")),
        sa.UniqueConstraint("code", name=op.f("uq_categories_code")),
    )
    op.create_index(op.f("ix_categories_parent_id"), "categories", ["parent_id"], unique=False)
    op.create_table(
        "families",
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("title_fa", sa.Text(), nullable=False),
        sa.Column("title_en", sa.Text(), nullable=False),
        sa.Column(
            "unit_basis",
            sa.Enum(
                "litre",
                "kilogram",
                "drained_kilogram",
                "piece",
                name="unitbasis",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("hs_code", sa.String(length=64), nullable=True),
        sa.Column("stuff_id", sa.String(length=64), nullable=True),
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
        sa.Column("vat_rate_bp", sa.Integer(), nullable=False),
        sa.Column("vat_source", sa.Text(), nullable=False),
        sa.Column("return_policy", sa.String(length=64), nullable=False),
        sa.Column("needs_licence", sa.Boolean(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_families")),
        sa.UniqueConstraint("code", name=op.f("uq_families_code")),
    )
    op.create_table(
        "search_words",
        sa.Column("word", sa.Text(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_words")),
        sa.UniqueConstraint("word", name=op.f("uq_search_words_word")),
    )
    op.create_table(
        "family_attributes",
        sa.Column("family_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "choice",
                "number",
                "text",
                "flag",
                "year",
                name="attributekind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("title_fa", sa.Text(), nullable=False),
        sa.Column("title_en", sa.Text(), nullable=False),
        sa.Column("unit_fa", sa.Text(), nullable=False),
        sa.Column("unit_en", sa.Text(), nullable=False),
        sa.Column(
            "options",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"),
            nullable=False,
        ),
        sa.Column("minimum", sa.String(length=64), nullable=True),
        sa.Column("maximum", sa.String(length=64), nullable=True),
        sa.Column("is_required", sa.Boolean(), nullable=False),
        sa.Column("is_gated", sa.Boolean(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["family_id"], ["families.id"], name=op.f("fk_family_attributes_family_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_family_attributes")),
        sa.UniqueConstraint("family_id", "code", name=op.f("uq_family_attributes_family_id_code")),
    )
    op.create_index(
        op.f("ix_family_attributes_family_id"), "family_attributes", ["family_id"], unique=False
    )
    op.create_table(
        "products",
        sa.Column("public_id", sa.String(length=64), nullable=False),
        sa.Column(
            "ownership",
            sa.Enum(
                "joint",
                "firm",
                name="ownership",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("family_id", sa.Integer(), nullable=False),
        sa.Column("category_id", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "in_review",
                "live",
                "hidden",
                "retired",
                name="productstate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("title_fa", sa.Text(), nullable=False),
        sa.Column("title_en", sa.Text(), nullable=False),
        sa.Column("slug_fa", sa.Text(), nullable=False),
        sa.Column("slug_en", sa.Text(), nullable=False),
        sa.Column("summary_fa", sa.Text(), nullable=False),
        sa.Column("summary_en", sa.Text(), nullable=False),
        sa.Column("body_fa", sa.Text(), nullable=False),
        sa.Column("body_en", sa.Text(), nullable=False),
        sa.Column("ingredients_fa", sa.Text(), nullable=False),
        sa.Column("ingredients_en", sa.Text(), nullable=False),
        sa.Column("storage_fa", sa.Text(), nullable=False),
        sa.Column("storage_en", sa.Text(), nullable=False),
        sa.Column("licence_number", sa.String(length=64), nullable=True),
        sa.Column(
            "attributes",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"),
            nullable=False,
        ),
        sa.Column("grade", sa.String(length=64), nullable=True),
        sa.Column("cultivar", sa.String(length=64), nullable=True),
        sa.Column("harvest_year", sa.Integer(), nullable=True),
        sa.Column("has_seal", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["category_id"], ["categories.id"], name=op.f("fk_products_category_id")
        ),
        sa.ForeignKeyConstraint(["family_id"], ["families.id"], name=op.f("fk_products_family_id")),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["organisations.id"], name=op.f("fk_products_owner_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_products")),
        sa.UniqueConstraint("public_id", name=op.f("uq_products_public_id")),
    )
    op.create_index(op.f("ix_products_category_id"), "products", ["category_id"], unique=False)
    op.create_index(op.f("ix_products_family_id"), "products", ["family_id"], unique=False)
    op.create_index(op.f("ix_products_owner_id"), "products", ["owner_id"], unique=False)
    op.create_index(op.f("ix_products_state"), "products", ["state"], unique=False)
    op.create_table(
        "cards",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("section_id", sa.Integer(), nullable=False),
        sa.Column("category_id", sa.Integer(), nullable=False),
        sa.Column("family_id", sa.Integer(), nullable=False),
        sa.Column("firm_id", sa.Integer(), nullable=False),
        sa.Column("grade", sa.String(length=64), nullable=True),
        sa.Column("cultivar", sa.String(length=64), nullable=True),
        sa.Column("harvest_year", sa.Integer(), nullable=True),
        sa.Column("sizes", sa.Integer(), nullable=False),
        sa.Column("price", sa.BigInteger(), nullable=False),
        sa.Column("unit_from", sa.BigInteger(), nullable=False),
        sa.Column("has_seal", sa.Boolean(), nullable=False),
        sa.Column("in_stock", sa.Boolean(), nullable=False),
        sa.Column("rank", sa.BigInteger(), nullable=False),
        sa.Column("newness", sa.BigInteger(), nullable=False),
        sa.Column("stock_mark", sa.BigInteger(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["category_id"], ["categories.id"], name=op.f("fk_cards_category_id")
        ),
        sa.ForeignKeyConstraint(["family_id"], ["families.id"], name=op.f("fk_cards_family_id")),
        sa.ForeignKeyConstraint(["firm_id"], ["organisations.id"], name=op.f("fk_cards_firm_id")),
        sa.ForeignKeyConstraint(["id"], ["products.id"], name=op.f("fk_cards_id")),
        sa.ForeignKeyConstraint(
            ["section_id"], ["categories.id"], name=op.f("fk_cards_section_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cards")),
    )
    op.create_index(
        "ix_cards_all_by_newness",
        "cards",
        [
            "newness",
            "id",
            "category_id",
            "family_id",
            "firm_id",
            "grade",
            "cultivar",
            "harvest_year",
            "sizes",
            "price",
            "has_seal",
            "in_stock",
        ],
        unique=False,
    )
    op.create_index(
        "ix_cards_all_by_price",
        "cards",
        [
            "price",
            "id",
            "category_id",
            "family_id",
            "firm_id",
            "grade",
            "cultivar",
            "harvest_year",
            "sizes",
            "has_seal",
            "in_stock",
        ],
        unique=False,
    )
    op.create_index(
        "ix_cards_all_by_rank",
        "cards",
        [
            "rank",
            "id",
            "category_id",
            "family_id",
            "firm_id",
            "grade",
            "cultivar",
            "harvest_year",
            "sizes",
            "price",
            "has_seal",
            "in_stock",
        ],
        unique=False,
    )
    op.create_index(
        "ix_cards_all_by_unit_from",
        "cards",
        [
            "unit_from",
            "id",
            "category_id",
            "family_id",
            "firm_id",
            "grade",
            "cultivar",
            "harvest_year",
            "sizes",
            "price",
            "has_seal",
            "in_stock",
        ],
        unique=False,
    )
    op.create_index(
        "ix_cards_category_by_newness",
        "cards",
        [
            "category_id",
            "newness",
            "id",
            "family_id",
            "firm_id",
            "grade",
            "cultivar",
            "harvest_year",
            "sizes",
            "price",
            "has_seal",
            "in_stock",
        ],
        unique=False,
    )
    op.create_index(
        "ix_cards_category_by_price",
        "cards",
        [
            "category_id",
            "price",
            "id",
            "family_id",
            "firm_id",
            "grade",
            "cultivar",
            "harvest_year",
            "sizes",
            "has_seal",
            "in_stock",
        ],
        unique=False,
    )
    op.create_index(
        "ix_cards_category_by_rank",
        "cards",
        [
            "category_id",
            "rank",
            "id",
            "family_id",
            "firm_id",
            "grade",
            "cultivar",
            "harvest_year",
            "sizes",
            "price",
            "has_seal",
            "in_stock",
        ],
        unique=False,
    )
    op.create_index(
        "ix_cards_category_by_unit_from",
        "cards",
        [
            "category_id",
            "unit_from",
            "id",
            "family_id",
            "firm_id",
            "grade",
            "cultivar",
            "harvest_year",
            "sizes",
            "price",
            "has_seal",
            "in_stock",
        ],
        unique=False,
    )
    op.create_index(op.f("ix_cards_changed_at"), "cards", ["changed_at"], unique=False)
    op.create_index(op.f("ix_cards_due_at"), "cards", ["due_at"], unique=False)
    op.create_index(
        "ix_cards_few_cultivar",
        "cards",
        [
            "cultivar",
            "category_id",
            "family_id",
            "firm_id",
            "grade",
            "harvest_year",
            "sizes",
            "price",
            "has_seal",
            "in_stock",
            "section_id",
            "rank",
            "newness",
            "unit_from",
        ],
        unique=False,
    )
    op.create_index(
        "ix_cards_few_family_id",
        "cards",
        [
            "family_id",
            "category_id",
            "firm_id",
            "grade",
            "cultivar",
            "harvest_year",
            "sizes",
            "price",
            "has_seal",
            "in_stock",
            "section_id",
            "rank",
            "newness",
            "unit_from",
        ],
        unique=False,
    )
    op.create_index(
        "ix_cards_few_firm_id",
        "cards",
        [
            "firm_id",
            "category_id",
            "family_id",
            "grade",
            "cultivar",
            "harvest_year",
            "sizes",
            "price",
            "has_seal",
            "in_stock",
            "section_id",
            "rank",
            "newness",
            "unit_from",
        ],
        unique=False,
    )
    op.create_index(
        "ix_cards_section_by_newness",
        "cards",
        [
            "section_id",
            "newness",
            "id",
            "category_id",
            "family_id",
            "firm_id",
            "grade",
            "cultivar",
            "harvest_year",
            "sizes",
            "price",
            "has_seal",
            "in_stock",
        ],
        unique=False,
    )
    op.create_index(
        "ix_cards_section_by_price",
        "cards",
        [
            "section_id",
            "price",
            "id",
            "category_id",
            "family_id",
            "firm_id",
            "grade",
            "cultivar",
            "harvest_year",
            "sizes",
            "has_seal",
            "in_stock",
        ],
        unique=False,
    )
    op.create_index(
        "ix_cards_section_by_rank",
        "cards",
        [
            "section_id",
            "rank",
            "id",
            "category_id",
            "family_id",
            "firm_id",
            "grade",
            "cultivar",
            "harvest_year",
            "sizes",
            "price",
            "has_seal",
            "in_stock",
        ],
        unique=False,
    )
    op.create_index(
        "ix_cards_section_by_unit_from",
        "cards",
        [
            "section_id",
            "unit_from",
            "id",
            "category_id",
            "family_id",
            "firm_id",
            "grade",
            "cultivar",
            "harvest_year",
            "sizes",
            "price",
            "has_seal",
            "in_stock",
        ],
        unique=False,
    )
    op.create_table(
        "images",
        sa.Column("public_id", sa.String(length=64), nullable=False),
        sa.Column("product_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("language", sa.String(length=64), nullable=True),
        sa.Column("alt_fa", sa.Text(), nullable=False),
        sa.Column("alt_en", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "live",
                "pending",
                "removed",
                name="imagestate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["product_id"], ["products.id"], name=op.f("fk_images_product_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_images")),
        sa.UniqueConstraint("public_id", name=op.f("uq_images_public_id")),
    )
    op.create_index(op.f("ix_images_product_id"), "images", ["product_id"], unique=False)
    op.create_table(
        "product_changes",
        sa.Column("public_id", sa.String(length=64), nullable=False),
        sa.Column("product_id", sa.Integer(), nullable=False),
        sa.Column("base_version", sa.Integer(), nullable=False),
        sa.Column("is_new", sa.Boolean(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "submitted",
                "needs_work",
                "approved",
                "rejected",
                "withdrawn",
                "stale",
                name="changestate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("submitted_by", sa.String(length=64), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.String(length=64), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["product_id"], ["products.id"], name=op.f("fk_product_changes_product_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_product_changes")),
        sa.UniqueConstraint("public_id", name=op.f("uq_product_changes_public_id")),
    )
    op.create_index(
        op.f("ix_product_changes_product_id"), "product_changes", ["product_id"], unique=False
    )
    op.create_index(op.f("ix_product_changes_state"), "product_changes", ["state"], unique=False)
    op.create_index(
        "uq_product_changes_open",
        "product_changes",
        ["product_id"],
        unique=True,
        sqlite_where=sa.text("state IN ('submitted', 'needs_work')"),
        postgresql_where=sa.text("state IN ('submitted', 'needs_work')"),
    )
    op.create_table(
        "variants",
        sa.Column("public_id", sa.String(length=64), nullable=False),
        sa.Column("product_id", sa.Integer(), nullable=False),
        sa.Column("net_value", sa.Integer(), nullable=False),
        sa.Column(
            "net_unit",
            sa.Enum(
                "ml",
                "g",
                "pc",
                name="netunit",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("pieces", sa.Integer(), nullable=False),
        sa.Column("drained_g", sa.Integer(), nullable=True),
        sa.Column("gross_g", sa.Integer(), nullable=False),
        sa.Column("length_mm", sa.Integer(), nullable=True),
        sa.Column("width_mm", sa.Integer(), nullable=True),
        sa.Column("height_mm", sa.Integer(), nullable=True),
        sa.Column(
            "packing",
            sa.Enum(
                "glass",
                "tin",
                "jar",
                "pouch",
                "pail",
                "halab",
                "box",
                "bag",
                "drum",
                "pot",
                name="packing",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("gtin", sa.String(length=64), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint("drained_g IS NULL OR drained_g > 0", name=op.f("ck_variants_drained")),
        sa.CheckConstraint("net_value > 0 AND gross_g > 0", name=op.f("ck_variants_size")),
        sa.ForeignKeyConstraint(
            ["product_id"], ["products.id"], name=op.f("fk_variants_product_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_variants")),
        sa.UniqueConstraint("public_id", name=op.f("uq_variants_public_id")),
    )
    op.create_index(op.f("ix_variants_product_id"), "variants", ["product_id"], unique=False)
    op.create_table(
        "offers",
        sa.Column("public_id", sa.String(length=64), nullable=False),
        sa.Column("firm_id", sa.Integer(), nullable=False),
        sa.Column("variant_id", sa.Integer(), nullable=False),
        sa.Column("sku", sa.String(length=64), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "active",
                "paused",
                "ended",
                name="offerstate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("on_hand", sa.Integer(), nullable=False),
        sa.Column("reserved", sa.Integer(), nullable=False),
        sa.Column("low_at", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint("on_hand >= 0 AND reserved >= 0", name=op.f("ck_offers_stock")),
        sa.ForeignKeyConstraint(["firm_id"], ["organisations.id"], name=op.f("fk_offers_firm_id")),
        sa.ForeignKeyConstraint(["variant_id"], ["variants.id"], name=op.f("fk_offers_variant_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_offers")),
        sa.UniqueConstraint("firm_id", "sku", name=op.f("uq_offers_firm_id_sku")),
        sa.UniqueConstraint("firm_id", "variant_id", name=op.f("uq_offers_firm_id_variant_id")),
        sa.UniqueConstraint("public_id", name=op.f("uq_offers_public_id")),
    )
    op.create_index(op.f("ix_offers_firm_id"), "offers", ["firm_id"], unique=False)
    op.create_index(op.f("ix_offers_variant_id"), "offers", ["variant_id"], unique=False)
    op.create_table(
        "product_change_items",
        sa.Column("change_id", sa.Integer(), nullable=False),
        sa.Column("path", sa.String(length=64), nullable=False),
        sa.Column(
            "was",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"),
            nullable=False,
        ),
        sa.Column(
            "now",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"),
            nullable=False,
        ),
        sa.Column("verdict", sa.String(length=64), nullable=True),
        sa.Column("reason_code", sa.String(length=64), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["change_id"], ["product_changes.id"], name=op.f("fk_product_change_items_change_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_product_change_items")),
        sa.UniqueConstraint(
            "change_id", "path", name=op.f("uq_product_change_items_change_id_path")
        ),
    )
    op.create_index(
        op.f("ix_product_change_items_change_id"),
        "product_change_items",
        ["change_id"],
        unique=False,
    )
    op.create_table(
        "card_faces",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("offer_id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=64), nullable=False),
        sa.Column("offer_public_id", sa.String(length=64), nullable=False),
        sa.Column("title_fa", sa.Text(), nullable=False),
        sa.Column("title_en", sa.Text(), nullable=False),
        sa.Column("slug_fa", sa.Text(), nullable=False),
        sa.Column("slug_en", sa.Text(), nullable=False),
        sa.Column("firm_code", sa.String(length=64), nullable=False),
        sa.Column("firm_public_id", sa.String(length=64), nullable=False),
        sa.Column("firm_name_fa", sa.Text(), nullable=False),
        sa.Column("firm_name_en", sa.Text(), nullable=False),
        sa.Column("firm_slug_fa", sa.Text(), nullable=False),
        sa.Column("firm_slug_en", sa.Text(), nullable=False),
        sa.Column("category_code", sa.String(length=64), nullable=False),
        sa.Column("family_code", sa.String(length=64), nullable=False),
        sa.Column(
            "ownership",
            sa.Enum(
                "joint",
                "firm",
                name="ownership",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("grade", sa.String(length=64), nullable=True),
        sa.Column("cultivar", sa.String(length=64), nullable=True),
        sa.Column("harvest_year", sa.Integer(), nullable=True),
        sa.Column("has_seal", sa.Boolean(), nullable=False),
        sa.Column("sizes", sa.Integer(), nullable=False),
        sa.Column("acidity", sa.String(length=64), nullable=False),
        sa.Column("net_value", sa.Integer(), nullable=False),
        sa.Column(
            "net_unit",
            sa.Enum(
                "ml",
                "g",
                "pc",
                name="netunit",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "packing",
            sa.Enum(
                "glass",
                "tin",
                "jar",
                "pouch",
                "pail",
                "halab",
                "box",
                "bag",
                "drum",
                "pot",
                name="packing",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("pieces", sa.Integer(), nullable=False),
        sa.Column("packs", sa.Integer(), nullable=False),
        sa.Column("price", sa.BigInteger(), nullable=False),
        sa.Column("was_price", sa.BigInteger(), nullable=True),
        sa.Column("unit_price", sa.BigInteger(), nullable=False),
        sa.Column("unit_from", sa.BigInteger(), nullable=False),
        sa.Column(
            "unit_basis",
            sa.Enum(
                "litre",
                "kilogram",
                "drained_kilogram",
                "piece",
                name="unitbasis",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("image_key_fa", sa.String(length=64), nullable=True),
        sa.Column("image_key_en", sa.String(length=64), nullable=True),
        sa.Column("image_alt_fa", sa.Text(), nullable=False),
        sa.Column("image_alt_en", sa.Text(), nullable=False),
        sa.Column("published_on", sa.BigInteger(), nullable=False),
        sa.Column("is_sellable", sa.Boolean(), nullable=False),
        sa.Column("words_digest", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["id"], ["products.id"], name=op.f("fk_card_faces_id")),
        sa.ForeignKeyConstraint(["offer_id"], ["offers.id"], name=op.f("fk_card_faces_offer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_card_faces")),
    )
    op.create_index(op.f("ix_card_faces_offer_id"), "card_faces", ["offer_id"], unique=False)
    op.create_table(
        "offer_prices",
        sa.Column("offer_id", sa.Integer(), nullable=False),
        sa.Column("minimum", sa.Integer(), nullable=False),
        sa.Column("minor", sa.BigInteger(), nullable=False),
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
        sa.Column("was_minor", sa.BigInteger(), nullable=True),
        sa.Column("valid_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(length=64), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint("minor > 0 AND minimum >= 1", name=op.f("ck_offer_prices_amount")),
        sa.ForeignKeyConstraint(["offer_id"], ["offers.id"], name=op.f("fk_offer_prices_offer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_offer_prices")),
    )
    op.create_index(
        "ix_offer_prices_in_force",
        "offer_prices",
        ["offer_id", "currency", "minimum", "valid_from"],
        unique=False,
    )
    op.create_table(
        "shortage_tasks",
        sa.Column("public_id", sa.String(length=64), nullable=False),
        sa.Column("offer_id", sa.Integer(), nullable=False),
        sa.Column("missing", sa.Integer(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened_by", sa.String(length=64), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_by", sa.String(length=64), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["offer_id"], ["offers.id"], name=op.f("fk_shortage_tasks_offer_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shortage_tasks")),
        sa.UniqueConstraint("public_id", name=op.f("uq_shortage_tasks_public_id")),
    )
    op.create_index(
        "uq_shortage_tasks_open",
        "shortage_tasks",
        ["offer_id"],
        unique=True,
        sqlite_where=sa.text("closed_at IS NULL"),
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    op.create_table(
        "stock_holds",
        sa.Column("offer_id", sa.Integer(), nullable=False),
        sa.Column("order_id", sa.Integer(), nullable=False),
        sa.Column("holder", sa.String(length=64), nullable=False),
        sa.Column("visitor", sa.String(length=64), nullable=True),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "active",
                "consumed",
                "released",
                name="holdstate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_stock_holds_quantity")),
        sa.ForeignKeyConstraint(["offer_id"], ["offers.id"], name=op.f("fk_stock_holds_offer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stock_holds")),
        sa.UniqueConstraint("order_id", "offer_id", name=op.f("uq_stock_holds_order_id_offer_id")),
    )
    op.create_index("ix_stock_holds_expiry", "stock_holds", ["state", "expires_at"], unique=False)
    op.create_index(op.f("ix_stock_holds_holder"), "stock_holds", ["holder"], unique=False)
    op.create_index("ix_stock_holds_offer", "stock_holds", ["offer_id", "state"], unique=False)
    op.create_index(op.f("ix_stock_holds_order_id"), "stock_holds", ["order_id"], unique=False)
    op.create_table(
        "stock_movements",
        sa.Column("offer_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "received",
                "counted",
                "held",
                "released",
                "sold",
                "dispatched",
                "returned",
                "damaged",
                name="movementkind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("on_hand", sa.Integer(), nullable=False),
        sa.Column("reserved", sa.Integer(), nullable=False),
        sa.Column("order_id", sa.Integer(), nullable=True),
        sa.Column("lot_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("actor", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["offer_id"], ["offers.id"], name=op.f("fk_stock_movements_offer_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stock_movements")),
    )
    op.create_index("ix_stock_movements_offer", "stock_movements", ["offer_id", "id"], unique=False)
    op.create_index(
        op.f("ix_stock_movements_order_id"), "stock_movements", ["order_id"], unique=False
    )
    ddl.begin(op.get_bind())


def downgrade() -> None:
    ddl.drop(op.get_bind())
    op.drop_table("stock_movements")
    op.drop_table("stock_holds")
    op.drop_table("shortage_tasks")
    op.drop_table("offer_prices")
    op.drop_table("card_faces")
    op.drop_table("product_change_items")
    op.drop_table("offers")
    op.drop_table("variants")
    op.drop_table("product_changes")
    op.drop_table("images")
    op.drop_table("cards")
    op.drop_table("products")
    op.drop_table("family_attributes")
    op.drop_table("search_words")
    op.drop_table("families")
    op.drop_table("categories")
