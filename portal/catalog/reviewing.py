"""What the office sees of listings and changes that wait for it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload, raiseload, selectinload

from portal.catalog import fields, packs, paths
from portal.catalog.fields import Review
from portal.catalog.models import (
    ChangeState,
    Family,
    Image,
    Product,
    ProductChange,
    ProductChangeItem,
    Variant,
)
from portal.core.errors import NotFound
from portal.core.pages import Page
from portal.firms.models import Organisation


@dataclass(frozen=True, slots=True)
class QueueRow:
    """One submission; the oldest waits longest."""

    public_id: str
    product_public_id: str
    title_fa: str
    title_en: str
    firm_name_fa: str
    firm_name_en: str
    is_new: bool
    item_count: int
    submitted_at: datetime


@dataclass(frozen=True, slots=True)
class ItemView:
    """One field in three values: as the firm saw it, as it wants it, as it is now.

    `title_*` are given for an attribute, else empty: the page names its own fields. `variant` and
    `image` are what the path points at. `is_stale`: somebody else changed the field meanwhile.
    """

    path: str
    review: Review
    was: Any
    now: Any
    live: Any
    is_stale: bool
    title_fa: str
    title_en: str
    variant: Variant | None
    image: Image | None
    verdict: str | None
    reason_code: str | None
    reason: str | None


@dataclass(frozen=True, slots=True)
class ChangeView:
    """A submission with its product (family, category, owner, packs and pictures loaded)."""

    change: ProductChange
    product: Product
    items: tuple[ItemView, ...]

    @property
    def is_stale(self) -> bool:
        return any(item.is_stale for item in self.items)


def review_queue(session: Session, *, number: int = 1, size: int = 50) -> Page[QueueRow]:
    """What waits for the office, oldest first. Two statements."""
    waits = ProductChange.state == ChangeState.SUBMITTED
    total = session.scalar(select(func.count()).select_from(ProductChange).where(waits))
    item_count = (
        select(func.count())
        .where(ProductChangeItem.change_id == ProductChange.id)
        .correlate(ProductChange)
        .scalar_subquery()
    )
    query = (
        select(
            ProductChange.public_id,
            Product.public_id,
            Product.title_fa,
            Product.title_en,
            Organisation.name_fa,
            Organisation.name_en,
            ProductChange.is_new,
            item_count,
            ProductChange.submitted_at,
        )
        .join(Product, Product.id == ProductChange.product_id)
        .join(Organisation, Organisation.id == Product.owner_id)
        .where(waits)
        .order_by(ProductChange.submitted_at, ProductChange.id)
        .offset((max(1, number) - 1) * size)
        .limit(size)
    )
    rows = [QueueRow(*row) for row in session.execute(query)]
    return Page(rows, max(1, number), size, total or 0)


def change_for_review(session: Session, *, public_id: str) -> ChangeView:
    """One submission, whatever became of it. Five statements, however long. Raises NotFound."""
    loaded = joinedload(ProductChange.product)
    query = (
        select(ProductChange)
        .where(ProductChange.public_id == public_id)
        .options(
            selectinload(ProductChange.items).options(raiseload("*")),
            loaded.joinedload(Product.family).selectinload(Family.attributes),
            loaded.joinedload(Product.category),
            loaded.joinedload(Product.owner),
            loaded.selectinload(Product.variants),
            loaded.selectinload(Product.images),
        )
        .execution_options(populate_existing=True)
    )
    change = session.scalar(query)
    if change is None:
        raise NotFound
    product = change.product
    items = [_item(product, item) for item in _in_order(change.items)]
    return ChangeView(change, product, tuple(items))


def _in_order(items: Sequence[ProductChangeItem]) -> list[ProductChangeItem]:
    """Texts first in the order of the form, then attributes, packs and pictures."""
    texts = {path: place for place, path in enumerate((*fields.TEXTS, fields.CATEGORY))}
    return sorted(items, key=lambda item: (texts.get(item.path, len(texts)), item.id))


def _item(product: Product, item: ProductChangeItem) -> ItemView:
    live = paths.seen(product, item.path)
    code = item.path.removeprefix(fields.ATTRIBUTE)
    titled = next((a for a in product.family.attributes if a.code == code), None)
    return ItemView(
        path=item.path,
        review=_review(product, item.path),
        was=item.was["value"],
        now=item.now["value"],
        live=live,
        is_stale=live not in (item.was["value"], item.now["value"]),
        title_fa=titled.title_fa if titled else "",
        title_en=titled.title_en if titled else "",
        variant=next((v for v in product.variants if _points_at(item.path, v)), None),
        image=next((i for i in product.images if _points_at(item.path, i)), None),
        verdict=item.verdict,
        reason_code=item.reason_code,
        reason=item.reason,
    )


def _points_at(path: str, row: Variant | Image) -> bool:
    return path.partition(":")[2].partition(".")[0] == row.public_id


def _review(product: Product, path: str) -> Review:
    if path.startswith(paths.IMAGE):
        return Review.WATCHED
    if path.startswith(paths.VARIANT):
        is_label = path.rpartition(".")[2] in (*packs.GATED, "is_active")
        return Review.GATED if is_label else Review.FREE
    return fields.review_of(path, product.family.attributes)
