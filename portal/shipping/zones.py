"""Zones of a tariff: named sets of cities, provinces, postcode prefixes, or the whole country."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.core import audit
from portal.core.errors import Invalid, NotFound
from portal.core.text import latin_digits
from portal.shipping import tariffs
from portal.shipping.matching import COUNTRY
from portal.shipping.models import City, Province, Tariff, Zone, ZoneKind, ZoneMember

LONGEST_PREFIX = 9
Places = Sequence[tuple[ZoneKind, str]]


def find(session: Session, *, firm_id: int | None, zone: str) -> Zone:
    """A zone of this tariff by its public name. Raises NotFound."""
    mine = (
        select(Zone)
        .join(Tariff, Tariff.id == Zone.tariff_id)
        .where(Zone.public_id == zone, Tariff.firm_id.is_not_distinct_from(firm_id))
    )
    found = session.scalar(mine)
    if found is None:
        raise NotFound
    return found


def add(
    session: Session,
    *,
    firm_id: int | None,
    title_fa: str,
    title_en: str,
    places: Places,
    by: str,
) -> Zone:
    """Raises Invalid: title_* as tariffs do; places "required", "unknown" or "taken"."""
    fa, en = tariffs.titles(title_fa, title_en)
    tariff = tariffs.of(session, firm_id=firm_id)
    members = _members(session, tariff.id, None, places)
    last = session.scalar(select(func.max(Zone.position)).where(Zone.tariff_id == tariff.id))
    zone = Zone(tariff_id=tariff.id, title_fa=fa, title_en=en, position=(last or 0) + 1)
    zone.members = members
    session.add(zone)
    session.flush()
    _note(session, "zone.added", firm_id, zone, by, after=_facts(zone))
    return zone


def edit(
    session: Session,
    *,
    firm_id: int | None,
    zone: str,
    title_fa: str,
    title_en: str,
    places: Places,
    by: str,
) -> Zone:
    """New title and places; the rates stay. Raises Invalid as `add` does."""
    row = find(session, firm_id=firm_id, zone=zone)
    fa, en = tariffs.titles(title_fa, title_en)
    before = _facts(row)
    members = _members(session, row.tariff_id, row.id, places)
    row.title_fa, row.title_en = fa, en
    row.members.clear()
    session.flush()  # the old members go before new ones of the same place come
    row.members.extend(members)
    session.flush()
    _note(session, "zone.edited", firm_id, row, by, before=before, after=_facts(row))
    return row


def drop(session: Session, *, firm_id: int | None, zone: str, by: str) -> None:
    """With its rates. Orders keep what they were quoted."""
    row = find(session, firm_id=firm_id, zone=zone)
    _note(session, "zone.dropped", firm_id, row, by, before=_facts(row))
    session.delete(row)
    session.flush()


def _facts(zone: Zone) -> dict[str, Any]:
    places = sorted(f"{member.kind}:{member.place}" for member in zone.members)
    return {"title_fa": zone.title_fa, "title_en": zone.title_en, "places": places}


def _members(
    session: Session, tariff_id: int, zone_id: int | None, places: Places
) -> list[ZoneMember]:
    wanted = list(dict.fromkeys((kind, latin_digits(place).strip()) for kind, place in places))
    if not wanted:
        raise Invalid({"places": "required"})
    if not set(wanted) <= _known(session, wanted):
        raise Invalid({"places": "unknown"})
    if set(wanted) & _taken(session, tariff_id, zone_id):
        raise Invalid({"places": "taken"})
    return [ZoneMember(kind=kind, place=place) for kind, place in wanted]


def _known(session: Session, wanted: Places) -> set[tuple[ZoneKind, str]]:
    """Those that exist: real cities and provinces, prefixes of 1 to 9 digits, Iran."""
    by_kind = {kind: [place for k, place in wanted if k is kind] for kind in ZoneKind}
    cities = select(City.code).where(City.code.in_(by_kind[ZoneKind.CITY]))
    provinces = select(Province.code).where(Province.code.in_(by_kind[ZoneKind.PROVINCE]))
    known = {(ZoneKind.CITY, code) for code in session.scalars(cities)}
    known |= {(ZoneKind.PROVINCE, code) for code in session.scalars(provinces)}
    known |= {(ZoneKind.PREFIX, text) for text in by_kind[ZoneKind.PREFIX] if _is_prefix(text)}
    return known | {(ZoneKind.COUNTRY, COUNTRY)}


def _is_prefix(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= LONGEST_PREFIX


def _taken(session: Session, tariff_id: int, zone_id: int | None) -> set[tuple[ZoneKind, str]]:
    """Places of the other zones: one place in two zones would leave the price to chance."""
    others = select(ZoneMember.kind, ZoneMember.place).join(Zone, Zone.id == ZoneMember.zone_id)
    others = others.where(Zone.tariff_id == tariff_id, Zone.id.is_distinct_from(zone_id))
    return {(kind, place) for kind, place in session.execute(others)}


def _note(
    session: Session, action: str, firm_id: int | None, zone: Zone, by: str, **facts: Any
) -> None:
    audit.record(
        session,
        action=action,
        actor=by,
        on_behalf_of=firm_id,
        object_kind="zone",
        object_id=zone.public_id,
        **facts,
    )
