"""What pages read, in a fixed number of statements."""

from contextlib import contextmanager

import pytest

from portal.catalog import editing, offers, prices, queries, review, stock, variants
from portal.catalog.models import ImageState, NetUnit, ProductState
from portal.core.db import statements
from portal.core.errors import NotFound
from portal.firms.models import OrganisationState
from tests import make
from tests.catalog import makers


@contextmanager
def at_most(session, limit):
    session.flush()
    session.expunge_all()
    token = statements.set([])
    try:
        yield
        ran = statements.get()
        assert len(ran) <= limit, "\n\n".join(ran)
    finally:
        statements.reset(token)


def stocked(session):
    """A product on sale with two packs, a price ladder and stock."""
    product = makers.live(session)
    mine = {"firm_id": product.owner_id, "by": "user:owner"}
    sku = makers.sku_of(session, product)
    prices.set_price(session, sku=sku, minor=6_000_000, minimum=6, **mine)
    stock.receive(session, sku=sku, quantity=9, reason="new", **mine)
    pack = variants.add(
        session,
        public_id=product.public_id,
        facts=makers.PACK | {"net_value": 1000, "gross_g": 1700},
        **mine,
    )
    offers.create(session, variant_id=pack.public_id, sku="LARGE", **mine)
    prices.set_price(session, sku="LARGE", minor=12_000_000, **mine)
    change = review.approve(
        session, public_id=open_change(session, product).public_id, by="office:x"
    )
    assert change.product_id == product.id
    return product


def open_change(session, product):
    from portal.catalog import changes

    return changes.open_change(session, product)


def test_a_product_page_says_everything_in_three_statements(session):
    made = stocked(session)
    public_id = made.public_id

    with at_most(session, 3):
        page = queries.product_page(session, public_id=public_id)
        assert page.product.owner.name_fa
        assert page.product.family.return_policy == "unopened_7_days"
        assert page.product.category.code
        assert [a.code for a in page.attributes] == ["grade", "acidity"]
        assert (page.attributes[0].value_en, page.attributes[1].value) == ("Extra virgin", "0.3")
        assert len(page.images("en")) == 1
        small, large = page.packs
        [offer] = small.offers
        assert [(p.minimum, p.minor) for p in offer.ladder] == [(1, 6_950_000), (6, 6_000_000)]
        assert (offer.free, offer.unit_price.minor) == (9, 13_900_000)
        assert small.is_orderable
        assert not large.is_orderable  # on offer, but none there
        assert page.is_orderable


def test_packs_are_shown_from_the_smallest_in_whatever_order_their_firm_made_them(session):
    product = stocked(session)
    first, second = sorted(product.variants, key=lambda pack: pack.net_value)
    first.position, second.position = 9, 1
    session.flush()

    page = queries.product_page(session, public_id=product.public_id)

    assert [pack.variant.net_value for pack in page.packs] == [500, 1000]


@pytest.mark.parametrize("state", [ProductState.HIDDEN, ProductState.RETIRED])
def test_what_is_not_on_sale_has_no_page(session, state):
    product = makers.live(session)
    product.state = state
    session.flush()

    with pytest.raises(NotFound):
        queries.product_page(session, public_id=product.public_id)


def test_the_page_of_a_firm_on_holiday_stays_and_that_of_a_stopped_one_goes(session):
    product = stocked(session)
    product.owner.state = OrganisationState.PAUSED
    session.flush()
    assert not queries.product_page(session, public_id=product.public_id).is_orderable

    product.owner.state = OrganisationState.SUSPENDED
    session.flush()
    with pytest.raises(NotFound):
        queries.product_page(session, public_id=product.public_id)


def test_only_the_owner_previews_a_draft_with_its_pictures(session):
    product = makers.complete(session, makers.draft(session))
    mine = {"public_id": product.public_id, "firm_id": product.owner_id}

    page = queries.product_page(session, **mine)
    assert [image.state for image in page.images("fa")] == [ImageState.PENDING]
    with pytest.raises(NotFound):
        queries.product_page(session, public_id=product.public_id)
    with pytest.raises(NotFound):
        queries.product_page(
            session, public_id=product.public_id, firm_id=make.organisation(session).id
        )


def test_shoppers_do_not_see_a_picture_that_waits(session):
    product = makers.live(session)
    makers.image(session, product)

    assert len(queries.product_page(session, public_id=product.public_id).images("fa")) == 1


def test_pictures_labelled_in_the_readers_language_come_first(session):
    product = makers.draft(session)
    shared = makers.image(session, product)
    english = makers.image(session, product, language="en")
    persian = makers.image(session, product, language="fa")

    page = queries.product_page(session, public_id=product.public_id, firm_id=product.owner_id)
    for language, labelled in {"en": english, "fa": persian}.items():
        assert [image.public_id for image in page.images(language)] == [
            labelled.public_id, shared.public_id,
        ]  # fmt: skip


def test_my_products_in_three_statements(session):
    product = stocked(session)
    firm_id = product.owner_id
    makers.draft(session, product.owner)
    for title in ("New", "Newer"):
        editing.edit(
            session,
            firm_id=firm_id,
            public_id=product.public_id,
            fields={"title_en": title},
            by="user:owner",
        )

    with at_most(session, 3):
        page = queries.my_products(session, firm_id=firm_id)
    assert (page.total, [row.state for row in page.items]) == (2, ["draft", "live"])
    live = page.items[1]
    assert (live.pack_count, live.price_from, live.price_to, live.free) == (
        2, 6_950_000, 12_000_000, 9,
    )  # fmt: skip
    assert live.image_key
    assert live.change_state == "submitted"


@pytest.mark.parametrize(("text", "found"), [("LARG", 1), ("زیتون", 2), ("nothing", 0), ("%", 0)])
def test_my_products_are_found_by_title_and_sku(session, text, found):
    product = stocked(session)
    makers.draft(session, product.owner)

    page = queries.my_products(session, firm_id=product.owner_id, text=text)
    assert page.total == len(page.items) == found


def test_a_joint_product_is_in_the_list_of_those_who_offer_it(session):
    from portal.catalog.models import Ownership

    joint = make.product(session, ownership=Ownership.JOINT)
    firm = make.organisation(session)
    pack = make.variant(session, product_id=joint.id)
    offers.create(session, firm_id=firm.id, variant_id=pack.public_id, sku="J", by="user:x")

    [row] = queries.my_products(session, firm_id=firm.id).items
    assert (row.public_id, row.is_own) == (joint.public_id, False)


def test_the_editor_has_everything(session):
    product = makers.complete(session, makers.draft(session))
    firm_id, public_id = product.owner_id, product.public_id

    with at_most(session, 12):
        view = queries.product_for_edit(session, firm_id=firm_id, public_id=public_id)
        assert view.value("grade") == "EVOO"
        assert view.value("acidity") == "0.3"
        assert view.missing == {}
        [pack] = view.packs
        assert pack.offers[0].ladder[0].minor == 6_950_000
    with pytest.raises(NotFound):
        queries.product_for_edit(
            session, firm_id=make.organisation(session).id, public_id=public_id
        )


def test_the_editor_lists_packs_from_the_smallest(session):
    product = makers.draft(session)
    firm_id, public_id = product.owner_id, product.public_id
    for value, unit in ((750, "ml"), (250, "ml"), (3, "pc"), (500, "g")):
        make.variant(session, product_id=product.id, net_value=value, net_unit=NetUnit(unit))

    packs = queries.product_for_edit(session, firm_id=firm_id, public_id=public_id).packs

    sizes = [(pack.variant.net_value, pack.variant.net_unit.value) for pack in packs]
    assert sizes == [(3, "pc"), (250, "ml"), (500, "g"), (750, "ml")]


def test_stock_lists_what_runs_low_first(session):
    firm = make.organisation(session)
    product = make.product(session, owner_id=firm.id)
    units = {"A": 50, "B": 3, "C": 0}
    for sku, number in units.items():
        pack = make.variant(session, product_id=product.id)
        makers.offer(session, units=number, sku=sku, firm_id=firm.id, variant_id=pack.id)
    firm_id = firm.id

    with at_most(session, 2):
        page = queries.stock_list(session, firm_id=firm_id)
    assert [(row.sku, row.free, row.is_low) for row in page.items] == [
        ("C", 0, True), ("B", 3, True), ("A", 50, False),
    ]  # fmt: skip
    assert queries.stock_list(session, firm_id=firm_id, text="b").total == 1


def test_the_queue_is_oldest_first_and_a_submission_shows_its_fields(session):
    old, new = (makers.complete(session, makers.draft(session)) for _ in range(2))
    from portal.catalog import products

    for product in (old, new):
        products.submit(
            session, firm_id=product.owner_id, public_id=product.public_id, by="user:owner"
        )
    old_id = old.public_id

    with at_most(session, 2):
        page = queries.review_queue(session)
    assert page.items[0].product_public_id == old_id
    assert (page.total, page.items[0].is_new) == (2, True)

    change_id = page.items[0].public_id
    with at_most(session, 5):
        view = queries.change_for_review(session, public_id=change_id)
        paths = [item.path for item in view.items]
    assert paths[:2] == ["title_fa", "title_en"]
    assert [item.variant.net_value for item in view.items if item.variant] == [500]
    assert len([item for item in view.items if item.image]) == 1


def test_the_tree_of_shelves_is_one_statement(session):
    oils = make.category(session, position=1)
    hidden = make.category(session, position=2, is_visible=False)
    virgin = make.category(session, parent_id=oils.id)
    names = (oils.code, virgin.code, hidden.code)

    with at_most(session, 1):
        [section] = queries.categories_tree(session)
    assert (section.category.code, [c.code for c in section.children]) == (names[0], [names[1]])
    assert len(queries.categories_tree(session, with_hidden=True)) == 2
