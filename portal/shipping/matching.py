"""Which rates hold for a place: a firm's own tariff or the consortium's, the closest zone of it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Date,
    Select,
    String,
    and_,
    bindparam,
    exists,
    func,
    or_,
    select,
)
from sqlalchemy.orm import Session, aliased

from portal.core.native import Statement
from portal.firms.models import Organisation
from portal.shipping import holidays
from portal.shipping.models import Carrier, Payer, Rate, Tariff, Zone, ZoneKind, ZoneMember

COUNTRY = "IR"
CLOSENESS = {ZoneKind.CITY: 0, ZoneKind.PREFIX: 1, ZoneKind.PROVINCE: 2, ZoneKind.COUNTRY: 3}


class RateFacts(NamedTuple):
    """One weight band of one service; weights in grams, money in rials."""

    id: int
    carrier_code: str
    service_fa: str
    service_en: str
    from_g: int
    to_g: int
    base: int
    per_kg: int
    payer: Payer
    lead_days: int
    cutoff_hour: int


class CarrierFacts(NamedTuple):
    code: str
    name_fa: str
    name_en: str
    maximum_g: int


class _Facts(NamedTuple):
    """A firm, a tariff that may hold for it and a zone of that which covers the place."""

    firm_id: int
    preparation_days: int
    closed_until: date | None
    holidays: frozenset[date]
    owner_id: int | None
    free_above: int | None
    has_zones: bool
    zone_id: int
    position: int
    kind: ZoneKind
    place: str


FACTS, RATE = len(_Facts._fields), len(RateFacts._fields)  # so many columns of a row


@dataclass(frozen=True, slots=True)
class Matched:
    """A rate that holds, and who carries."""

    rate: RateFacts
    carrier: CarrierFacts


@dataclass(frozen=True, slots=True)
class FirmRates:
    """What holds for one firm's parcel to the place; `free_above` in rials of goods."""

    preparation_days: int
    closed_until: date | None
    free_above: int | None
    matched: tuple[Matched, ...]
    holidays: frozenset[date]


@dataclass(slots=True)
class _Candidate:
    """One tariff for one firm: its closest zone so far, and that zone's rates."""

    has_zones: bool
    free_above: int | None
    closeness: tuple[int, int, int, int] | None = None
    matched: dict[int, Matched] = field(default_factory=dict)


def matching(
    session: Session,
    *,
    firm_ids: Sequence[int],
    province_code: str,
    city_code: str,
    postcode: str,
    today: date,
) -> dict[int, FirmRates]:
    """One statement. City before postcode prefix (the longest) before province before country.

    Holidays from `today` on.
    """
    wanted = {f"firm_{place}": firm_id for place, firm_id in enumerate(firm_ids)}
    found = _rows(len(firm_ids)).typed(
        session, city=city_code, postcode=postcode, province=province_code, today=today, **wanted
    )
    firms: dict[int, _Facts] = {}
    tariffs: dict[tuple[int, bool], _Candidate] = {}
    for row in found:
        facts = _Facts._make(row[:FACTS])
        firms[facts.firm_id] = facts
        candidate = tariffs.setdefault(
            (facts.firm_id, facts.owner_id is not None),
            _Candidate(facts.has_zones, facts.free_above),
        )
        if facts.zone_id is not None:
            _consider(candidate, facts, row[FACTS:])
    return {
        firm_id: _chosen(firm, tariffs.get((firm_id, True)), tariffs.get((firm_id, False)))
        for firm_id, firm in firms.items()
    }


def _chosen(firm: _Facts, own: _Candidate | None, common: _Candidate | None) -> FirmRates:
    """An own tariff without zones keeps the consortium's rates and sets only its threshold."""
    source = own if own is not None and own.has_zones else common
    terms = own or common
    return FirmRates(
        preparation_days=firm.preparation_days,
        closed_until=firm.closed_until,
        free_above=terms.free_above if terms else None,
        matched=tuple(source.matched.values()) if source else (),
        holidays=firm.holidays,
    )


def _consider(candidate: _Candidate, facts: _Facts, carriage: tuple[Any, ...]) -> None:
    """`carriage`: a rate and its carrier, or nothing but None."""
    closeness = (CLOSENESS[facts.kind], -len(facts.place), facts.position, facts.zone_id)
    if candidate.closeness is None or closeness < candidate.closeness:
        candidate.closeness, candidate.matched = closeness, {}
    if closeness == candidate.closeness and carriage[0] is not None:
        rate = RateFacts._make(carriage[:RATE])
        candidate.matched[rate.id] = Matched(rate, CarrierFacts._make(carriage[RATE:]))


def _covers() -> ColumnElement[bool]:
    place, postcode = ZoneMember.place, bindparam("postcode", type_=String())
    places = {
        ZoneKind.CITY: place == bindparam("city"),
        ZoneKind.PREFIX: place == func.substr(postcode, 1, func.length(place)),
        ZoneKind.PROVINCE: place == bindparam("province"),
        ZoneKind.COUNTRY: place == COUNTRY,
    }
    return or_(*(and_(ZoneMember.kind == kind, is_it) for kind, is_it in places.items()))


@cache
def _rows(firms: int) -> Statement:
    return Statement(lambda: _select(firms))


def _select(firms: int) -> Select[*tuple[Any, ...]]:
    """A row per firm, tariff that may hold, zone that covers the place, and rate of it."""
    here = _covers()
    any_zone = aliased(Zone)
    has_zones = exists().where(any_zone.tariff_id == Tariff.id)
    covering = select(Zone.id).join(ZoneMember).where(Zone.tariff_id == Tariff.id, here)
    return (
        select(
            Organisation.id.label("firm_id"),
            Organisation.preparation_days,
            Organisation.closed_until,
            holidays.since(bindparam("today", type_=Date())).label("holidays"),
            Tariff.firm_id.label("owner_id"),
            Tariff.free_above,
            has_zones.label("has_zones"),
            Zone.id.label("zone_id"),
            Zone.position,
            ZoneMember.kind,
            ZoneMember.place,
            *(getattr(Rate, name) for name in RateFacts._fields),
            *(getattr(Carrier, name) for name in CarrierFacts._fields),
        )
        .select_from(Organisation)
        .join(Tariff, or_(Tariff.firm_id == Organisation.id, Tariff.firm_id.is_(None)))
        .outerjoin(Zone, and_(Zone.tariff_id == Tariff.id, Zone.id.in_(covering)))
        .outerjoin(ZoneMember, and_(ZoneMember.zone_id == Zone.id, here))
        .outerjoin(Rate, and_(Rate.zone_id == Zone.id, Rate.is_active))
        .outerjoin(Carrier, Carrier.code == Rate.carrier_code)
        .where(Organisation.id.in_([bindparam(f"firm_{place}") for place in range(firms)]))
        .order_by(Organisation.id, Zone.id, Carrier.position, Rate.from_g)
    )
