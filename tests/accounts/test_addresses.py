from dataclasses import replace

import pytest

from portal.accounts import addresses
from portal.accounts.addresses import Place
from portal.core.errors import Invalid, NotFound, Refused
from tests import make

HOME = Place(
    recipient="سارا احمدي",
    mobile="۰۹۱۲ ۱۲۳ ۴۵۶۷",
    province_code="IR-26",
    city_code="2601",
    postcode="۳۴۱۹۶-۱۳۱۴۵",
    line="خیابان  طالقانی، پلاک ۱۲",
)


def test_an_address_is_kept_in_its_canonical_form(session):
    user = make.user(session)
    kept = addresses.add(session, user_id=user.id, place=HOME, by="user")
    assert (kept.recipient, kept.mobile, kept.postcode, kept.line) == (
        "سارا احمدی", "+989121234567", "3419613145", "خیابان طالقانی، پلاک ۱۲",
    )  # fmt: skip
    assert addresses.of(session, user_id=user.id) == [kept]


@pytest.mark.asvs("2.2.1")
def test_every_fault_is_told_at_once(session):
    bad = replace(HOME, recipient=" ", mobile="123", postcode="12", line="")
    with pytest.raises(Invalid) as refused:
        addresses.add(session, user_id=make.user(session).id, place=bad, by="user")
    assert refused.value.errors == {
        "recipient": "required",
        "line": "required",
        "mobile": "not_a_mobile",
        "postcode": "not_a_postcode",
    }


def test_another_persons_address_is_not_found(session):
    user, stranger = make.user(session), make.user(session)
    kept = addresses.add(session, user_id=user.id, place=HOME, by="user")
    who = {"user_id": stranger.id, "public_id": kept.public_id}
    for attempt in (
        lambda: addresses.get(session, **who),
        lambda: addresses.edit(session, **who, place=HOME, by="user"),
        lambda: addresses.remove(session, **who, by="user"),
    ):
        with pytest.raises(NotFound):
            attempt()


def test_an_address_is_edited_and_removed(session):
    user = make.user(session)
    kept = addresses.add(session, user_id=user.id, place=HOME, by="user")
    mine = {"user_id": user.id, "public_id": kept.public_id}
    addresses.edit(session, **mine, place=replace(HOME, recipient="رضا"), by="user")
    assert addresses.get(session, **mine).recipient == "رضا"
    addresses.remove(session, **mine, by="user")
    assert addresses.of(session, user_id=user.id) == []


@pytest.mark.asvs("2.3.2")
def test_a_book_has_twenty_pages(session):
    user = make.user(session)
    for _ in range(addresses.MOST):
        addresses.add(session, user_id=user.id, place=HOME, by="user")
    with pytest.raises(Refused, match="too_many_addresses"):
        addresses.add(session, user_id=user.id, place=HOME, by="user")
