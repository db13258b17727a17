import pytest

from portal.firms.models import OrganisationKind as Kind
from portal.firms.models import OrganisationState as State
from portal.firms.models import Role
from portal.firms.policy import FIRM, OFFICE, TABLE, TOP, Permission, allows, roles_of

CASES = [(kind, role, permission) for kind in Kind for role in Role for permission in Permission]


def test_an_owner_may_do_everything_of_a_firm_and_nothing_of_the_office():
    for permission in Permission:
        assert allows(Kind.FIRM, Role.OWNER, permission) == (permission in FIRM)


def test_the_office_may_not_touch_goods_orders_and_money_of_a_firm():
    for permission in Permission:
        assert allows(Kind.CONSORTIUM, Role.ADMINISTRATOR, permission) == (permission in OFFICE)
    assert not {"catalogue.edit", "stock.edit", "orders.fulfil", "money.view"} & OFFICE


@pytest.mark.parametrize(
    ("role", "may", "may_not"),
    [
        (Role.SALES, Permission.CATALOGUE_EDIT, Permission.MONEY_VIEW),
        (Role.WAREHOUSE, Permission.ORDERS_FULFIL, Permission.CATALOGUE_EDIT),
        (Role.FINANCE, Permission.MONEY_VIEW, Permission.ORDERS_FULFIL),
        (Role.VIEWER, Permission.ORDERS_VIEW, Permission.STOCK_EDIT),
    ],
)
def test_each_role_does_its_own_work(role, may, may_not):
    assert allows(Kind.FIRM, role, may)
    assert not allows(Kind.FIRM, role, may_not)


def test_only_the_office_has_an_administrator():
    for permission in Permission:
        assert not allows(Kind.FIRM, Role.ADMINISTRATOR, permission)
        assert not allows(Kind.CONSORTIUM, Role.OWNER, permission)


def test_a_stopped_firm_still_sends_what_it_sold():
    for state in (State.SUSPENDED, State.LEFT):
        assert allows(Kind.FIRM, Role.OWNER, Permission.ORDERS_FULFIL, state)
        assert allows(Kind.FIRM, Role.OWNER, Permission.MONEY_VIEW, state)
        assert not allows(Kind.FIRM, Role.OWNER, Permission.CATALOGUE_EDIT, state)
        assert not allows(Kind.FIRM, Role.OWNER, Permission.TEAM_EDIT, state)


def test_a_paused_firm_works_on():
    assert allows(Kind.FIRM, Role.OWNER, Permission.STOCK_EDIT, State.PAUSED)


@pytest.mark.parametrize("state", [State.APPLIED, State.REJECTED])
def test_outside_nothing_is_allowed(state):
    assert not any(allows(*case, state) for case in CASES)


def test_every_kind_has_a_top_role_that_may_keep_its_people():
    for kind in Kind:
        assert TOP[kind] in roles_of(kind)
        assert allows(kind, TOP[kind], Permission.TEAM_EDIT)


def test_every_permission_is_somebodys():
    assert set().union(*TABLE.values()) == set(Permission)
