"""History only grows, on both databases."""

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from portal.core import audit, db, states
from portal.core.states import StateMachine
from portal.firms.models import ORGANISATION, OrganisationState
from tests import make


@pytest.mark.parametrize(
    "statement", ["UPDATE audit_entries SET actor = 'me'", "DELETE FROM audit_entries"]
)
def test_the_audit_log_is_never_changed(session, statement):
    audit.record(session, action="desk.ship", actor="user:1")
    session.commit()
    with pytest.raises(IntegrityError):
        session.execute(sa.text(statement))


@pytest.mark.parametrize(
    "statement", ["UPDATE state_changes SET actor = 'me'", "DELETE FROM state_changes"]
)
def test_the_history_of_states_is_never_changed(session, statement):
    firm = make.organisation(session)
    ORGANISATION.move(session, firm, OrganisationState.PAUSED, by="user:1")
    session.commit()
    with pytest.raises(IntegrityError):
        session.execute(sa.text(statement))


def test_postgresql_does_not_empty_a_table_of_history(postgresql_url):
    made = db.configure(postgresql_url)
    with made.session(readonly=False) as opened, pytest.raises(IntegrityError):
        opened.execute(sa.text("TRUNCATE state_changes"))


def test_machines_keep_writing(session):
    firm = make.organisation(session)
    ORGANISATION.begin(session, firm, by="test")
    session.commit()
    assert isinstance(ORGANISATION, StateMachine)
    assert session.scalar(sa.select(sa.func.count(states.StateChange.id))) == 1
