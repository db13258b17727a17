"""What the fields of a listing are called, and what their values say, for firm and office alike."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from flask import g

from portal.catalog import fields
from portal.catalog.models import AttributeKind, FamilyAttribute, Image, NetUnit, Packing, Variant
from portal.catalog.queries import Section
from portal.i18n import formats
from portal.reference import listing_reasons
from portal.reference.listing_reasons import REASONS
from portal.web.wording import LazyString
from portal.web.wording import gettext as _
from portal.web.wording import lazy as _l
from portal.web.words import PACKING_WORDS, pack_of

TEXTS: Mapping[str, LazyString] = {
    "title_fa": _l("Name in Persian"),
    "title_en": _l("Name in English"),
    "summary_fa": _l("In two sentences, Persian"),
    "summary_en": _l("In two sentences, English"),
    "body_fa": _l("Description in Persian"),
    "body_en": _l("Description in English"),
    "ingredients_fa": _l("Ingredients in Persian"),
    "ingredients_en": _l("Ingredients in English"),
    "storage_fa": _l("How to keep it, Persian"),
    "storage_en": _l("How to keep it, English"),
    "licence_number": _l("Health licence on the label"),
    "category": _l("Category"),
    "images": _l("Pictures"),
    "packs": _l("Packs and prices"),
}
PERCENT = frozenset({"٪", "%"})  # stand close to their figure
PACK_FIELDS: Mapping[str, LazyString] = {
    "net_value": _l("Net content of one piece"),
    "net_unit": _l("Measured in"),
    "pieces": _l("Pieces in the pack"),
    "drained_g": _l("Drained weight of one piece, grams"),
    "gross_g": _l("Weight packed for the carrier, grams"),
    "length_mm": _l("Length, mm"),
    "width_mm": _l("Width, mm"),
    "height_mm": _l("Height, mm"),
    "packing": _l("Packing"),
    "gtin": _l("Barcode number"),
    "position": _l("Place in the order"),
    "is_active": _l("On sale"),
}
NET_UNITS: Mapping[NetUnit, LazyString] = {
    NetUnit.MILLILITRE: _l("millilitres"),
    NetUnit.GRAM: _l("grams"),
    NetUnit.PIECE: _l("pieces"),
}
IMAGE_STATES: Mapping[str, LazyString] = {
    "live": _l("shown"),
    "pending": _l("waits for the office"),
    "removed": _l("taken down"),
}


def reasons() -> dict[str, str]:
    """What an officer may choose, code to words."""
    return {code: pair[0 if g.language == "fa" else 1] for code, pair in REASONS.items()}


def reason(code: str | None, words: str | None) -> str:
    """The office's reason: its sentence, then the officer's own words."""
    return listing_reasons.why(code, words, g.language)


def _own(row: Any, name: str) -> str:
    return str(getattr(row, f"{name}_{'fa' if g.language == 'fa' else 'en'}"))


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one product's paths ("title_fa", "attributes.acidity", "image:<id>" ...)."""

    attributes: Mapping[str, FamilyAttribute]
    variants: Mapping[str, Variant]
    images: Mapping[str, Image]
    categories: Mapping[str, str]

    def title(self, path: str) -> str:
        owner, _dot, name = path.partition(".")
        kind, colon, key = owner.partition(":")
        if colon and kind == "variant":
            return self._of_pack(key, name)
        if colon:
            return _("Description of a picture") if name else _("Picture")
        attribute = self.attributes.get(path.removeprefix(fields.ATTRIBUTE))
        if attribute is not None:
            return _own(attribute, "title")
        return str(TEXTS.get(path, path))

    def _of_pack(self, key: str, name: str) -> str:
        variant = self.variants.get(key)
        size = pack_of(variant) if variant else ""
        if name == "is_active":
            return _("New pack")
        return _("%(field)s (%(pack)s)", field=PACK_FIELDS.get(name, name), pack=size)

    def value(self, path: str, value: Any) -> str:
        """The value in words; nothing is a dash."""
        owner, _dot, name = path.partition(".")
        kind, colon, key = owner.partition(":")
        if colon and kind == "variant":
            return self._pack_value(key, name, value)
        if colon and not name:
            return str(IMAGE_STATES.get(str(value), value)) if value else "—"
        if value in (None, ""):
            return "—"
        if path == fields.CATEGORY:
            return self.categories.get(str(value), str(value))
        attribute = self.attributes.get(path.removeprefix(fields.ATTRIBUTE))
        return _stated(attribute, value) if attribute else str(value)

    def _pack_value(self, key: str, name: str, value: Any) -> str:
        variant = self.variants.get(key)
        if name == "is_active":
            return pack_of(variant) if variant and value else _("not on sale")
        if value in (None, ""):
            return "—"
        if name == "packing":
            return str(PACKING_WORDS[Packing(value)])
        if name == "net_unit":
            return str(NET_UNITS[NetUnit(value)])
        return formats.digits(str(value), g.language)

    def picture(self, path: str) -> str | None:
        """The key of the picture that the path is about."""
        kind, colon, key = path.partition(".")[0].partition(":")
        image = self.images.get(key) if colon and kind == "image" else None
        return image.key if image else None


def _stated(attribute: FamilyAttribute, value: Any) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    for option in attribute.options:
        if option["code"] == value:
            return str(option["fa" if g.language == "fa" else "en"])
    if attribute.kind is AttributeKind.TEXT:
        return str(value)
    figure = formats.short_decimal(Decimal(str(value)), 6, g.language)
    shown = formats.digits(str(value), g.language) if isinstance(value, int) else figure
    unit = _own(attribute, "unit")
    return f"{shown}{'' if unit in PERCENT else ' '}{unit}".strip()


def words_of(
    attributes: Iterable[FamilyAttribute],
    variants: Iterable[Variant],
    images: Iterable[Image],
    sections: Sequence[Section],
) -> Words:
    shelves = [row for section in sections for row in (section.category, *section.children)]
    return Words(
        attributes={row.code: row for row in attributes},
        variants={row.public_id: row for row in variants},
        images={row.public_id: row for row in images},
        categories={row.code: _own(row, "title") for row in shelves},
    )
