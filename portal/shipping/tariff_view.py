"""A tariff as its page shows it: zones with the names of their places, and every rate."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from portal.shipping.models import City, Province, Rate, Tariff, Zone, ZoneKind


@dataclass(frozen=True, slots=True)
class ZonePlace:
    """`place` is a city or province code, postcode digits or "IR"; prefixes are their own name."""

    kind: ZoneKind
    place: str
    name_fa: str
    name_en: str


@dataclass(frozen=True, slots=True)
class ZoneView:
    """Rates stand by carrier, service and weight; stopped ones too."""

    public_id: str
    title_fa: str
    title_en: str
    position: int
    places: tuple[ZonePlace, ...]
    rates: tuple[Rate, ...]


@dataclass(frozen=True, slots=True)
class TariffView:
    """`free_above` in rials of goods in one parcel; None: never free."""

    public_id: str
    title_fa: str
    title_en: str
    free_above: int | None
    zones: tuple[ZoneView, ...]


Names = Mapping[tuple[ZoneKind, str], tuple[str, str]]


def view(session: Session, *, firm_id: int | None) -> TariffView | None:
    """None: the firm has no tariff of its own. At most six statements."""
    wanted = (
        select(Tariff)
        .where(Tariff.firm_id.is_not_distinct_from(firm_id))
        .options(
            selectinload(Tariff.zones).selectinload(Zone.members),
            selectinload(Tariff.zones).selectinload(Zone.rates),
        )
    )
    tariff = session.scalar(wanted)
    if tariff is None:
        return None
    names = _names(session, tariff.zones)
    return TariffView(
        public_id=tariff.public_id,
        title_fa=tariff.title_fa,
        title_en=tariff.title_en,
        free_above=tariff.free_above,
        zones=tuple(_zone(zone, names) for zone in tariff.zones),
    )


def _zone(zone: Zone, names: Names) -> ZoneView:
    rates = sorted(zone.rates, key=lambda rate: (rate.carrier_code, rate.service_en, rate.from_g))
    return ZoneView(
        public_id=zone.public_id,
        title_fa=zone.title_fa,
        title_en=zone.title_en,
        position=zone.position,
        places=tuple(
            ZonePlace(
                member.kind,
                member.place,
                *names.get((member.kind, member.place), (member.place, member.place)),
            )
            for member in zone.members
        ),
        rates=tuple(rates),
    )


def _names(session: Session, zones: Sequence[Zone]) -> Names:
    members = [member for zone in zones for member in zone.members]
    wanted = {
        kind: [member.place for member in members if member.kind is kind] for kind in ZoneKind
    }
    cities = select(City).where(City.code.in_(wanted[ZoneKind.CITY]))
    provinces = select(Province).where(Province.code.in_(wanted[ZoneKind.PROVINCE]))
    names = {(ZoneKind.CITY, c.code): (c.name_fa, c.name_en) for c in session.scalars(cities)}
    names |= {
        (ZoneKind.PROVINCE, p.code): (p.name_fa, p.name_en) for p in session.scalars(provinces)
    }
    return names | {(ZoneKind.COUNTRY, "IR"): ("سراسر ایران", "All of Iran")}
