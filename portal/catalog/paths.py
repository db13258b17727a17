"""Read and write any reviewed field of a product by its path.

"title_fa", "category" (its code), "attributes.acidity", "variant:<public id>.net_value",
"image:<public id>" (its state), "image:<public id>.alt_fa".
"""

from collections.abc import Iterable
from enum import StrEnum
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.catalog import fields
from portal.catalog.models import Category, Image, ImageState, NetUnit, Packing, Product, Variant
from portal.core.errors import NotFound
from portal.core.files import StoredFile
from portal.core.text import slugify

VARIANT, IMAGE = "variant:", "image:"
Row = TypeVar("Row", Variant, Image)
ENUMS: dict[str, type[StrEnum]] = {"net_unit": NetUnit, "packing": Packing}


def of_variant(variant: Variant, name: str) -> str:
    return f"{VARIANT}{variant.public_id}.{name}"


def of_image(image: Image, name: str = "") -> str:
    return f"{IMAGE}{image.public_id}.{name}" if name else f"{IMAGE}{image.public_id}"


def read(session: Session, product: Product, path: str) -> Any:
    """The present value as it stands in a change's JSON. Raises NotFound for what is not there."""
    if path == fields.CATEGORY:
        return session.scalar(select(Category.code).where(Category.id == product.category_id))
    if path.startswith(fields.ATTRIBUTE):
        return product.attributes.get(path.removeprefix(fields.ATTRIBUTE))
    if path.startswith(IMAGE) and "." not in path:
        return _image(session, product, path.removeprefix(IMAGE)).state.value
    row, name = _column(session, product, path)
    found = getattr(row, name)
    return found.value if isinstance(found, StrEnum) else found


def seen(product: Product, path: str) -> Any:
    """The same of a product whose category, variants and images are loaded; asks nothing."""
    if path == fields.CATEGORY:
        return product.category.code
    if path.startswith(fields.ATTRIBUTE):
        return product.attributes.get(path.removeprefix(fields.ATTRIBUTE))
    owner, _dot, name = path.partition(".")
    if owner.startswith(VARIANT):
        found = getattr(_one(product.variants, owner.removeprefix(VARIANT)), name)
    elif owner.startswith(IMAGE):
        found = getattr(_one(product.images, owner.removeprefix(IMAGE)), name or "state")
    else:
        found = getattr(product, path)
    return found.value if isinstance(found, StrEnum) else found


def _one(rows: Iterable[Row], public_id: str) -> Row:
    for row in rows:
        if row.public_id == public_id:
            return row
    raise NotFound


def write(session: Session, product: Product, path: str, value: Any) -> None:
    """Set the field. Raises NotFound."""
    if path == fields.CATEGORY:
        product.category_id = _category_id(session, value)
    elif path.startswith(fields.ATTRIBUTE):
        _write_attribute(product, path.removeprefix(fields.ATTRIBUTE), value)
    elif path.startswith(IMAGE) and "." not in path:
        image = _image(session, product, path.removeprefix(IMAGE))
        put_image(session, image, ImageState(value))
    else:
        row, name = _column(session, product, path)
        setattr(row, name, ENUMS[name](value) if name in ENUMS else value)
        if row is product:
            _follow_title(product, name, value)


def _column(session: Session, product: Product, path: str) -> tuple[Any, str]:
    owner, dot, name = path.partition(".")
    if not dot:
        return product, path
    if owner.startswith(VARIANT):
        return _variant(session, product, owner.removeprefix(VARIANT)), name
    return _image(session, product, owner.removeprefix(IMAGE)), name


def _variant(session: Session, product: Product, public_id: str) -> Variant:
    mine = select(Variant).where(Variant.public_id == public_id, Variant.product_id == product.id)
    variant = session.scalar(mine)
    if variant is None:
        raise NotFound
    return variant


def _image(session: Session, product: Product, public_id: str) -> Image:
    mine = select(Image).where(Image.public_id == public_id, Image.product_id == product.id)
    image = session.scalar(mine)
    if image is None:
        raise NotFound
    return image


def _category_id(session: Session, code: str) -> int:
    found = session.scalar(select(Category.id).where(Category.code == code))
    if found is None:
        raise NotFound
    return found


def _write_attribute(product: Product, code: str, value: Any) -> None:
    """A new mapping each time: SQLAlchemy does not see changes inside JSON."""
    rest = {name: kept for name, kept in product.attributes.items() if name != code}
    product.attributes = rest if value is None else {**rest, code: value}


def _follow_title(product: Product, name: str, value: Any) -> None:
    if name in {"title_fa", "title_en"}:
        setattr(product, name.replace("title", "slug"), slugify(value))


def put_image(session: Session, image: Image, state: ImageState) -> None:
    """Move a picture and open or close its files: only a LIVE one is for everybody."""
    image.state = state
    stored = select(StoredFile).where(StoredFile.key.startswith(f"{image.key}-"))
    for file in session.scalars(stored):
        file.is_private = state is not ImageState.LIVE
