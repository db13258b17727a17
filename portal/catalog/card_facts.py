"""From what was read of a product to its card: which pack is shown, and where the card stands."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from sqlalchemy import Row

from portal.catalog.card_sources import Source, reopens_at
from portal.catalog.card_tables import SIZE_BITS, Size
from portal.catalog.models import NetUnit
from portal.catalog.unit_prices import Content, UnitPrice, unit_price
from portal.core import jalali

SMALL_UP_TO = 500  # ml or g
MEDIUM_UP_TO = 1_000
BULK_FROM = 10_000
LAST_YEAR = 2_047  # Jalali; eleven bits of `newness`
SECONDS = 32  # bits of `newness` below the year
SEALED, PICTURED, STOCKED = 1 << 44, 1 << 45, 1 << 46  # weights in `rank`, above the year

Values = dict[str, Any]


def sizes_of(content: Content) -> int:
    """SIZE_BITS of one pack; a pack of pieces has no size."""
    if content.net_unit is NetUnit.PIECE:
        return 0
    if content.total <= SMALL_UP_TO:
        return SIZE_BITS[Size.SMALL]
    if content.total <= MEDIUM_UP_TO:
        return SIZE_BITS[Size.MEDIUM]
    return SIZE_BITS[Size.LARGE if content.total < BULK_FROM else Size.BULK]


def newness_of(harvest_year: int | None, published_at: datetime) -> int:
    """Ascends from the newest harvest, then from what was published last."""
    year = min(harvest_year or jalali.year_of(published_at), LAST_YEAR)
    return -((year << SECONDS) | int(published_at.timestamp()))


def rank_of(*, in_stock: bool, has_picture: bool, has_seal: bool, newness: int) -> int:
    """Our suggestion, ascending: in stock, with a picture, with the seal; then the newest."""
    return newness - in_stock * STOCKED - has_picture * PICTURED - has_seal * SEALED


def content_of(pack: Row[Any]) -> Content:
    return Content(pack.net_value, pack.net_unit, pack.pieces, pack.drained_g)


@dataclass
class CardFacts:
    """The card of one source; `source.packs` is not empty."""

    source: Source

    @cached_property
    def shown(self) -> Row[Any]:
        """The cheapest pack that can be had, or the cheapest of all when none can."""
        return min(self.source.packs, key=_shown_first)

    @cached_property
    def stocked(self) -> list[Row[Any]]:
        return [pack for pack in self.source.packs if _is_available(pack)]

    @cached_property
    def shown_unit(self) -> UnitPrice:
        return self._unit(self.shown)

    def _unit(self, pack: Row[Any]) -> UnitPrice:
        return unit_price(pack.minor, content_of(pack), self.source.product.unit_basis)

    @cached_property
    def _lowest_unit(self) -> int:
        """Per unit of the shown pack's basis; packs that cannot be had do not tempt."""
        units = [self._unit(pack) for pack in self.stocked or self.source.packs]
        alike = [unit.minor for unit in units if unit.basis is self.shown_unit.basis]
        return min([*alike, self.shown_unit.minor])

    @cached_property
    def _sizes(self) -> int:
        return _union(sizes_of(content_of(pack)) for pack in self.source.packs)

    def _newness(self) -> int:
        product = self.source.product
        return newness_of(product.harvest_year, product.published_at or product.created_at)

    def keys(self) -> Values:
        """Columns of `cards` but changed_at."""
        product, newness = self.source.product, self._newness()
        in_stock = bool(self.stocked)
        return {
            "id": product.id,
            "section_id": product.section_id,
            "category_id": product.category_id,
            "family_id": product.family_id,
            "firm_id": self.shown.firm_id,
            "grade": product.grade,
            "cultivar": product.cultivar,
            "harvest_year": product.harvest_year,
            "sizes": self._sizes,
            "price": self.shown.minor,
            "unit_from": self._lowest_unit,
            "has_seal": product.has_seal,
            "in_stock": in_stock,
            "rank": rank_of(
                in_stock=in_stock,
                has_picture=bool(self.source.images),
                has_seal=product.has_seal,
                newness=newness,
            ),
            "newness": newness,
            "stock_mark": sum(pack.id for pack in self.stocked),
            "due_at": self._due_at(),
        }

    def _due_at(self) -> datetime | None:
        """When the clock alone will change the card."""
        prices = [pack.next_price_at for pack in self.source.packs if pack.next_price_at]
        openings = [moment for pack in self.source.packs if (moment := reopens_at(pack))]
        return min([*prices, *openings], default=None)

    def face(self) -> Values:
        """Columns of `card_faces` but words_digest."""
        product, shown = self.source.product, self.shown
        published_at = product.published_at or product.created_at
        return {
            "id": product.id,
            "offer_id": shown.id,
            "public_id": product.public_id,
            "offer_public_id": shown.public_id,
            "title_fa": product.title_fa,
            "title_en": product.title_en,
            "slug_fa": product.slug_fa,
            "slug_en": product.slug_en,
            "category_code": product.category_code,
            "family_code": product.family_code,
            "ownership": product.ownership,
            "grade": product.grade,
            "cultivar": product.cultivar,
            "harvest_year": product.harvest_year,
            "has_seal": product.has_seal,
            "sizes": self._sizes,
            "acidity": str(product.attributes.get("acidity") or ""),
            "packs": len({pack.variant_id for pack in self.source.packs}),
            "price": shown.minor,
            "unit_price": self.shown_unit.minor,
            "unit_from": self._lowest_unit,
            "unit_basis": self.shown_unit.basis,
            "published_on": int(published_at.timestamp()),
            "is_sellable": any(pack.is_sellable for pack in self.source.packs),
            **_pack_values(shown),
            **_firm_values(shown),
            **_image_values(self.source.images),
        }


def _is_available(pack: Row[Any]) -> bool:
    return bool(pack.is_sellable) and pack.free > 0


def _shown_first(pack: Row[Any]) -> tuple[bool, bool, int, int]:
    return not _is_available(pack), not pack.is_sellable, pack.minor, pack.id


def _union(bits: Iterable[int]) -> int:
    found = 0
    for each in bits:
        found |= each
    return found


def _pack_values(pack: Row[Any]) -> Values:
    is_lower = pack.was_minor is not None and pack.was_minor > pack.minor
    return {
        "net_value": pack.net_value,
        "net_unit": pack.net_unit,
        "packing": pack.packing,
        "pieces": pack.pieces,
        "was_price": pack.was_minor if is_lower else None,
    }


def _firm_values(pack: Row[Any]) -> Values:
    names = ("code", "public_id", "name_fa", "name_en", "slug_fa", "slug_en")
    return {f"firm_{name}": getattr(pack, f"firm_{name}") for name in names}


def _image_values(images: Sequence[Row[Any]]) -> Values:
    """The first picture of each language, or the first of all: a foreign label beats none."""
    values: Values = {}
    for language in ("fa", "en"):
        fitting = [image for image in images if image.language in {None, language}]
        first = next(iter([*fitting, *images]), None)
        values[f"image_key_{language}"] = first.key if first else None
        values[f"image_alt_{language}"] = getattr(first, f"alt_{language}") if first else ""
    return values
