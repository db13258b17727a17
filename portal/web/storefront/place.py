"""Where the reader lives, as far as the shop was told: codes of a province and a city, no more.

Kept in the signed cookie of the forms, so that baskets and products can promise a day and a price.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from flask import g
from flask import session as browser

from portal.core import clock
from portal.i18n import formats
from portal.shipping import rates
from portal.shipping.rates import Parcel, ShippingOffer
from portal.web.reading import reader
from portal.web.wording import gettext as _

KEY = "place"


class Spot(NamedTuple):
    """`postcode` may be "": zones by prefix are then not told apart."""

    province_code: str
    city_code: str
    title_fa: str
    title_en: str

    @property
    def title(self) -> str:
        return self.title_fa if g.language == "fa" else self.title_en


def known() -> Spot | None:
    """The place of the last address written in this browser."""
    held = browser.get(KEY)
    if not isinstance(held, list) or len(held) != len(Spot._fields):
        return None
    return Spot(*(str(part) for part in held))


def remember(spot: Spot) -> None:
    browser[KEY] = list(spot)
    browser.permanent = True


def offers(parcels: Sequence[Parcel], spot: Spot) -> dict[int, list[ShippingOffer]]:
    """Offers by firm for the reader's town, at this moment; one statement."""
    return rates.quote(
        reader(),
        parcels=parcels,
        province_code=spot.province_code,
        city_code=spot.city_code,
        postcode="",
        at=clock.now(),
    )


@dataclass(frozen=True, slots=True)
class Said:
    """One shipping offer in words."""

    key: str
    title: str
    price: str
    promise: str
    note: str


def say(offer: ShippingOffer) -> Said:
    language = g.language
    service = offer.service_fa if language == "fa" else offer.service_en
    carrier = offer.carrier_fa if language == "fa" else offer.carrier_en
    title = (
        service
        if carrier in service
        else _("%(carrier)s, %(service)s", carrier=carrier, service=service)
    )
    day = formats.weekday_day(offer.promised_on, language)
    return Said(
        key=offer.key,
        title=title,
        price=_price(offer),
        promise=_("arrives %(day)s", day=day),
        note=_collect(offer),
    )


def _price(offer: ShippingOffer) -> str:
    if offer.is_collect:
        return _("freight collect")
    if offer.price == 0:
        return _("free")
    return formats.money(offer.price, "IRR", g.language)


def _collect(offer: ShippingOffer) -> str:
    if not offer.is_collect:
        return ""
    return _(
        "You pay the carrier at the door, about %(amount)s",
        amount=formats.money(offer.estimate, "IRR", g.language),
    )


def missing(offer: ShippingOffer) -> str:
    """How much more makes delivery free, in words; "" when it is or never will be."""
    if not offer.free_above_missing:
        return ""
    return _(
        "%(amount)s more and this maker delivers free",
        amount=formats.money(offer.free_above_missing, "IRR", g.language),
    )
