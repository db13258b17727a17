"""Which rates hold for a place: a firm's own tariff or the consortium's, the closest zone of it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Date,
    Row,
    Select,
    and_,
    bindparam,
    exists,
    or_,
    select,
)
from sqlalchemy.orm import Session, aliased

from portal.firms.models import Organisation
from portal.shipping import holidays
from portal.shipping.models import Carrier, Payer, Rate, Tariff, Zone, ZoneKind, ZoneMember

COUNTRY = "IR"
FACTS = 11  # columns of a row before those of its rate and carrier
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
    binds = {
        "firms": firm_ids,
        "city": city_code,
        "prefixes": [postcode[:length] for length in range(1, len(postcode) + 1)],
        "province": province_code,
        "today": today,
    }
    firms: dict[int, Row[*tuple[Any, ...]]] = {}
    tariffs: dict[tuple[int, bool], _Candidate] = {}
    for row in session.execute(_rows(), binds):
        firms[row.firm_id] = row
        candidate = tariffs.setdefault(
            (row.firm_id, row.owner_id is not None), _Candidate(row.has_zones, row.free_above)
        )
        if row.zone_id is not None:
            _consider(candidate, row)
    return {
        firm_id: _chosen(firm, tariffs.get((firm_id, True)), tariffs.get((firm_id, False)))
        for firm_id, firm in firms.items()
    }


def _chosen(
    firm: Row[*tuple[Any, ...]], own: _Candidate | None, common: _Candidate | None
) -> FirmRates:
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


def _consider(candidate: _Candidate, row: Row[*tuple[Any, ...]]) -> None:
    closeness = (CLOSENESS[row.kind], -len(row.place), row.position, row.zone_id)
    if candidate.closeness is None or closeness < candidate.closeness:
        candidate.closeness, candidate.matched = closeness, {}
    if closeness == candidate.closeness and row[FACTS] is not None:
        end = FACTS + len(RateFacts._fields)
        rate, carrier = RateFacts._make(row[FACTS:end]), CarrierFacts._make(row[end:])
        candidate.matched[rate.id] = Matched(rate, carrier)


def _covers() -> ColumnElement[bool]:
    place = ZoneMember.place
    places = {
        ZoneKind.CITY: place == bindparam("city"),
        ZoneKind.PREFIX: place.in_(bindparam("prefixes", expanding=True)),
        ZoneKind.PROVINCE: place == bindparam("province"),
        ZoneKind.COUNTRY: place == COUNTRY,
    }
    return or_(*(and_(ZoneMember.kind == kind, is_it) for kind, is_it in places.items()))


@cache
def _rows() -> Select[*tuple[Any, ...]]:
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
        .where(Organisation.id.in_(bindparam("firms", expanding=True)))
        .order_by(Organisation.id, Zone.id, Carrier.position, Rate.from_g)
    )
