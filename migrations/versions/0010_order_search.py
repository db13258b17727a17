"""Find orders by folded names and mobiles, and parts by their number, through an index."""

import sqlalchemy as sa
from alembic import op

from portal.orders import ddl
from portal.orders.finding import search_text

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

NAMED = ("name", "recipient", "company_name", "mobile", "recipient_mobile")
ORDERS = sa.table("orders", *(sa.column(name) for name in ("id", "search_text", *NAMED)))


def upgrade() -> None:
    op.add_column(
        "orders", sa.Column("search_text", sa.Text(), nullable=False, server_default="")
    )
    connection = op.get_bind()
    rows = connection.execute(sa.select(ORDERS.c.id, *(ORDERS.c[name] for name in NAMED))).all()
    filled = [{"key": row[0], "found": search_text(*row[1:])} for row in rows]
    if filled:
        update = sa.update(ORDERS).where(ORDERS.c.id == sa.bindparam("key"))
        connection.execute(update.values(search_text=sa.bindparam("found")), filled)
    ddl.create(connection)
    op.create_index("ix_seller_orders_number", "seller_orders", ["number"])


def downgrade() -> None:
    op.drop_index("ix_seller_orders_number", table_name="seller_orders")
    ddl.drop(op.get_bind())
    op.drop_column("orders", "search_text")
