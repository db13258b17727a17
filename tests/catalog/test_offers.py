"""A firm offers packs under its own SKUs."""

import pytest

from portal.catalog import offers
from portal.catalog.models import OFFER, OfferState, Ownership
from portal.core.errors import Invalid, NotFound, Refused
from tests import make
from tests.catalog import makers


@pytest.fixture
def firm(session):
    return make.organisation(session)


@pytest.fixture
def pack(session, firm):
    return make.variant(session, product_id=make.product(session, owner_id=firm.id).id)


def create(session, firm, pack, sku="EVOO-500"):
    return offers.create(
        session, firm_id=firm.id, variant_id=pack.public_id, sku=sku, by="user:owner"
    )


def test_an_offer_starts_active_and_empty(session, firm, pack):
    offer = create(session, firm, pack, "EVOO-۵۰۰")

    assert (offer.sku, offer.state, offer.on_hand) == ("EVOO-500", OfferState.ACTIVE, 0)


def test_a_sku_is_unique_in_its_firm_only(session, firm, pack):
    create(session, firm, pack)
    other_pack = make.variant(session, product_id=pack.product_id)

    with pytest.raises(Refused, match="sku_taken"):
        create(session, firm, other_pack)
    stranger = make.organisation(session)
    theirs = make.variant(session, product_id=make.product(session, owner_id=stranger.id).id)
    assert create(session, stranger, theirs).id


def test_a_pack_is_offered_once_by_a_firm(session, firm, pack):
    create(session, firm, pack)

    with pytest.raises(Refused, match="already_offered"):
        create(session, firm, pack, "OTHER")


def test_anothers_product_is_not_found_but_a_joint_one_is_offered_by_many(session, pack):
    stranger = make.organisation(session)
    with pytest.raises(NotFound):
        create(session, stranger, pack)

    joint = make.product(session, ownership=Ownership.JOINT)
    shared = make.variant(session, product_id=joint.id)
    for firm in (stranger, make.organisation(session)):
        assert create(session, firm, shared).id


@pytest.mark.parametrize(
    ("sku", "code"),
    [("", "required"), (" ", "required"), ("روغن", "bad_sku"), ("x" * 41, "bad_sku")],
)
def test_what_is_no_sku_is_refused(session, firm, pack, sku, code):
    with pytest.raises(Invalid) as refusal:
        create(session, firm, pack, sku)
    assert refusal.value.errors == {"sku": code}


def test_pausing_twice_does_no_harm_and_history_is_kept(session, firm, pack):
    offer = create(session, firm, pack)
    mine = {"firm_id": firm.id, "sku": offer.sku, "by": "user:owner"}

    for turn in (offers.pause, offers.pause, offers.resume, offers.end):
        turn(session, **mine)

    session.flush()
    assert [step.now for step in OFFER.history(session, offer.id)] == [
        "active", "paused", "active", "ended",
    ]  # fmt: skip


def test_a_sku_is_renamed_unless_it_is_taken(session, firm, pack):
    offer = create(session, firm, pack)
    other = create(session, firm, make.variant(session, product_id=pack.product_id), "OTHER")

    offers.edit(session, firm_id=firm.id, sku=offer.sku, new_sku="NEW", low_at=9)
    assert (offer.sku, offer.low_at) == ("NEW", 9)
    with pytest.raises(Refused, match="sku_taken"):
        offers.edit(session, firm_id=firm.id, sku="NEW", new_sku=other.sku)
    assert makers.numbers(session, offer) == (0, 0)
