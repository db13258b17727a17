"""The office approves, sends back and rejects, field by field; nothing unapproved gets out."""

import pytest
from sqlalchemy import select

from portal.catalog import editing, images, products, queries, review, variants
from portal.catalog.cards import Card
from portal.catalog.models import (
    CHANGE,
    Category,
    ChangeState,
    ImageState,
    ProductChange,
    ProductState,
)
from portal.catalog.review import Reason
from portal.core.errors import Invalid, NotFound, Refused
from portal.core.files import StoredFile
from portal.firms.models import ORGANISATION, OrganisationState
from portal.messaging.models import Message
from portal.reference import listing_reasons
from portal.worker import rendering
from tests import make
from tests.catalog import makers

OFFICE = "office:reviewer"


def submitted(session):
    product = makers.complete(session, makers.draft(session))
    return product, submit(session, product)


def submit(session, product):
    return products.submit(
        session, firm_id=product.owner_id, public_id=product.public_id, by="user:owner"
    )


def edit(session, product, **fields):
    editing.edit(
        session,
        firm_id=product.owner_id,
        public_id=product.public_id,
        fields=fields,
        by="user:owner",
    )
    session.flush()
    return open_change(session, product)


def open_change(session, product):
    mine = select(ProductChange).where(
        ProductChange.product_id == product.id, ProductChange.state == ChangeState.SUBMITTED
    )
    return session.scalar(mine)


def told(session, kind):
    session.flush()
    return session.scalars(select(Message).where(Message.kind == kind).order_by(Message.id)).all()


def has_card(session, product):
    session.flush()
    return session.scalar(select(Card.id).where(Card.id == product.id)) is not None


def test_an_approved_listing_is_on_sale_and_the_firm_hears_of_it(session):
    product, change = submitted(session)
    assert not has_card(session, product)

    review.approve(session, public_id=change.public_id, by=OFFICE)

    assert (product.state, change.state) == (ProductState.LIVE, ChangeState.APPROVED)
    assert product.published_at
    assert has_card(session, product)
    assert {m.channel for m in told(session, "listing_approved")} == {"email", "sms"}


def test_a_new_listing_is_approved_whole(session):
    _, change = submitted(session)

    with pytest.raises(Refused, match="send_back_instead"):
        review.approve(
            session, public_id=change.public_id, rejected={"title_fa": Reason("claim")}, by=OFFICE
        )


def test_a_listing_sent_back_says_why_and_comes_again(session):
    product, change = submitted(session)
    reasons = {"title_fa": Reason("claim", "«بهترین» ادعاست"), "grade": Reason("not_proven")}

    review.send_back(session, public_id=change.public_id, reasons=reasons, by=OFFICE)

    assert (product.state, change.state) == (ProductState.DRAFT, ChangeState.NEEDS_WORK)
    facts = told(session, "listing_sent_back")[0].facts
    assert {(r["field"], r["code"]) for r in facts["reasons"]} == {
        ("title_fa", "claim"), ("grade", "not_proven"),
    }  # fmt: skip

    edit(session, product, title_fa="روغن زیتون")
    assert submit(session, product) is change
    answers = {item.path: item.reason_code for item in change.items}
    assert answers["title_fa"] is None  # it is new, so it is judged anew
    assert answers["grade"] == "not_proven"  # it is as it was
    assert [step.now for step in CHANGE.history(session, change.id)][-2:] == [
        "needs_work", "submitted",
    ]  # fmt: skip


def test_a_fact_sent_back_is_named_as_its_family_names_it(session):
    product, change = submitted(session)
    family = {row.code: row for row in product.family.attributes}
    family["grade"].title_fa, family["grade"].title_en = "درجهٔ کیفی", "Quality grade"
    family["acidity"].title_fa, family["acidity"].title_en = "اسیدیته", "Acidity"
    reasons = {"grade": Reason("untrue"), "attributes.acidity": Reason("unclear")}
    review.send_back(session, public_id=change.public_id, reasons=reasons, by=OFFICE)

    message = told(session, "listing_sent_back")[0]
    for language in ("fa", "en"):
        message.language = language
        body = rendering.render(message).body
        for code in ("grade", "acidity"):
            assert f"{getattr(family[code], f'title_{language}')}: " in body
        assert listing_reasons.FACTS[language == "en"] not in body


def test_sending_back_needs_a_reason(session):
    _, change = submitted(session)

    with pytest.raises(Invalid) as refusal:
        review.send_back(session, public_id=change.public_id, reasons={}, by=OFFICE)
    assert refusal.value.errors == {"note": "required"}


def test_a_rejected_listing_is_a_draft_again(session):
    product, change = submitted(session)

    review.reject(session, public_id=change.public_id, reason=Reason("no_licence"), by=OFFICE)

    assert (product.state, change.state) == (ProductState.DRAFT, ChangeState.REJECTED)
    assert submit(session, product) is not change


def test_an_approved_change_is_written(session):
    product = makers.live(session)
    change = edit(session, product, title_fa="روغن نو", grade="VOO")

    review.approve(session, public_id=change.public_id, by=OFFICE)

    assert (product.title_fa, product.slug_fa, product.grade) == ("روغن نو", "روغن-نو", "VOO")
    assert product.state is ProductState.LIVE
    assert session.scalar(select(Card.grade).where(Card.id == product.id)) == "VOO"


def test_some_fields_are_approved_and_others_not(session):
    product = makers.live(session)
    change = edit(session, product, title_en="New", grade="VOO")

    review.approve(
        session, public_id=change.public_id, rejected={"grade": Reason("not_proven")}, by=OFFICE
    )

    assert (product.title_en, product.grade) == ("New", "EVOO")
    assert told(session, "listing_approved")[-1].facts["reasons"] == [
        {"field": "grade", "code": "not_proven", "text": "", "name_fa": "grade", "name_en": "grade"}
    ]


def test_a_change_of_which_nothing_is_approved_is_rejected(session):
    product = makers.live(session)
    change = edit(session, product, grade="VOO")

    review.approve(
        session, public_id=change.public_id, rejected={"grade": Reason("not_proven")}, by=OFFICE
    )

    assert (change.state, product.grade) == (ChangeState.REJECTED, "EVOO")


def test_a_field_that_is_no_item_cannot_be_rejected(session):
    product = makers.live(session)
    change = edit(session, product, grade="VOO")

    with pytest.raises(Invalid):
        review.approve(
            session, public_id=change.public_id, rejected={"title_fa": Reason("x")}, by=OFFICE
        )


def test_changes_of_other_fields_merge(session):
    product = makers.live(session)
    change = edit(session, product, title_en="New")
    editing.edit(
        session,
        firm_id=product.owner_id,
        public_id=product.public_id,
        fields={"attributes.cooking": "raw"},
        by="user:owner",
    )
    assert product.version > change.base_version

    review.approve(session, public_id=change.public_id, by=OFFICE)
    assert (change.state, product.title_en) == (ChangeState.APPROVED, "New")


def test_a_field_that_somebody_else_changed_makes_it_stale(session):
    product = makers.live(session)
    other = make.category(session)
    change = edit(session, product, category=make.category(session).code, title_en="New")
    product.category_id = other.id  # the office moved it to another shelf
    product.version += 1
    session.flush()

    view = queries.change_for_review(session, public_id=change.public_id)
    review.approve(session, public_id=change.public_id, by=OFFICE)

    assert view.is_stale
    assert {item.path: item.live for item in view.items if item.is_stale} == {
        "category": other.code
    }
    assert (change.state, product.title_en) == (ChangeState.STALE, "Extra virgin olive oil")
    assert session.get(Category, product.category_id) is other


@pytest.mark.asvs("2.3.1")
def test_a_decided_change_is_not_decided_again(session):
    product = makers.live(session)
    change = edit(session, product, grade="VOO")
    review.approve(session, public_id=change.public_id, by=OFFICE)

    with pytest.raises(Refused, match="not_submitted"):
        review.approve(session, public_id=change.public_id, by=OFFICE)
    with pytest.raises(Refused, match="not_submitted"):
        review.reject(session, public_id=change.public_id, reason=Reason("x"), by=OFFICE)
    with pytest.raises(NotFound):
        review.approve(session, public_id="nosuchchange", by=OFFICE)


def test_what_a_stopped_firm_submitted_is_rejected_and_not_published_by_its_return(session):
    product = makers.live(session)
    change = edit(session, product, title_en="New")
    new_listing, listing_change = submitted(session)
    new_listing.owner_id = product.owner_id
    firm = product.owner
    ORGANISATION.move(session, firm, OrganisationState.SUSPENDED, by=OFFICE)

    assert review.reject_all_of(session, firm_id=firm.id, by=OFFICE) == 2
    ORGANISATION.move(session, firm, OrganisationState.ACTIVE, by=OFFICE)

    assert {change.state, listing_change.state} == {ChangeState.REJECTED}
    assert (product.title_en, new_listing.state) == ("Extra virgin olive oil", ProductState.DRAFT)


def test_approving_for_a_stopped_firm_rejects(session):
    product, change = submitted(session)
    ORGANISATION.move(session, product.owner, OrganisationState.SUSPENDED, by=OFFICE)

    review.approve(session, public_id=change.public_id, by=OFFICE)

    assert (change.state, product.state) == (ChangeState.REJECTED, ProductState.DRAFT)


def test_a_stopped_firm_submits_nothing(session):
    product = makers.complete(session, makers.draft(session))
    ORGANISATION.move(session, product.owner, OrganisationState.SUSPENDED, by=OFFICE)

    with pytest.raises(Refused, match="firm_not_active"):
        submit(session, product)


def test_a_new_pack_is_sold_once_it_is_approved(session):
    product = makers.live(session)
    pack = variants.add(
        session,
        firm_id=product.owner_id,
        public_id=product.public_id,
        facts=makers.PACK | {"net_value": 750, "gross_g": 1300},
        by="user:owner",
    )
    change = open_change(session, product)

    review.approve(session, public_id=change.public_id, by=OFFICE)
    assert pack.is_active


def states_of_files(session, image):
    files = session.scalars(select(StoredFile).where(StoredFile.key.startswith(image.key)))
    return {file.is_private for file in files}


def test_a_picture_is_private_until_it_is_approved(session):
    product = makers.live(session)
    image = makers.image(session, product)
    change = open_change(session, product)
    assert (image.state, states_of_files(session, image)) == (ImageState.PENDING, {True})

    review.approve(session, public_id=change.public_id, by=OFFICE)
    assert (image.state, states_of_files(session, image)) == (ImageState.LIVE, {False})


def test_a_rejected_picture_never_gets_out(session):
    product = makers.live(session)
    image = makers.image(session, product)
    change = edit(session, product, title_en="New")

    rejected = {f"image:{image.public_id}": Reason("not_ours")}
    review.approve(session, public_id=change.public_id, rejected=rejected, by=OFFICE)

    assert (change.state, image.state) == (ChangeState.APPROVED, ImageState.REMOVED)
    assert states_of_files(session, image) == {True}


def test_a_withdrawn_picture_is_taken_down(session):
    product = makers.live(session)
    image = makers.image(session, product)

    products.withdraw(
        session, firm_id=product.owner_id, public_id=product.public_id, by="user:owner"
    )
    assert image.state is ImageState.REMOVED


def test_the_pictures_of_a_listing_are_published_with_it(session):
    product, change = submitted(session)
    session.expire(product)
    [image] = product.images
    assert image.state is ImageState.PENDING

    review.approve(session, public_id=change.public_id, by=OFFICE)
    assert (image.state, states_of_files(session, image)) == (ImageState.LIVE, {False})


def test_the_last_picture_of_a_product_on_sale_stays(session):
    product = makers.live(session)
    session.expire(product)
    [only] = product.images
    mine = {"firm_id": product.owner_id, "by": "user:owner"}

    with pytest.raises(Refused, match="last_image"):
        images.remove(session, image_id=only.public_id, **mine)

    second = makers.image(session, product)
    review.approve(session, public_id=open_change(session, product).public_id, by=OFFICE)
    images.remove(session, image_id=only.public_id, **mine)
    assert only.state is ImageState.LIVE  # until the office has seen it
    review.approve(session, public_id=open_change(session, product).public_id, by=OFFICE)
    assert (only.state, second.state) == (ImageState.REMOVED, ImageState.LIVE)
