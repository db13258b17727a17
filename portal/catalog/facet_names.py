"""What the values of facets are called: categories, families, firms, grades and cultivars."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import Text, cast, literal, null, select, true, union_all
from sqlalchemy.orm import Session

from portal.catalog.card_sources import NAMED
from portal.catalog.facet_index import Key
from portal.catalog.listing import LANGUAGES, Shelf
from portal.catalog.models import Category, Family, FamilyAttribute
from portal.core.text import sort_key
from portal.firms.models import Organisation

ROWS = ("category", "family", "firm")  # their key is a row's id, their code a column of it


class Name(NamedTuple):
    """One value: its key in the cards, its code in addresses, its titles."""

    key: Key
    code: str
    title_fa: str
    title_en: str
    slug_fa: str = ""
    slug_en: str = ""
    parent: int | None = None
    position: int = 0
    is_visible: bool = True

    def title(self, language: str) -> str:
        return self.title_fa if language == "fa" else self.title_en

    def slug(self, language: str) -> str:
        return self.slug_fa if language == "fa" else self.slug_en


@dataclass(frozen=True, slots=True)
class Names:
    """Facet -> key -> name; facet -> code -> key; section (None: the shop) -> its categories.

    A category that is not visible has no code here: there is no page and no tick for it.
    `places`: language and facet -> key -> place in the alphabet of readers.
    """

    by_key: Mapping[str, Mapping[Key, Name]]
    by_code: Mapping[str, Mapping[str, Key]]
    shelves: Mapping[Key | None, Sequence[Name]]
    places: Mapping[tuple[str, str], Mapping[Key, int]]

    def key_of(self, facet: str, code: str) -> Key | None:
        """What cards have for a code; None when it names nothing."""
        if facet in ROWS:
            return self.by_code[facet].get(code)
        return int(code) if facet == "harvest" else code

    def keys_of(self, facet: str, codes: Iterable[str]) -> list[Key]:
        """The same for several, without those that name nothing."""
        keys = (self.key_of(facet, code) for code in codes)
        return [key for key in keys if key is not None]

    def under(self, keys: Iterable[Key]) -> list[Key]:
        """Categories with the categories under them."""
        return [each for key in keys for each in (key, *(n.key for n in self.shelves.get(key, ())))]

    def places_of(self, facet: str, language: str) -> Mapping[Key, int]:
        """Where a value stands among values as frequent; empty where values have no names."""
        return self.places.get((language, facet), {})

    def of(self, facet: str, keys: Iterable[Key]) -> list[Name]:
        """The names of values; codes stand for themselves where nobody gave them a title.

        A row that nobody named is left out: its key never leaves the database.
        """
        named = self.by_key.get(facet)
        if named is None:  # the word is the page's: a size, a year, yes
            return [Name(key, str(key), "", "") for key in keys]
        if facet in ROWS:
            return [named[key] for key in keys if key in named]
        return [named.get(key) or Name(key, str(key), str(key), str(key)) for key in keys]

    def shelf(self, code: str, language: str) -> Shelf | None:
        key = self.by_code["category"].get(code)
        return None if key is None else self._shelf(self.by_key["category"][key], language)

    def _shelf(self, name: Name, language: str) -> Shelf:
        above = None if name.parent is None else self.by_key["category"].get(name.parent)
        parent = None if above is None else self._shelf(above, language)
        return Shelf(name.code, name.title(language), name.slug(language), parent)


def load(session: Session) -> Names:
    """One statement."""
    by_key: dict[str, dict[Key, Name]] = {facet: {} for facet in (*ROWS, *NAMED)}
    for row in session.execute(_rows()):
        if row.facet in ROWS:
            by_key[row.facet][row.id] = Name(row.id, *row[2:])
        else:
            for option in json.loads(row.code):
                name = Name(option["code"], option["code"], option["fa"], option["en"])
                by_key[row.facet].setdefault(name.key, name)
    by_code = {
        facet: {name.code: name.key for name in names.values() if name.is_visible}
        for facet, names in by_key.items()
    }
    places = {
        (language, facet): _places(names.values(), language)
        for language in LANGUAGES
        for facet, names in by_key.items()
    }
    return Names(by_key, by_code, _shelves(by_key["category"].values()), places)


def _places(names: Iterable[Name], language: str) -> dict[Key, int]:
    ordered = sorted(names, key=lambda name: _sort_key(name.title(language)))
    return {name.key: place for place, name in enumerate(ordered)}


_sort_key = lru_cache(maxsize=8192)(sort_key)  # the same names are put in order again and again


def _shelves(categories: Iterable[Name]) -> dict[Key | None, list[Name]]:
    shelves: dict[Key | None, list[Name]] = {}
    for name in sorted(categories, key=lambda name: (name.position, name.code)):
        shelves.setdefault(name.parent, []).append(name)
    return shelves


def _rows() -> Any:
    categories = select(
        literal("category").label("facet"),
        Category.id,
        Category.code,
        Category.title_fa,
        Category.title_en,
        Category.slug_fa,
        Category.slug_en,
        Category.parent_id,
        Category.position,
        Category.is_visible,
    )
    families = select(
        literal("family"),
        Family.id,
        Family.code,
        Family.title_fa,
        Family.title_en,
        literal(""),
        literal(""),
        null(),
        Family.position,
        true(),
    )
    firms = select(
        literal("firm"),
        Organisation.id,
        Organisation.code,
        Organisation.name_fa,
        Organisation.name_en,
        Organisation.slug_fa,
        Organisation.slug_en,
        null(),
        literal(0),
        true(),
    )
    options = select(
        FamilyAttribute.code,
        FamilyAttribute.id,
        cast(FamilyAttribute.options, Text),
        *(literal("") for _ in range(4)),
        null(),
        literal(0),
        true(),
    ).where(FamilyAttribute.code.in_(NAMED))
    return union_all(categories, families, firms, options)
