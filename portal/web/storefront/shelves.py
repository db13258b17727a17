"""What every page of the shop shows and the database rarely changes; read anew after a minute.

Facts only, no rendered text; each process keeps its own.
"""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import NamedTuple, TypeVar

from sqlalchemy.orm import Session

from portal.catalog import queries as catalog
from portal.core import kept
from portal.core.errors import NotFound
from portal.firms import queries as firms
from portal.reference.organisations import BRAND
from portal.shipping import tariffs
from portal.web.reading import reader

T = TypeVar("T")


class Kept(kept.Kept[T]):
    """Read by the request's own session."""

    def __call__(self, *key: Hashable) -> T:
        return self.of(reader(), *key)


@dataclass(frozen=True, slots=True)
class Office:
    """Who stands behind the shop: what a buyer must be able to find (E-Commerce Act, art. 33)."""

    phone: str | None = None
    email: str | None = None
    place_fa: str = ""
    place_en: str = ""


class Shelf(NamedTuple):
    """A category or a section as a fact."""

    code: str
    title_fa: str
    title_en: str
    slug_fa: str
    slug_en: str


@dataclass(frozen=True, slots=True)
class Shop:
    """The visible shelves by code, the office, and the goods value (rials) of free delivery."""

    shelves: Mapping[str, Shelf]
    office: Office
    free_above: int | None


def _office(session: Session) -> Office:
    row = firms.by_code(session, BRAND)
    if row is None:
        return Office()
    return Office(row.phone, row.email, row.place_fa, row.place_en)


def _free_above(session: Session) -> int | None:
    try:
        return tariffs.of(session, firm_id=None).free_above
    except NotFound:
        return None


def _shelves(session: Session) -> dict[str, Shelf]:
    """Sections, each before what stands in it."""
    rows = [
        row
        for section in catalog.categories_tree(session)
        for row in (section.category, *section.children)
    ]
    return {
        row.code: Shelf(row.code, row.title_fa, row.title_en, row.slug_fa, row.slug_en)
        for row in rows
    }


def _read(session: Session) -> Shop:
    return Shop(
        shelves=_shelves(session),
        office=_office(session),
        free_above=_free_above(session),
    )


shop = Kept(_read)
