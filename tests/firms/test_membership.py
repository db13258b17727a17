import threading

import pytest

from portal.accounts import passwords, sessions
from portal.accounts.models import Lifetime
from portal.core import db
from portal.core.errors import Invalid, NotFound, Refused
from portal.firms import membership
from portal.firms.models import OrganisationKind, OrganisationState, Role
from tests import make
from tests.accounts.makers import GOOD, at_most


@pytest.fixture
def firm(session):
    return make.organisation(session)


@pytest.fixture
def owner(session, firm):
    return make.membership(session, organisation_id=firm.id, role=Role.OWNER).user


def hire(session, firm, role=Role.SALES):
    return make.membership(session, organisation_id=firm.id, role=role).user


def test_a_person_works_in_several_places_told_in_one_statement(session):
    user = make.user(session)
    for kind, role in (("firm", Role.OWNER), ("consortium", Role.OFFICER)):
        place = make.organisation(session, kind=OrganisationKind(kind))
        make.membership(session, user_id=user.id, organisation_id=place.id, role=role)
    make.membership(session)
    session.commit()
    session.expunge_all()
    with at_most(1):
        held = membership.of(session, user_id=user.id)
        assert [(m.organisation.kind.value, m.role) for m in held] == [
            ("firm", Role.OWNER), ("consortium", Role.OFFICER),
        ]  # fmt: skip


def test_ended_places_and_those_not_let_in_are_left_out(session):
    user = make.user(session)
    for state in OrganisationState:
        place = make.organisation(session, state=state)
        make.membership(session, user_id=user.id, organisation_id=place.id)
    states = {held.organisation.state for held in membership.of(session, user_id=user.id)}
    assert states == set(OrganisationState) - {
        OrganisationState.APPLIED, OrganisationState.REJECTED,
    }  # fmt: skip


def test_the_strictest_place_decides_how_long_a_sign_in_lasts(session):
    user = make.user(session)
    assert membership.lifetime_of(session, user_id=user.id) is Lifetime.BUYER
    make.membership(session, user_id=user.id)
    assert membership.lifetime_of(session, user_id=user.id) is Lifetime.FIRM
    office = make.organisation(session, kind=OrganisationKind.CONSORTIUM)
    make.membership(session, user_id=user.id, organisation_id=office.id, role=Role.ADMINISTRATOR)
    assert membership.lifetime_of(session, user_id=user.id) is Lifetime.OFFICE


def test_a_team_lists_present_members_first(session, firm, owner):
    clerk = hire(session, firm)
    second = hire(session, firm, Role.OWNER)
    membership.end(session, organisation_id=firm.id, user_public_id=owner.public_id, by="test")
    team = membership.team(session, organisation_id=firm.id)
    assert [(m.user.id, m.ended_at is None) for m in team] == [
        (clerk.id, True), (second.id, True), (owner.id, False),
    ]  # fmt: skip


def test_a_changed_role_and_an_ended_membership_sign_the_person_out(session, firm, owner):
    clerk = hire(session, firm)
    where = {"organisation_id": firm.id, "user_public_id": clerk.public_id, "by": "test"}
    token = sessions.begin(session, user_id=clerk.id)
    assert membership.change_role(session, **where, role=Role.FINANCE).role is Role.FINANCE
    assert sessions.find(session, token) is None
    token = sessions.begin(session, user_id=clerk.id)
    membership.end(session, **where)
    assert sessions.find(session, token) is None
    assert membership.of(session, user_id=clerk.id) == []


def test_the_last_owner_neither_leaves_nor_steps_down(session, firm, owner):
    hire(session, firm)
    where = {"organisation_id": firm.id, "user_public_id": owner.public_id, "by": "test"}
    with pytest.raises(Refused, match="last_owner"):
        membership.end(session, **where)
    with pytest.raises(Refused, match="last_owner"):
        membership.change_role(session, **where, role=Role.SALES)
    membership.change_role(session, **where, role=Role.OWNER)
    hire(session, firm, Role.OWNER)
    membership.end(session, **where)


def test_a_firm_has_no_administrator(session, firm, owner):
    clerk = hire(session, firm)
    with pytest.raises(Invalid) as refused:
        membership.change_role(
            session, organisation_id=firm.id, user_public_id=clerk.public_id,
            role=Role.ADMINISTRATOR, by="test",
        )  # fmt: skip
    assert refused.value.errors == {"role": "unknown_role"}
    with pytest.raises(Invalid):
        membership.add(
            session, organisation_id=firm.id, user_id=clerk.id, role=Role.AUDITOR, by="t"
        )


def test_members_of_other_firms_are_not_found(session, firm, owner):
    stranger = hire(session, make.organisation(session))
    for act in (
        lambda **kw: membership.end(session, **kw),
        lambda **kw: membership.change_role(session, **kw, role=Role.SALES),
    ):
        with pytest.raises(NotFound):
            act(organisation_id=firm.id, user_public_id=stranger.public_id, by="test")


def test_an_ended_membership_is_revived(session, firm, owner):
    clerk = hire(session, firm)
    membership.end(session, organisation_id=firm.id, user_public_id=clerk.public_id, by="test")
    again = membership.add(
        session, organisation_id=firm.id, user_id=clerk.id, role=Role.WAREHOUSE, by="test"
    )
    assert again.ended_at is None
    assert [held.role for held in membership.of(session, user_id=clerk.id)] == [Role.WAREHOUSE]


@pytest.mark.race
def test_two_owners_cannot_leave_at_once(database):
    with db.transaction() as session:
        firm = make.organisation(session)
        owners = [hire(session, firm, Role.OWNER).public_id for _ in range(2)]
    gate, outcomes = threading.Barrier(2), []

    def leave(name):
        gate.wait(60)
        try:
            with db.transaction() as session:
                membership.end(session, organisation_id=firm.id, user_public_id=name, by="test")
            outcomes.append("left")
        except Refused as refused:
            outcomes.append(refused.code)

    threads = [threading.Thread(target=leave, args=(name,)) for name in owners]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["last_owner", "left"]


def test_the_first_administrator_opens_the_office(session):
    user = membership.create_admin(
        session, email="Admin@example.com", name="مدیر", password=GOOD, name_fa="دفتر طارم"
    )
    (held,) = membership.of(session, user_id=user.id)
    assert (held.role, held.organisation.kind) == (Role.ADMINISTRATOR, OrganisationKind.CONSORTIUM)
    assert held.organisation.name_fa == "دفتر طارم"
    assert passwords.verify(user.password_hash, GOOD)
    second = membership.create_admin(session, email="b@example.com", name="دو", password=GOOD)
    (other,) = membership.of(session, user_id=second.id)
    assert other.organisation_id == held.organisation_id
    with pytest.raises(Refused, match="email_taken"):
        membership.create_admin(session, email="admin@example.com", name="x", password=GOOD)
    with pytest.raises(Invalid):
        membership.create_admin(session, email="admin", name="x", password=GOOD)
