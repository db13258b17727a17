"""A Core statement in the driver's own words gives what SQLAlchemy would."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import bindparam, select
from sqlalchemy.exc import OperationalError

from portal.core import db
from portal.core.db import UtcDateTime
from portal.core.native import Statement
from portal.firms.models import Organisation, OrganisationState
from tests import make

NOON = datetime(2026, 11, 26, 12, tzinfo=UTC)


def _since():
    born = Organisation.created_at >= bindparam("since", type_=UtcDateTime())
    is_open = Organisation.state == OrganisationState.ACTIVE
    return select(Organisation.code, Organisation.state).where(born, is_open)


SINCE = Statement(_since)


def test_rows_with_constants_and_moments(session):
    firm = make.organisation(session)
    firm.created_at = NOON
    session.flush()

    assert (firm.code, "active") in SINCE.rows(session, since=NOON)
    assert (firm.code, "active") not in SINCE.rows(session, since=NOON.replace(hour=13))


def test_a_naive_moment_is_refused_as_everywhere(session):
    with pytest.raises(ValueError, match="without a zone"):
        SINCE.rows(session, since=datetime(2026, 1, 1))  # noqa: DTZ001


def test_rows_are_counted_and_their_faults_are_sqlalchemys(session):
    token = db.statements.set([])
    SINCE.rows(session, since=NOON)
    assert len(db.statements.get()) == 1
    db.statements.reset(token)

    if db.is_sqlite(session):
        with pytest.raises(OperationalError):
            db.rows(session, "SELECT nothing FROM nowhere", {})


def test_typed_rows_are_read_as_their_columns_are(session):
    firm = make.organisation(session)
    firm.created_at = NOON
    session.flush()
    columns = (
        Organisation.code,
        Organisation.state,
        Organisation.created_at,
        Organisation.closed_until,
    )
    typed = Statement(lambda: select(*columns).where(Organisation.code == bindparam("code")))

    [row] = typed.typed(session, code=firm.code)
    assert row == tuple(session.execute(select(*columns).where(Organisation.id == firm.id)).one())
    assert row[1] is OrganisationState.ACTIVE
    assert row[2] == NOON
