"""Stock movements only grow: a wrong number is corrected by another movement."""

from sqlalchemy import Connection

from portal.core import ddl

TABLE = "stock_movements"


def create(connection: Connection) -> None:
    ddl.insert_only(connection, TABLE)


def drop(connection: Connection) -> None:
    ddl.not_insert_only(connection, TABLE)
