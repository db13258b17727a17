"""Keep what a provider took back by itself, and names of payments longer than 64 letters."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    widen(64, 255)
    op.create_table(
        "withdrawals",
        sa.Column("public_id", sa.String(length=64), nullable=False),
        sa.Column("gateway", sa.String(length=64), nullable=False),
        sa.Column("reference", sa.String(length=255), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "dispute",
                "refund",
                name="withdrawalkind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("attempt_id", sa.Integer(), nullable=False),
        sa.Column("order_id", sa.Integer(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
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
        sa.Column(
            "state",
            sa.Enum(
                "warned",
                "taken",
                "returned",
                "kept",
                "dropped",
                name="fate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("word", sa.String(length=64), nullable=False),
        sa.Column("reason", sa.String(length=64), nullable=False),
        sa.Column("respond_by", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("handled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("handled_by", sa.String(length=64), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint("amount > 0", name=op.f("ck_withdrawals_amount")),
        sa.ForeignKeyConstraint(
            ["attempt_id"],
            ["payment_attempts.id"],
            name=op.f("fk_withdrawals_attempt_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_withdrawals")),
        sa.UniqueConstraint("gateway", "reference", name=op.f("uq_withdrawals_gateway_reference")),
        sa.UniqueConstraint("public_id", name=op.f("uq_withdrawals_public_id")),
    )
    op.create_index(
        op.f("ix_withdrawals_attempt_id"), "withdrawals", ["attempt_id"], unique=False
    )
    op.create_index(op.f("ix_withdrawals_order_id"), "withdrawals", ["order_id"], unique=False)
    op.create_index("ix_withdrawals_open", "withdrawals", ["handled_at"], unique=False)


def downgrade() -> None:
    op.drop_table("withdrawals")
    widen(255, 64)


def widen(was: int, now: int) -> None:
    """The provider's name of an attempt. SQLite minds no length and cannot alter a column.

    There the text of the schema is changed, as its manual has it for what moves no row ("Making
    Other Kinds Of Table Schema Changes"); copying the table would break the keys that point to it.
    """
    if op.get_bind().dialect.name != "sqlite":
        op.alter_column(
            "payment_attempts",
            "provider_ref",
            existing_type=sa.String(length=was),
            type_=sa.String(length=now),
            existing_nullable=True,
        )
        return
    version = op.get_bind().exec_driver_sql("PRAGMA schema_version").scalar_one()
    op.execute("PRAGMA writable_schema = ON")
    op.execute(
        sa.text(
            "UPDATE sqlite_master SET sql = replace(sql, :was, :now)"
            " WHERE type = 'table' AND name = 'payment_attempts'"
        ).bindparams(was=f"provider_ref VARCHAR({was})", now=f"provider_ref VARCHAR({now})")
    )
    op.execute(f"PRAGMA schema_version = {int(version) + 1}")
    op.execute("PRAGMA writable_schema = OFF")
