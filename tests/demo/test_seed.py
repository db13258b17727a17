"""The demo as a shopper, a firm and the office find it: filled in once for a test run."""

import pytest
from sqlalchemy import func, select

from portal import inspection
from portal.accounts import passwords
from portal.accounts.models import User
from portal.catalog.cards import Card
from portal.catalog.models import (
    ChangeState,
    Image,
    ImageState,
    Offer,
    Product,
    ProductChange,
    ProductState,
    StockMovement,
    Variant,
)
from portal.catalog.queries import product_page
from portal.core import clock, db, files, seals
from portal.demo import accounts, seed
from portal.demo.accounts import PASSPHRASE
from portal.demo.plan import RECENT
from portal.firms import membership, queries
from portal.firms.models import Organisation, OrganisationKind, OrganisationState
from portal.ledger.models import Entry
from portal.messaging.models import Message, MessageState
from portal.orders.models import Order, OrderState, SellerOrder, SellerOrderState
from portal.payments import gateways
from portal.payments.models import Refund
from portal.reference.organisations import BRAND
from portal.worker import sealing
from scripts import shots
from tests.browser import demo, fill
from tests.reference.alphabets import has_latin, has_persian

SECONDS = 100  # of one processor, pictures apart


@pytest.fixture(scope="module")
def seconds(tmp_path_factory):
    """The demo of this test run becomes the database; the processor time that filling it took."""
    folder = demo.copied(tmp_path_factory, "seed")
    settings = shots.settings_of(folder)
    passwords.configure(testing=True)
    made = db.configure(settings.database_url)
    files.configure(settings.storage_url)
    gateways.configure(settings.gateways)
    yield float((folder / fill.SECONDS).read_text())
    made.engine.dispose()
    db._Current.database = None


@pytest.fixture
def shop(seconds):
    with db.reading() as session:
        yield session


def count(shop, model, *which):
    return shop.scalar(select(func.count()).select_from(model).where(*which))


def test_it_takes_less_than_a_hundred_seconds(seconds):
    assert seconds < SECONDS


def test_a_second_time_nothing_is_filled_in(seconds):
    assert seed.seed_if_empty() is False


def test_eight_firms_are_at_work_and_one_waits_at_the_door(shop):
    firms = queries.firms(shop)
    assert len([firm for firm in firms if firm.kind is OrganisationKind.FIRM]) == 8
    assert count(shop, Organisation, Organisation.state == OrganisationState.APPLIED) == 1


def test_every_live_product_is_in_the_listing_with_a_picture_in_each_language(shop):
    live = shop.scalars(select(Product).where(Product.state == ProductState.LIVE)).all()
    assert len(live) >= 60
    assert count(shop, Card) == len(live)
    for product in live:
        shown = [image.language for image in product.images if image.state is ImageState.LIVE]
        assert sorted(shown) == ["en", "fa"]
    assert count(shop, Variant) >= 150


def test_a_joint_product_is_offered_by_more_than_one_firm(shop):
    joint = shop.scalars(
        select(Product)
        .join(Organisation, Organisation.id == Product.owner_id)
        .where(Organisation.code == BRAND)
    ).all()
    assert len(joint) >= 3
    for product in joint:
        offers = [offer for variant in product.variants for offer in variant.offers]
        assert len({offer.firm_id for offer in offers}) >= 2


def test_a_product_page_can_be_read(shop):
    some = shop.scalars(select(Product.public_id).where(Product.state == ProductState.LIVE)).first()
    assert product_page(shop, public_id=some)


def test_columns_are_in_their_own_letters(shop):
    for model in (Product, Organisation, Image):
        texts = [c.key for c in model.__table__.columns if c.key.endswith(("_fa", "_en"))]
        for row in shop.scalars(select(model)):
            for key in texts:
                wrong = has_latin if key.endswith("_fa") else has_persian
                assert not wrong(getattr(row, key) or ""), (model, key, getattr(row, key))


def test_the_office_has_listings_to_decide(shop):
    states = [change.state for change in shop.scalars(select(ProductChange))]
    assert states.count(ChangeState.SUBMITTED) == 3
    assert states.count(ChangeState.NEEDS_WORK) == 1


def test_every_account_signs_in_and_sits_where_it_should(shop):
    for account in accounts.ACCOUNTS:
        user = shop.scalars(select(User).where(User.email == account.email)).one()
        assert user.is_demo
        assert passwords.verify(user.password_hash, PASSPHRASE)
        places = {each.organisation.code for each in membership.of(shop, user_id=user.id)}
        assert places == ({account.organisation_code} if account.organisation_code else set())


def test_orders_stand_in_every_state(shop):
    parts = set(shop.scalars(select(SellerOrder.state)))
    assert parts == set(SellerOrderState)
    assert set(shop.scalars(select(Order.state))) == set(OrderState)
    assert count(shop, Order) >= 100
    assert count(shop, Refund) >= 5


def test_no_package_is_forgotten_on_a_bench(shop):
    """What one firm refuses does not keep the others from sending theirs."""
    at_work = {SellerOrderState.PAID, SellerOrderState.PREPARING, SellerOrderState.READY}
    begun = select(Order.placed_at).join(SellerOrder).where(SellerOrder.state.in_(at_work))
    oldest = min(shop.scalars(begun))
    assert clock.now() - oldest < RECENT


def test_the_books_balance(shop):
    journals = select(func.sum(Entry.amount)).group_by(Entry.journal_id)
    assert set(shop.scalars(journals)) == {0}


def test_the_audit_finds_nothing(seconds):
    seals.configure("a key of the tests")
    sealing.run()  # as the worker does in its first minute
    assert inspection.run().exit_code == 0


def test_stock_is_the_sum_of_its_movements(shop):
    moved = select(
        StockMovement.offer_id, func.sum(StockMovement.on_hand), func.sum(StockMovement.reserved)
    ).group_by(StockMovement.offer_id)
    sums = {row[0]: (row[1], row[2]) for row in shop.execute(moved)}
    for offer in shop.scalars(select(Offer)):
        assert sums.get(offer.id, (0, 0)) == (offer.on_hand, offer.reserved)
        assert offer.on_hand >= offer.reserved


def test_what_the_files_say_is_what_is_left_on_the_shelf(shop):
    """But for what came back to it: a cancelled or expired order gives its units up."""
    free = dict(shop.execute(select(Offer.sku, Offer.on_hand - Offer.reserved)).all())
    assert free["SRD-FH-500"] >= 46
    assert free["CHZ-FR-10000"] == 0


def test_no_old_letter_waits_in_the_outbox(shop):
    waiting = count(shop, Message, Message.state == MessageState.QUEUED)
    sent = count(shop, Message, Message.state == MessageState.SENT)
    assert sent > 100 > waiting
    assert count(shop, Message, Message.state == MessageState.FAILED) == 0
