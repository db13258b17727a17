"""Pictures in order, with words for those who cannot see them, and for nobody's eyes too soon."""

import pytest

from portal.catalog import images, review
from portal.catalog.models import ImageState
from portal.core.errors import Invalid, NotFound, Refused
from tests import make
from tests.catalog import makers


@pytest.fixture
def product(session):
    return makers.draft(session)


def ordered(session, product):
    session.expire(product)
    return [image for image in product.images if image.state is not ImageState.REMOVED]


def test_pictures_hang_in_the_order_they_came_and_are_put_in_another(session, product):
    first, second, third = (makers.image(session, product) for _ in range(3))
    assert ordered(session, product) == [first, second, third]

    images.reorder(
        session,
        firm_id=product.owner_id,
        public_id=product.public_id,
        order=[third.public_id, first.public_id],
    )
    assert ordered(session, product) == [third, first, second]


def test_a_draft_picture_is_taken_down_at_once(session, product):
    image = makers.image(session, product)

    images.remove(session, firm_id=product.owner_id, image_id=image.public_id, by="user:owner")
    assert ordered(session, product) == []
    with pytest.raises(NotFound):
        images.remove(session, firm_id=product.owner_id, image_id=image.public_id, by="user:owner")


def test_words_for_a_picture_of_a_product_on_sale_wait(session):
    product = makers.live(session)
    [image] = ordered(session, product)
    mine = {"firm_id": product.owner_id, "image_id": image.public_id, "by": "user:owner"}

    images.set_alt(session, alt_fa="بطری", alt_en="A bottle", **mine)
    assert image.alt_en == ""
    from portal.catalog import changes

    change = changes.open_change(session, product)
    review.approve(session, public_id=change.public_id, by="office:x")
    assert (image.alt_fa, image.alt_en) == ("بطری", "A bottle")


def test_words_that_are_too_long_are_refused(session, product):
    with pytest.raises(Invalid) as refusal:
        makers.image(session, product, alt_fa="ا" * 201)
    assert refusal.value.errors == {"alt_fa": "too_long"}


@pytest.mark.asvs("2.3.2")
def test_a_product_has_a_dozen_pictures_at_most(session, product):
    for _ in range(12):
        makers.image(session, product)

    with pytest.raises(Refused, match="too_many_images"):
        makers.image(session, product)


def test_another_firms_picture_is_not_found(session, product):
    image = makers.image(session, product)
    stranger = make.organisation(session)

    with pytest.raises(NotFound):
        images.remove(session, firm_id=stranger.id, image_id=image.public_id, by="user:thief")
