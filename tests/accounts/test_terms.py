from datetime import UTC, date, datetime

import pytest
import time_machine

from portal.accounts import terms
from portal.core.errors import Invalid, NotFound, Refused

TODAY = date(2026, 11, 23)
TEXT = {"title_fa": "شرایط فروش", "title_en": "Terms of sale", "body_fa": "متن", "body_en": "Text"}


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(datetime(2026, 11, 23, 9, tzinfo=UTC), tick=False):
        yield


def publish(session, day, code="sale"):
    return terms.publish(session, code=code, effective_on=day, **TEXT, by="office")


def test_the_version_in_force_is_the_newest_that_has_begun(session):
    now = publish(session, TODAY)
    later = publish(session, date(2026, 12, 1))
    publish(session, TODAY, code="privacy")
    assert now.version == "1405-09-02"
    assert terms.current(session, code="sale") == now
    assert terms.current(session, code="sale", on=date(2027, 1, 1)) == later
    assert terms.get(session, code="sale", version="1405-09-02") == now
    assert terms.versions(session, code="sale") == [later, now]


def test_no_text_binds_before_it_is_published(session):
    publish(session, TODAY)
    with pytest.raises(NotFound):
        terms.current(session, code="sale", on=date(2026, 11, 22))
    with pytest.raises(NotFound):
        terms.get(session, code="sale", version="1404-01-01")
    with pytest.raises(Invalid):
        publish(session, date(2026, 11, 22))


def test_a_days_version_never_changes(session):
    publish(session, TODAY)
    with pytest.raises(Refused, match="terms_exist"):
        publish(session, TODAY)
