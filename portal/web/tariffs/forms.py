"""The forms of a tariff: its threshold, a zone with its places, a weight band."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from flask import g
from sqlalchemy.orm import Session
from wtforms import BooleanField

from portal.core.errors import Invalid
from portal.shipping import carriers, places
from portal.shipping.bands import RateFacts
from portal.shipping.matching import COUNTRY
from portal.shipping.models import Payer, ZoneKind
from portal.shipping.tariff_view import ZoneView
from portal.web import unit
from portal.web.forms import (
    Choose,
    ChooseMany,
    Number,
    PortalForm,
    Required,
    Text,
    Toman,
    Whole,
    submitted,
)
from portal.web.tariffs import cities
from portal.web.wording import lazy as _l

GRAMS = 1000
PREFIX = "zone-"  # two forms of the page have a name in each language
PAYERS = {
    Payer.BUYER: _l("The buyer, when ordering"),
    Payer.COLLECT: _l("The receiver, at the door (freight collect)"),
}


class TariffForm(PortalForm):
    title_fa = Text(_l("Name in Persian"), [Required()], longest=80)
    title_en = Text(_l("Name in English"), [Required()], longest=80)
    free_above = Toman(_l("Free delivery above, toman of goods"))


class ZoneForm(PortalForm):
    title_fa = Text(_l("Name in Persian"), [Required()], longest=80)
    title_en = Text(_l("Name in English"), [Required()], longest=80)
    country = BooleanField(_l("All of Iran that no other zone names"))
    provinces = ChooseMany(_l("Provinces"))
    cities = Text(_l("Cities, one on each line"), longest=12_000)
    prefixes = Text(_l("First digits of postcodes"), longest=400)

    def refuse(self, errors: Mapping[str, str]) -> None:
        """The places are written in several boxes: a fault of all stands at the provinces."""
        named = {"provinces" if name == "places" else name: code for name, code in errors.items()}
        super().refuse(named)

    def places(self, session: Session) -> Sequence[tuple[ZoneKind, str]]:
        """What the boxes say. Raises Invalid for a city that is not clear."""
        found = [(ZoneKind.CITY, code) for code in cities.codes(session, self.cities.data or "")]
        words = (self.prefixes.data or "").replace("،", " ").replace(",", " ").split()
        found += [(ZoneKind.PREFIX, word) for word in words]
        found += [(ZoneKind.PROVINCE, code) for code in self.provinces.data or ()]
        return [*found, (ZoneKind.COUNTRY, COUNTRY)] if self.country.data else found


class RateForm(PortalForm):
    """Weights are typed in kilograms, amounts in toman."""

    carrier_code = Choose(_l("Carrier"))
    service_fa = Text(_l("Service in Persian"), [Required()], longest=80)
    service_en = Text(_l("Service in English"), [Required()], longest=80)
    from_g = Number(_l("From, kg"), [Required()])
    to_g = Number(_l("To, kg"), [Required()])
    base = Toman(_l("Price, toman"), [Required()])
    per_kg = Toman(_l("Each further kilogram, toman"))
    payer = Choose(_l("Who pays the carrier"), choices=list(PAYERS.items()))
    lead_days = Whole(_l("Working days on the road"), [Required()])
    cutoff_hour = Whole(_l("Orders after this hour leave a day later"), [Required()])

    def facts(self) -> RateFacts:
        return RateFacts(
            carrier_code=str(self.carrier_code.data),
            service_fa=str(self.service_fa.data),
            service_en=str(self.service_en.data),
            from_g=_grams(self.from_g),
            to_g=_grams(self.to_g),
            base=self.base.data or 0,
            per_kg=self.per_kg.data or 0,
            payer=Payer(self.payer.data),
            lead_days=self.lead_days.data or 0,
            cutoff_hour=self.cutoff_hour.data or 0,
        )


def _grams(field: Number) -> int:
    grams = (field.data or Decimal(0)) * GRAMS
    if grams != int(grams):
        raise Invalid({field.name: "not_a_number"})
    return int(grams)


def zone_form(zone: ZoneView | None = None, *, posted: bool = False) -> ZoneForm:
    """Empty, as posted, or as the zone stands."""
    kept = _kept(zone) if zone and not posted else {}
    form: Any = submitted(ZoneForm, prefix=PREFIX) if posted else ZoneForm(prefix=PREFIX, **kept)
    form.provinces.choices = [
        (row.code, row.name_fa if g.language == "fa" else row.name_en)
        for row in places.provinces(unit.reader())
    ]
    return form  # type: ignore[no-any-return]


def _kept(zone: ZoneView) -> dict[str, Any]:
    of = {kind: [p.place for p in zone.places if p.kind is kind] for kind in ZoneKind}
    return {
        "title_fa": zone.title_fa,
        "title_en": zone.title_en,
        "country": bool(of[ZoneKind.COUNTRY]),
        "provinces": of[ZoneKind.PROVINCE],
        "cities": cities.lines(unit.reader(), of[ZoneKind.CITY]),
        "prefixes": " ".join(of[ZoneKind.PREFIX]),
    }


def rate_form(facts: RateFacts | None = None, *, posted: bool = False) -> RateForm:
    """Empty, as posted, or as the band stands."""
    form: Any = submitted(RateForm) if posted else RateForm(**_shown(facts))
    form.carrier_code.choices = [
        (row.code, row.name_fa if g.language == "fa" else row.name_en)
        for row in carriers.active(unit.reader())
    ]
    return form  # type: ignore[no-any-return]


def _shown(facts: RateFacts | None) -> dict[str, Any]:
    if facts is None:
        return {"from_g": Decimal(0), "lead_days": 2, "cutoff_hour": 14, "payer": Payer.BUYER}
    names = RateFacts.__dataclass_fields__
    weights = {name: Decimal(getattr(facts, name)) / GRAMS for name in ("from_g", "to_g")}
    return {name: getattr(facts, name) for name in names} | weights
