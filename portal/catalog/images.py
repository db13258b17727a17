"""A product's pictures: private until the office has approved them (marketplace.md 2.14)."""

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.catalog import cards, changes, paths
from portal.catalog.finding import own_image, own_product
from portal.catalog.models import Image, ImageState, Product
from portal.catalog.pictures import FORMATS, WIDTHS, StoredPicture, path
from portal.core.errors import Invalid, Refused
from portal.core.files import StoredFile
from portal.core.text import fold

__all__ = ["FORMATS", "WIDTHS", "add", "path", "remove", "reorder", "set_alt"]

MOST = 12  # pictures of one product
LONGEST_ALT = 200


def add(
    session: Session,
    *,
    firm_id: int,
    public_id: str,
    picture: StoredPicture,
    alt_fa: str = "",
    alt_en: str = "",
    language: str | None = None,
    by: str,
) -> Image:
    """Hang a stored picture (`pictures.take_in`) behind the product's others; it waits for review.

    Raises NotFound, Invalid({"alt_fa" | "alt_en": "too_long"}), Refused("too_many_images" |
    "in_review" | "retired").
    """
    product = own_product(session, firm_id=firm_id, public_id=public_id)
    changes.refuse_closed(product)
    image = Image(
        public_id=picture.public_id,
        product_id=product.id,
        key=picture.key,
        language=language,
        position=_next_position(session, product),
        state=ImageState.PENDING,
        **_clean_alt({"alt_fa": alt_fa, "alt_en": alt_en}),
    )
    session.add(image)
    session.add_all(_rows(picture, product))
    session.flush()
    session.expire(product, ["images"])
    if changes.is_reviewed(product):
        changes.ask(session, product, {paths.of_image(image): ImageState.LIVE.value}, by=by)
    return image


def _next_position(session: Session, product: Product) -> int:
    query = select(func.count(), func.max(Image.position)).where(
        Image.product_id == product.id, Image.state != ImageState.REMOVED
    )
    count, last = session.execute(query).one()
    if count >= MOST:
        raise Refused("too_many_images", most=MOST)
    return (last or 0) + 1


def _clean_alt(typed: dict[str, str]) -> dict[str, str]:
    texts = {name: fold(text) for name, text in typed.items()}
    errors = {name: "too_long" for name, text in texts.items() if len(text) > LONGEST_ALT}
    if errors:
        raise Invalid(errors)
    return texts


def _rows(picture: StoredPicture, product: Product) -> list[StoredFile]:
    return [
        StoredFile(
            key=key,
            sha256=sha256,
            size=size,
            media_type=f"image/{key.rpartition('.')[2]}",
            owner_id=product.owner_id,
            is_private=True,
        )
        for key, sha256, size in picture.files
    ]


def _of(session: Session, firm_id: int, image: Image) -> Product:
    product = own_product(session, firm_id=firm_id, public_id=image.product.public_id)
    changes.refuse_closed(product)
    return product


def set_alt(
    session: Session, *, firm_id: int, image_id: str, alt_fa: str, alt_en: str, by: str
) -> Image:
    """What the picture shows, for those who cannot see it. Raises NotFound, Invalid, Refused."""
    image = own_image(session, firm_id=firm_id, image_id=image_id)
    product = _of(session, firm_id, image)
    texts = _clean_alt({"alt_fa": alt_fa, "alt_en": alt_en})
    values = {paths.of_image(image, name): text for name, text in texts.items()}
    if image.state is ImageState.LIVE and changes.is_reviewed(product):
        changes.ask(session, product, values, by=by)
    else:
        changes.apply(session, product, values)
    return image


def remove(session: Session, *, firm_id: int, image_id: str, by: str) -> Image:
    """Take a picture down: at once when it was never approved, else after review.

    Raises NotFound, Refused("last_image") for the only approved one of a product on sale.
    """
    image = own_image(session, firm_id=firm_id, image_id=image_id)
    product = _of(session, firm_id, image)
    if image.state is ImageState.LIVE and changes.is_reviewed(product):
        _refuse_last(session, product)
        changes.ask(session, product, {paths.of_image(image): ImageState.REMOVED.value}, by=by)
    else:
        paths.put_image(session, image, ImageState.REMOVED)
        changes.drop(session, product, paths.of_image(image), by=by)
    return image


def _refuse_last(session: Session, product: Product) -> None:
    live = select(func.count()).where(
        Image.product_id == product.id, Image.state == ImageState.LIVE
    )
    if session.scalar(live) == 1:
        raise Refused("last_image")


def reorder(session: Session, *, firm_id: int, public_id: str, order: Sequence[str]) -> None:
    """Put the pictures in this order (public ids); the first is the cover.

    At once, for each was approved or will be. Those not named keep their order behind the others.
    Raises NotFound, Refused("in_review" | "retired").
    """
    product = own_product(session, firm_id=firm_id, public_id=public_id)
    changes.refuse_closed(product)
    rank = {image_id: place for place, image_id in enumerate(order)}
    ordered = sorted(product.images, key=lambda image: rank.get(image.public_id, len(rank)))
    for position, image in enumerate(ordered, start=1):
        image.position = position
    session.flush()
    session.expire(product, ["images"])
    cards.refresh(session, [product.id])
