"""Transfers to our own bank account."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def words(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=32)


def upgrade() -> None:
    op.create_table(
        "bank_transfers",
        sa.Column("public_id", sa.String(length=64), nullable=False),
        sa.Column("reference", sa.String(length=64), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("currency", words("currency", "IRR", "EUR", "USD", "AED"), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("return_url", sa.Text(), nullable=False),
        sa.Column(
            "state",
            words(
                "transferstate",
                "waiting", "shown", "approved", "confirmed", "refused", "cancelled",
            ),
            nullable=False,
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sender_name", sa.String(length=64), nullable=False),
        sa.Column("paid_on", sa.Date(), nullable=True),
        sa.Column("tracking", sa.String(length=64), nullable=True),
        sa.Column("receipt_key", sa.String(length=255), nullable=True),
        sa.Column("receipt_sha256", sa.String(length=64), nullable=True),
        sa.Column("picture_sha256", sa.String(length=64), nullable=True),
        sa.Column("uploaded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("received", sa.BigInteger(), nullable=True),
        sa.Column("bank_reference", sa.String(length=64), nullable=True),
        sa.Column("first_by", sa.String(length=64), nullable=True),
        sa.Column("first_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("second_by", sa.String(length=64), nullable=True),
        sa.Column("second_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("refused_by", sa.String(length=64), nullable=True),
        sa.Column("refused_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint("amount > 0", name=op.f("ck_bank_transfers_amount")),
        sa.CheckConstraint(
            "received IS NULL OR received > 0", name=op.f("ck_bank_transfers_received")
        ),
        sa.CheckConstraint(
            "second_by IS NULL OR second_by <> first_by",
            name=op.f("ck_bank_transfers_two_persons"),
        ),
        sa.CheckConstraint(
            "state NOT IN ('approved', 'confirmed') OR"
            " (received IS NOT NULL AND bank_reference IS NOT NULL AND first_by IS NOT NULL)",
            name=op.f("ck_bank_transfers_seen"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bank_transfers")),
        sa.UniqueConstraint("bank_reference", name=op.f("uq_bank_transfers_bank_reference")),
        sa.UniqueConstraint("public_id", name=op.f("uq_bank_transfers_public_id")),
        sa.UniqueConstraint("reference", name=op.f("uq_bank_transfers_reference")),
    )
    op.create_index("ix_bank_transfers_state", "bank_transfers", ["state", "created_at"])
    for column in ("picture_sha256", "receipt_sha256", "tracking"):
        op.create_index(op.f(f"ix_bank_transfers_{column}"), "bank_transfers", [column])


def downgrade() -> None:
    op.drop_table("bank_transfers")
