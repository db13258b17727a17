"""Create the books."""

import sqlalchemy as sa
from alembic import op

from portal.ledger import ddl

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "journals",
        sa.Column("public_id", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("source", sa.String(length=64), nullable=False),
        sa.Column("memo", sa.Text(), nullable=False),
        sa.Column("order_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_posted", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_journals")),
        sa.UniqueConstraint("kind", "source", name=op.f("uq_journals_kind_source")),
        sa.UniqueConstraint("public_id", name=op.f("uq_journals_public_id")),
    )
    op.create_index(op.f("ix_journals_at"), "journals", ["at"], unique=False)
    op.create_index(op.f("ix_journals_order_id"), "journals", ["order_id"], unique=False)
    op.create_table(
        "entries",
        sa.Column("journal_id", sa.Integer(), nullable=False),
        sa.Column("account", sa.String(length=64), nullable=False),
        sa.Column("firm_id", sa.Integer(), nullable=True),
        sa.Column("seller_order_id", sa.Integer(), nullable=True),
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
        sa.Column("available_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("what", sa.String(length=64), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint("amount <> 0", name=op.f("ck_entries_amount")),
        sa.ForeignKeyConstraint(["firm_id"], ["organisations.id"], name=op.f("fk_entries_firm_id")),
        sa.ForeignKeyConstraint(
            ["journal_id"], ["journals.id"], name=op.f("fk_entries_journal_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entries")),
    )
    op.create_index("ix_entries_account", "entries", ["account", "currency"], unique=False)
    op.create_index("ix_entries_firm", "entries", ["firm_id", "account", "id"], unique=False)
    op.create_index(op.f("ix_entries_journal_id"), "entries", ["journal_id"], unique=False)
    op.create_index(
        op.f("ix_entries_seller_order_id"), "entries", ["seller_order_id"], unique=False
    )
    ddl.create(op.get_bind())


def downgrade() -> None:
    ddl.drop(op.get_bind())
    op.drop_table("entries")
    op.drop_table("journals")
