"""The order of suggestion beside the words, so that a broad search looks into no card.

On PostgreSQL. It takes some seconds for each hundred thousand products, in which nobody searches.
"""

from alembic import op

from portal.catalog import ddl

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    ddl.add_rank(op.get_bind())


def downgrade() -> None:
    ddl.drop_rank(op.get_bind())
