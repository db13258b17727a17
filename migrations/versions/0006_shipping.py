"""Create places, carriers, tariffs."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "carriers",
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("name_fa", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.Column("tracking_pattern", sa.Text(), nullable=False),
        sa.Column("tracking_example", sa.Text(), nullable=False),
        sa.Column("tracking_url", sa.Text(), nullable=False),
        sa.Column("maximum_g", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_carriers")),
        sa.UniqueConstraint("code", name=op.f("uq_carriers_code")),
    )
    op.create_table(
        "holidays",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("title_fa", sa.Text(), nullable=False),
        sa.Column("title_en", sa.Text(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_holidays")),
        sa.UniqueConstraint("day", name=op.f("uq_holidays_day")),
    )
    op.create_table(
        "provinces",
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("name_fa", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.Column("sort_key", sa.Text(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_provinces")),
        sa.UniqueConstraint("code", name=op.f("uq_provinces_code")),
    )
    op.create_table(
        "cities",
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("province_code", sa.String(length=64), nullable=False),
        sa.Column("name_fa", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.Column("note_fa", sa.Text(), nullable=False),
        sa.Column("note_en", sa.Text(), nullable=False),
        sa.Column("sort_key", sa.Text(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["province_code"], ["provinces.code"], name=op.f("fk_cities_province_code")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cities")),
        sa.UniqueConstraint("code", name=op.f("uq_cities_code")),
    )
    op.create_index(op.f("ix_cities_province_code"), "cities", ["province_code"], unique=False)
    op.create_table(
        "tariffs",
        sa.Column("public_id", sa.String(length=64), nullable=False),
        sa.Column("firm_id", sa.Integer(), nullable=True),
        sa.Column("title_fa", sa.Text(), nullable=False),
        sa.Column("title_en", sa.Text(), nullable=False),
        sa.Column("free_above", sa.BigInteger(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["firm_id"], ["organisations.id"], name=op.f("fk_tariffs_firm_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tariffs")),
        sa.UniqueConstraint("firm_id", name=op.f("uq_tariffs_firm_id")),
        sa.UniqueConstraint("public_id", name=op.f("uq_tariffs_public_id")),
    )
    op.create_table(
        "zones",
        sa.Column("public_id", sa.String(length=64), nullable=False),
        sa.Column("tariff_id", sa.Integer(), nullable=False),
        sa.Column("title_fa", sa.Text(), nullable=False),
        sa.Column("title_en", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["tariff_id"], ["tariffs.id"], name=op.f("fk_zones_tariff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_zones")),
        sa.UniqueConstraint("public_id", name=op.f("uq_zones_public_id")),
    )
    op.create_index(op.f("ix_zones_tariff_id"), "zones", ["tariff_id"], unique=False)
    op.create_table(
        "rates",
        sa.Column("public_id", sa.String(length=64), nullable=False),
        sa.Column("zone_id", sa.Integer(), nullable=False),
        sa.Column("carrier_code", sa.String(length=64), nullable=False),
        sa.Column("service_fa", sa.Text(), nullable=False),
        sa.Column("service_en", sa.Text(), nullable=False),
        sa.Column("from_g", sa.Integer(), nullable=False),
        sa.Column("to_g", sa.Integer(), nullable=False),
        sa.Column("base", sa.BigInteger(), nullable=False),
        sa.Column("per_kg", sa.BigInteger(), nullable=False),
        sa.Column(
            "payer",
            sa.Enum(
                "buyer",
                "collect",
                name="payer",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("lead_days", sa.Integer(), nullable=False),
        sa.Column("cutoff_hour", sa.Integer(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "from_g >= 0 AND to_g > from_g AND base >= 0 AND per_kg >= 0",
            name=op.f("ck_rates_band"),
        ),
        sa.ForeignKeyConstraint(
            ["carrier_code"], ["carriers.code"], name=op.f("fk_rates_carrier_code")
        ),
        sa.ForeignKeyConstraint(["zone_id"], ["zones.id"], name=op.f("fk_rates_zone_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rates")),
        sa.UniqueConstraint("public_id", name=op.f("uq_rates_public_id")),
    )
    op.create_index(op.f("ix_rates_zone_id"), "rates", ["zone_id"], unique=False)
    op.create_table(
        "zone_members",
        sa.Column("zone_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "city",
                "prefix",
                "province",
                "country",
                name="zonekind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("place", sa.String(length=64), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["zone_id"], ["zones.id"], name=op.f("fk_zone_members_zone_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_zone_members")),
        sa.UniqueConstraint(
            "zone_id", "kind", "place", name=op.f("uq_zone_members_zone_id_kind_place")
        ),
    )
    op.create_index(op.f("ix_zone_members_zone_id"), "zone_members", ["zone_id"], unique=False)


def downgrade() -> None:
    op.drop_table("zone_members")
    op.drop_table("rates")
    op.drop_table("zones")
    op.drop_table("tariffs")
    op.drop_table("cities")
    op.drop_table("provinces")
    op.drop_table("holidays")
    op.drop_table("carriers")
