"""The whole schema: every model imported, and the migrations that make it."""

from pathlib import Path

from alembic import command
from alembic.config import Config

from portal.accounts import factor_models as accounts_factor_models
from portal.accounts import models as accounts_models
from portal.accounts import passkey_models
from portal.catalog import cards as catalog_cards
from portal.catalog import models as catalog_models
from portal.core import audit, files, jobs, limits, seals, states
from portal.core.db import Database, Model
from portal.firms import models as firms_models
from portal.inspection import kept as inspection_kept
from portal.ledger import models as ledger_models
from portal.messaging import models as messaging_models
from portal.orders import models as orders_models
from portal.payments import models as payments_models
from portal.payments import transfer_models, withdrawal_models
from portal.shipping import models as shipping_models

MODULES = (
    accounts_factor_models,
    accounts_models,
    audit,
    catalog_cards,
    catalog_models,
    files,
    firms_models,
    inspection_kept,
    jobs,
    ledger_models,
    limits,
    messaging_models,
    orders_models,
    passkey_models,
    payments_models,
    seals,
    shipping_models,
    states,
    transfer_models,
    withdrawal_models,
)
METADATA = Model.metadata
MIGRATIONS = Path(__file__).resolve().parent.parent / "migrations"


def alembic_config(database: Database) -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["engine"] = database.engine
    return config


def create_schema(database: Database) -> None:
    """Bring the database to head, and the tables of the jobs beside it."""
    command.upgrade(alembic_config(database), "head")
    jobs.prepare(database)
