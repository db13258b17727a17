"""A draft changes at once; a product on sale changes by review and stays on sale."""

import pytest
from sqlalchemy import select

from portal.catalog import editing, products, variants
from portal.catalog.models import ChangeState, ProductChange, ProductState
from portal.core.errors import Invalid, NotFound, Refused, StaleVersion
from tests import make
from tests.catalog import makers


def edit(session, product, fields, **facts):
    return editing.edit(
        session,
        firm_id=product.owner_id,
        public_id=product.public_id,
        fields=fields,
        by="user:owner",
        **facts,
    )


def change_of(session, product):
    session.flush()
    return session.scalars(
        select(ProductChange)
        .where(ProductChange.product_id == product.id, ProductChange.is_new.is_(False))
        .execution_options(populate_existing=True)
    ).one()


def wishes(session, product):
    return {item.path: item.now["value"] for item in change_of(session, product).items}


def test_a_draft_changes_at_once(session):
    product = makers.draft(session)

    done = edit(
        session,
        product,
        {
            "title_fa": "روغن زيتون كوهي ۵۰۰",
            "attributes.acidity": "۰٫۳۰",
            "attributes.grade": "EVOO",
            "harvest_year": "۱۴۰۴",
            "attributes.filtered": "1",
        },
    )

    assert set(done.applied) == {
        "title_fa", "attributes.acidity", "grade", "harvest_year", "attributes.filtered",
    }  # fmt: skip
    assert (product.title_fa, product.slug_fa) == ("روغن زیتون کوهی ۵۰۰", "روغن-زیتون-کوهی-500")
    assert product.attributes == {"acidity": "0.3", "filtered": True}
    assert (product.grade, product.harvest_year) == ("EVOO", 1404)


def test_an_emptied_attribute_is_gone(session):
    product = makers.draft(session)
    edit(session, product, {"attributes.acidity": "0.3"})
    edit(session, product, {"attributes.acidity": ""})

    assert product.attributes == {}


def test_every_fault_is_named_by_its_field(session):
    product = makers.draft(session)

    with pytest.raises(Invalid) as refusal:
        edit(
            session,
            product,
            {
                "attributes.acidity": "۹",
                "attributes.nothing": "1",
                "title_en": "x" * 121,
                "category": "no-such",
                "grade": "BEST",
                "owner_id": "7",
            },
        )
    assert refusal.value.errors == {
        "attributes.acidity": "too_large",
        "attributes.nothing": "unknown_field",
        "title_en": "too_long",
        "category": "unknown_choice",
        "grade": "unknown_choice",
        "owner_id": "unknown_field",
    }


def test_a_product_on_sale_keeps_its_words_until_they_are_approved(session):
    product = makers.live(session)

    done = edit(
        session,
        product,
        {"title_en": "New", "summary_en": "Fine", "attributes.cooking": "raw", "grade": "VOO"},
    )

    assert done.applied == ("attributes.cooking",)
    assert done.waiting == ("title_en", "summary_en", "grade")
    assert (product.state, product.title_en) == (ProductState.LIVE, "Extra virgin olive oil")
    assert wishes(session, product) == {"title_en": "New", "summary_en": "Fine", "grade": "VOO"}


def test_a_second_edit_joins_the_same_change(session):
    product = makers.live(session)
    edit(session, product, {"title_en": "New"})
    edit(session, product, {"title_en": "Newer", "title_fa": "نو"})

    assert wishes(session, product) == {"title_en": "Newer", "title_fa": "نو"}


def test_wishing_for_what_is_takes_the_wish_back(session):
    product = makers.live(session)
    edit(session, product, {"title_en": "New"})

    assert edit(session, product, {"title_en": "Extra virgin olive oil"}).waiting == ()
    assert change_of(session, product).state is ChangeState.WITHDRAWN


def test_an_edit_without_a_difference_leaves_nothing(session):
    product = makers.live(session)
    version = product.version

    done = edit(session, product, {"title_en": product.title_en, "grade": "EVOO"})

    assert (done.applied, done.waiting, product.version) == ((), (), version)


def test_an_old_form_does_not_overwrite_a_newer_edit(session):
    product = makers.draft(session)
    seen = product.version
    edit(session, product, {"title_en": "First"}, version=seen)

    with pytest.raises(StaleVersion):
        edit(session, product, {"title_en": "Second"}, version=seen)
    assert product.title_en == "First"


def test_another_firms_product_is_not_found(session):
    product = makers.draft(session)

    with pytest.raises(NotFound):
        editing.edit(
            session,
            firm_id=make.organisation(session).id,
            public_id=product.public_id,
            fields={"title_en": "Mine"},
            by="user:thief",
        )


def test_what_is_with_the_office_or_retired_is_closed(session):
    product = makers.complete(session, makers.draft(session))
    mine = {"firm_id": product.owner_id, "public_id": product.public_id, "by": "user:owner"}
    products.submit(session, **mine)
    with pytest.raises(Refused, match="in_review"):
        edit(session, product, {"title_en": "New"})

    products.withdraw(session, **mine)
    products.retire(session, **mine)
    with pytest.raises(Refused, match="retired"):
        edit(session, product, {"title_en": "New"})


def test_a_new_pack_of_a_product_on_sale_waits(session):
    product = makers.live(session)

    pack = variants.add(
        session,
        firm_id=product.owner_id,
        public_id=product.public_id,
        facts=makers.PACK | {"net_value": 750, "gross_g": 1300},
        by="user:owner",
    )

    assert not pack.is_active
    assert wishes(session, product) == {f"variant:{pack.public_id}.is_active": True}


def test_the_label_of_a_pack_waits_and_its_weight_does_not(session):
    product = makers.live(session)
    session.expire(product)
    [pack] = product.variants
    mine = {"firm_id": product.owner_id, "variant_id": pack.public_id, "by": "user:owner"}

    done = variants.edit(session, facts={"net_value": "450", "gross_g": "۸۵۰"}, **mine)

    assert done.applied == (f"variant:{pack.public_id}.gross_g",)
    assert done.waiting == (f"variant:{pack.public_id}.net_value",)
    assert (pack.net_value, pack.gross_g) == (500, 850)


def test_a_pack_is_taken_off_at_once_and_comes_back_by_review(session):
    product = makers.live(session)
    session.expire(product)
    [pack] = product.variants
    mine = {"firm_id": product.owner_id, "variant_id": pack.public_id, "by": "user:owner"}

    variants.deactivate(session, **mine)
    assert not pack.is_active
    variants.activate(session, **mine)
    assert not pack.is_active
    assert wishes(session, product) == {f"variant:{pack.public_id}.is_active": True}


def test_what_a_listing_lacks_is_said_all_at_once(session):
    product = makers.draft(session, title_en="")

    with pytest.raises(Invalid) as refusal:
        products.submit(
            session, firm_id=product.owner_id, public_id=product.public_id, by="user:owner"
        )
    assert refusal.value.errors == {
        "title_en": "required",
        "licence_number": "required",
        "attributes.grade": "required",
        "attributes.acidity": "required",
        "images": "required",
        "packs": "required",
    }


def test_a_pack_without_offer_or_price_is_not_enough(session):
    product = makers.draft(session)
    mine = {"firm_id": product.owner_id, "by": "user:owner"}
    pack = variants.add(session, public_id=product.public_id, facts=makers.PACK, **mine)
    assert products.missing(session, product)["packs"] == "no_offer"

    from portal.catalog import offers, prices

    offers.create(session, variant_id=pack.public_id, sku="A", **mine)
    assert products.missing(session, product)["packs"] == "no_price"
    prices.set_price(session, sku="A", minor=10_000, **mine)
    assert "packs" not in products.missing(session, product)


def test_a_draft_of_a_brand_is_a_joint_product(session):
    from portal.catalog.models import Ownership
    from portal.firms.models import OrganisationKind

    brand = make.organisation(session, kind=OrganisationKind.BRAND)

    assert makers.draft(session, brand).ownership is Ownership.JOINT
