"""The small forms of a product's packs: what a pack measures, its code, its price."""

from collections.abc import Mapping
from typing import Any

from wtforms import BooleanField

from portal.catalog.models import Variant
from portal.catalog.variants import NAMES
from portal.web.forms import Choose, JalaliDay, PortalForm, Required, Text, Toman, Whole, submitted
from portal.web.listing_words import NET_UNITS, PACK_FIELDS
from portal.web.wording import lazy as _l
from portal.web.words import PACKING_WORDS

FACTS = tuple(name for name in NAMES if name != "position")


class PackForm(PortalForm):
    """The domain judges the numbers, so they travel as typed."""

    net_value = Text(PACK_FIELDS["net_value"], [Required()], longest=12)
    net_unit = Choose(PACK_FIELDS["net_unit"], choices=list(NET_UNITS.items()))
    pieces = Text(PACK_FIELDS["pieces"], longest=12)
    packing = Choose(PACK_FIELDS["packing"], choices=list(PACKING_WORDS.items()))
    drained_g = Text(PACK_FIELDS["drained_g"], longest=12)
    gross_g = Text(PACK_FIELDS["gross_g"], [Required()], longest=12)
    length_mm = Text(PACK_FIELDS["length_mm"], longest=12)
    width_mm = Text(PACK_FIELDS["width_mm"], longest=12)
    height_mm = Text(PACK_FIELDS["height_mm"], longest=12)
    gtin = Text(PACK_FIELDS["gtin"], longest=20)

    def facts(self) -> Mapping[str, object]:
        return {name: self.data[name] for name in FACTS}


class OfferForm(PortalForm):
    sku = Text(_l("Your code (SKU)"), [Required()], longest=40)
    low_at = Whole(_l("Warn me at this many free units"), default=5, most=1_000_000)


class NewPackForm(PackForm):
    """A pack with all that is needed to sell it."""

    sku = Text(_l("Your code (SKU)"), [Required()], longest=40)
    price = Toman(_l("Price of the pack, toman, VAT included"), [Required()])
    quantity = Whole(_l("Units on the shelf"), most=1_000_000)


class PriceForm(PortalForm):
    price = Toman(_l("Price of the pack, toman, VAT included"), [Required()])
    was = Toman(_l("Former price, shown struck through"))
    minimum = Whole(_l("From how many units"), default=1, least=1, most=10_000)
    valid_from = JalaliDay(_l("From which day"))
    confirmed = BooleanField(_l("Yes, this price is meant"))


class PictureForm(PortalForm):
    alt_fa = Text(_l("What it shows, in Persian"), longest=200)
    alt_en = Text(_l("What it shows, in English"), longest=200)
    language = Choose(
        _l("The label on it is"),
        choices=[("", _l("the same for all")), ("fa", _l("Persian")), ("en", _l("English"))],
    )


def pack_form(variant: Variant) -> PackForm:
    kept = {name: _shown(getattr(variant, name)) for name in FACTS}
    return PackForm(prefix=f"pack-{variant.public_id}-", data=kept)


def _shown(value: Any) -> str:
    return "" if value is None else str(value)


class Forms:
    """The forms of one product's page: those that were refused as posted, the others as it is."""

    def __init__(self, posted: Mapping[str, PortalForm]) -> None:
        self.posted = posted

    def _of(self, key: str, fresh: Any) -> Any:
        return self.posted.get(key) or fresh(prefix=key)

    def pack(self, variant: Variant) -> Any:
        return self.posted.get(f"pack-{variant.public_id}") or pack_form(variant)

    def offer(self, variant: Variant) -> Any:
        return self._of(f"offer-{variant.public_id}", OfferForm)

    def price(self, offer_id: str) -> Any:
        return self._of(f"price-{offer_id}", PriceForm)

    @property
    def new_pack(self) -> Any:
        return self._of("new", NewPackForm)

    @property
    def picture(self) -> Any:
        return self._of("picture", PictureForm)


def posted(kind: type[PortalForm], key: str) -> Any:
    return submitted(kind, prefix=key)
