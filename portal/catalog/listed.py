"""A whole listing as a change: each field is an item, so that the office can answer each."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy.orm import Session

from portal.catalog import fields, packs, paths
from portal.catalog.models import (
    CHANGE,
    ChangeState,
    Image,
    ImageState,
    Product,
    ProductChange,
    ProductChangeItem,
)

Value = dict[str, Any]


def begin(session: Session, product: Product, *, by: str) -> ProductChange:
    """The first submission of a listing."""
    change = ProductChange(
        product_id=product.id,
        base_version=product.version,
        is_new=True,
        state=ChangeState.SUBMITTED,
        submitted_by=by,
        items=[
            ProductChangeItem(path=p, was=nothing(), now=v) for p, v in _items(session, product)
        ],
    )
    session.add(change)
    session.flush()
    CHANGE.begin(session, change, by=by)
    return change


def nothing() -> Value:
    return {"value": None}


def renew(session: Session, product: Product, change: ProductChange) -> None:
    """Submitted again: what is as it was keeps the office's answer, the rest is new."""
    before = {item.path: item for item in change.items}
    change.base_version = product.version
    for path, now in _items(session, product):
        item = before.pop(path, None)
        if item is None:
            change.items.append(ProductChangeItem(path=path, was=nothing(), now=now))
        elif item.now != now:
            item.was, item.now = item.now, now
            item.verdict = item.reason_code = item.reason = None
    for gone in before.values():
        change.items.remove(gone)
        session.delete(gone)
    session.flush()


def _items(session: Session, product: Product) -> Iterator[tuple[str, Value]]:
    """Every field that says something, then packs and pictures."""
    attributes = [f"{fields.ATTRIBUTE}{code}" for code in product.attributes]
    for path in (fields.CATEGORY, *fields.TEXTS, *fields.COLUMNS, *attributes):
        value = paths.read(session, product, path)
        if value not in (None, ""):
            yield path, {"value": value}
    for variant in product.variants:
        if variant.is_active:
            label = {name: getattr(variant, name) for name in packs.GATED}
            yield paths.of_variant(variant, "is_active"), {"value": True, "pack": label}
    for image in shown(product):
        yield paths.of_image(image), {"value": ImageState.LIVE.value}


def shown(product: Product) -> list[Image]:
    """The pictures that were not taken down, in order."""
    return [image for image in product.images if image.state is not ImageState.REMOVED]


def discard_pictures(session: Session, product: Product, change: ProductChange) -> None:
    """Pictures that only this change would have shown are taken down with it."""
    asked = {item.path for item in change.items}
    for image in product.images:
        if image.state is ImageState.PENDING and paths.of_image(image) in asked:
            paths.put_image(session, image, ImageState.REMOVED)
