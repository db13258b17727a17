from datetime import UTC, date, datetime

import pytest
import time_machine

from portal.core.errors import Invalid, NotFound, WrongMove
from portal.firms import profile, queries, standing
from portal.firms.models import ORGANISATION, OrganisationKind, OrganisationState
from tests import make
from tests.firms.makers import profile as form


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(datetime(2026, 11, 23, 9, tzinfo=UTC), tick=False):
        yield


@pytest.fixture
def firm(session):
    return make.organisation(session)


def test_a_firm_edits_its_page(session, firm):
    profile.edit(session, firm_id=firm.id, profile=form(), by="user")
    assert (firm.email, firm.mobile, firm.founded) == ("desk@mill.example", "+989121234567", 1352)
    assert (firm.slug_en, firm.phone, firm.legal_name) == ("sardaran-mill", None, None)
    profile.edit(session, firm_id=firm.id, profile=form(story_en="", founded=None), by="user")
    assert (firm.story_en, firm.founded) == ("", None)


def test_every_fault_is_told_at_once(session, firm):
    bad = form(name_fa="", email="x", economic_code="1", founded=20, preparation_days=-1, tint=9)
    with pytest.raises(Invalid) as refused:
        profile.edit(session, firm_id=firm.id, profile=bad, by="user")
    assert refused.value.errors == {
        "name_fa": "required",
        "email": "not_an_email",
        "economic_code": "not_an_economic_code",
        "founded": "too_small",
        "preparation_days": "too_small",
        "tint": "too_large",
    }


def test_money_goes_to_a_true_account(session, firm):
    profile.set_iban(session, firm_id=firm.id, iban="IR82 0540 1026 8002 0817 9090 02", by="user")
    assert firm.iban == "IR820540102680020817909002"
    for iban, fault in (("IR82", "not_an_iban"), ("", "required")):
        with pytest.raises(Invalid) as refused:
            profile.set_iban(session, firm_id=firm.id, iban=iban, by="user")
        assert refused.value.errors == {"iban": fault}


def test_a_holiday_ends_by_itself(session, firm):
    profile.pause(session, firm_id=firm.id, until=date(2026, 12, 1), by="user")
    assert (firm.state, firm.closed_until) == (OrganisationState.ACTIVE, date(2026, 12, 1))
    profile.resume(session, firm_id=firm.id, by="user")
    assert firm.closed_until is None


@pytest.mark.parametrize(
    ("until", "fault"), [(date(2026, 11, 23), "in_the_past"), (date(2028, 1, 1), "too_late")]
)
def test_a_holiday_has_a_sensible_end(session, firm, until, fault):
    with pytest.raises(Invalid) as refused:
        profile.pause(session, firm_id=firm.id, until=until, by="user")
    assert refused.value.errors == {"until": fault}


def test_a_firm_closes_until_it_says_otherwise(session, firm):
    profile.pause(session, firm_id=firm.id, until=None, by="user")
    assert firm.state is OrganisationState.PAUSED
    profile.resume(session, firm_id=firm.id, by="user")
    profile.resume(session, firm_id=firm.id, by="user")
    steps = ORGANISATION.history(session, firm.id)
    assert [step.now for step in steps] == ["paused", "active"]


def test_no_firm_no_page(session):
    with pytest.raises(NotFound):
        profile.edit(session, firm_id=404, profile=form(), by="user")
    with pytest.raises(NotFound):
        queries.desk(session, firm_id=404)


def test_the_office_stops_a_firm_and_lets_it_go_on(session, firm):
    name = {"public_id": firm.public_id, "by": "office:x"}
    with pytest.raises(Invalid):
        standing.suspend(session, **name, reason=" ")
    standing.suspend(session, **name, reason="شکایت خریداران")
    assert queries.firms(session) == []
    with pytest.raises(NotFound):
        queries.firm_page(session, public_id=firm.public_id)
    with pytest.raises(WrongMove):
        profile.pause(session, firm_id=firm.id, until=None, by="user")
    standing.reinstate(session, **name)
    assert queries.firm_page(session, public_id=firm.public_id).id == firm.id
    standing.leave(session, **name, reason="به خواست خود")
    assert ORGANISATION.history(session, firm.id)[-1].note == "به خواست خود"
    with pytest.raises(NotFound):
        standing.reinstate(session, public_id="nobody", by="office:x")


def test_makers_are_listed_in_persian_order(session):
    for name in ("گیلوان", "پرند", "چشمه", "آبگینه"):
        make.organisation(session, name_fa=name)
    make.organisation(session, name_fa="اتحاد", kind=OrganisationKind.BRAND)
    make.organisation(session, name_fa="بسته", state=OrganisationState.LEFT)
    assert [firm.name_fa for firm in queries.firms(session)] == [
        "آبگینه", "پرند", "چشمه", "گیلوان",
    ]  # fmt: skip


def test_the_office_finds_organisations(session, firm):
    office = make.organisation(
        session, kind=OrganisationKind.CONSORTIUM, code="CON", name_en="Office 100%"
    )
    assert queries.organisations(session).total == 2
    assert queries.organisations(session, words="con").items == [office]
    assert queries.organisations(session, words="100%").items == [office]
    assert queries.organisations(session, words="0_0").items == []
    assert queries.organisations(session, kind=OrganisationKind.FIRM).items == [firm]
    assert queries.organisations(session, state=OrganisationState.PAUSED).items == []
    assert queries.by_public_id(session, firm.public_id) == firm
    assert queries.by_code(session, "nothing") is None
    with pytest.raises(NotFound):
        queries.by_public_id(session, "nobody")
