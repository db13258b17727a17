"""Seals over the audit log: blocks of acts, chained by a key that is kept outside the database."""

import sqlalchemy as sa
from alembic import op

from portal.core import ddl

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "audit_blocks",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("first_id", sa.Integer(), nullable=False),
        sa.Column("last_id", sa.Integer(), nullable=False),
        sa.Column("marks", sa.LargeBinary(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("key_name", sa.String(length=64), nullable=False),
        sa.Column("sealed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_blocks")),
        sa.UniqueConstraint("number", name=op.f("uq_audit_blocks_number")),
        sa.CheckConstraint("first_id <= last_id", name=op.f("ck_audit_blocks_range")),
    )
    op.create_index(op.f("ix_audit_blocks_day"), "audit_blocks", ["day"])
    op.create_index(op.f("ix_audit_blocks_sealed_at"), "audit_blocks", ["sealed_at"])
    for table in ddl.SEALS:
        ddl.insert_only(op.get_bind(), table)


def downgrade() -> None:
    for table in ddl.SEALS:
        ddl.not_insert_only(op.get_bind(), table)
    op.drop_table("audit_blocks")
