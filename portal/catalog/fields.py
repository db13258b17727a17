"""The fields of a product: how each is typed, how long it may be, and whether a change is reviewed.

A field is named by its path: "title_fa", "category", "attributes.acidity".
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.catalog import attributes
from portal.catalog.attributes import BadValue
from portal.catalog.models import Category, Family, FamilyAttribute
from portal.core.errors import Invalid
from portal.core.text import fold


class Review(StrEnum):
    """What happens to a change of a product that is on sale (marketplace.md 2.14)."""

    FREE = "free"  # applies at once
    WATCHED = "watched"  # waits; texts and pictures
    GATED = "gated"  # waits; what the product claims to be


@dataclass(frozen=True, slots=True)
class TextField:
    longest: int
    review: Review


TEXTS: Mapping[str, TextField] = {
    "title_fa": TextField(120, Review.GATED),
    "title_en": TextField(120, Review.GATED),
    "summary_fa": TextField(300, Review.WATCHED),
    "summary_en": TextField(300, Review.WATCHED),
    "body_fa": TextField(6_000, Review.WATCHED),
    "body_en": TextField(6_000, Review.WATCHED),
    "ingredients_fa": TextField(1_000, Review.GATED),
    "ingredients_en": TextField(1_000, Review.GATED),
    "storage_fa": TextField(300, Review.WATCHED),
    "storage_en": TextField(300, Review.WATCHED),
    "licence_number": TextField(40, Review.GATED),
}
NULLABLE = {"licence_number"}  # empty is NULL, not ""
CATEGORY = "category"
ATTRIBUTE = "attributes."
# Attributes that are columns of the product too, since listings filter by them: kept only there.
COLUMNS = ("grade", "cultivar", "harvest_year")


def canonical(path: str) -> str:
    """The one path of a field: "attributes.grade" is the column "grade"."""
    code = path.removeprefix(ATTRIBUTE)
    return code if code in COLUMNS else path


def clean(session: Session, family: Family, typed: Mapping[str, object]) -> dict[str, Any]:
    """What was typed, as it is stored: path -> value. Raises Invalid({path as typed: code}).

    Codes: unknown_field, too_long, unknown_choice, not_a_number, not_a_year, too_small, too_large.
    """
    known = {attribute.code: attribute for attribute in family.attributes}
    values: dict[str, Any] = {}
    errors: dict[str, str] = {}
    for path, raw in typed.items():
        try:
            values[canonical(path)] = _value(session, known, canonical(path), raw)
        except BadValue as fault:
            errors[path] = fault.code
    if errors:
        raise Invalid(errors)
    return values


def _value(session: Session, known: Mapping[str, FamilyAttribute], path: str, raw: object) -> Any:
    if path in TEXTS:
        return _text(path, raw)
    if path == CATEGORY:
        return _category(session, raw)
    attribute = known.get(path.removeprefix(ATTRIBUTE))
    if attribute is None or not (path.startswith(ATTRIBUTE) or path in COLUMNS):
        raise BadValue("unknown_field")
    return attributes.value(attribute, raw)


def _text(path: str, raw: object) -> str | None:
    text = fold(str(raw or ""))
    if len(text) > TEXTS[path].longest:
        raise BadValue("too_long")
    return text or (None if path in NULLABLE else "")


def _category(session: Session, raw: object) -> str:
    code = str(raw or "")
    if session.scalar(select(Category.id).where(Category.code == code)) is None:
        raise BadValue("unknown_choice")
    return code


def review_of(path: str, family_attributes: Iterable[FamilyAttribute]) -> Review:
    """How a change of this field of a product on sale is treated."""
    if path in TEXTS:
        return TEXTS[path].review
    code = path.removeprefix(ATTRIBUTE)
    is_free = any(a.code == code and not a.is_gated for a in family_attributes)
    return Review.FREE if is_free else Review.GATED
