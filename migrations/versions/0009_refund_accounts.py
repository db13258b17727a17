"""Keep the bank account that a buyer gives for a refund by hand."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "refund_accounts",
        sa.Column("public_id", sa.String(length=64), nullable=False),
        sa.Column("order_id", sa.Integer(), nullable=False),
        sa.Column("holder", sa.String(length=64), nullable=False),
        sa.Column("iban", sa.String(length=64), nullable=False),
        sa.Column("given_by", sa.String(length=64), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_refund_accounts")),
        sa.UniqueConstraint("public_id", name=op.f("uq_refund_accounts_public_id")),
    )
    op.create_index(
        op.f("ix_refund_accounts_order_id"), "refund_accounts", ["order_id"], unique=False
    )
    op.add_column("refunds", sa.Column("paid_to", sa.String(length=64), nullable=True))


def downgrade() -> None:
    op.drop_column("refunds", "paid_to")
    op.drop_index(op.f("ix_refund_accounts_order_id"), table_name="refund_accounts")
    op.drop_table("refund_accounts")
