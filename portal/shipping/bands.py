"""Rates of a zone: the weight bands of each service, edited by the office or the firm."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.core import audit
from portal.core.errors import Invalid, NotFound
from portal.shipping import tariffs, zones
from portal.shipping.models import Carrier, Payer, Rate, Tariff, Zone

MOST_LEAD_DAYS = 60
LAST_HOUR = 24  # no cut-off at all


@dataclass(frozen=True, slots=True)
class RateFacts:
    """One band as typed: grams (from exclusive, except 0; to inclusive), rials, working days."""

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


def find(session: Session, *, firm_id: int | None, rate: str) -> Rate:
    """A rate of this tariff by its public name. Raises NotFound."""
    mine = (
        select(Rate)
        .join(Zone, Zone.id == Rate.zone_id)
        .join(Tariff, Tariff.id == Zone.tariff_id)
        .where(Rate.public_id == rate, Tariff.firm_id.is_not_distinct_from(firm_id))
    )
    found = session.scalar(mine)
    if found is None:
        raise NotFound
    return found


def add(session: Session, *, firm_id: int | None, zone: str, facts: RateFacts, by: str) -> Rate:
    """A new band of a service, active at once. Raises Invalid.

    from_g "overlap"; to_g "not_above_from", "over_carrier_maximum"; carrier_code "unknown";
    service_* "required", "too_long"; figures "too_small", "too_large".
    """
    parent = zones.find(session, firm_id=firm_id, zone=zone)
    values = _checked(session, parent.id, None, facts)
    row = Rate(zone_id=parent.id, **values)
    session.add(row)
    session.flush()
    _note(session, "rate.added", firm_id, row, by, after=values)
    return row


def edit(session: Session, *, firm_id: int | None, rate: str, facts: RateFacts, by: str) -> Rate:
    """Raises Invalid as `add` does."""
    row = find(session, firm_id=firm_id, rate=rate)
    values = _checked(session, row.zone_id, row.id, facts)
    before = {name: getattr(row, name) for name in values}
    for name, value in values.items():
        setattr(row, name, value)
    _note(session, "rate.edited", firm_id, row, by, before=before, after=values)
    return row


def stop(session: Session, *, firm_id: int | None, rate: str, by: str) -> Rate:
    """No longer offered; kept for a later season."""
    row = find(session, firm_id=firm_id, rate=rate)
    row.is_active = False
    _note(session, "rate.stopped", firm_id, row, by)
    return row


def start(session: Session, *, firm_id: int | None, rate: str, by: str) -> Rate:
    """Offered again. Raises Invalid({"from_g": "overlap"}) when another band took its place."""
    row = find(session, firm_id=firm_id, rate=rate)
    if _overlaps(session, row.zone_id, row.id, facts_of(row)):
        raise Invalid({"from_g": "overlap"})
    row.is_active = True
    _note(session, "rate.started", firm_id, row, by)
    return row


def facts_of(row: Rate) -> RateFacts:
    """What a form shows of an existing band."""
    return RateFacts(**{name: getattr(row, name) for name in RateFacts.__dataclass_fields__})


def _checked(
    session: Session, zone_id: int, rate_id: int | None, facts: RateFacts
) -> dict[str, Any]:
    fa, en = tariffs.titles(facts.service_fa, facts.service_en, prefix="service")
    carrier = session.scalar(select(Carrier).where(Carrier.code == facts.carrier_code))
    if carrier is None:
        raise Invalid({"carrier_code": "unknown"})
    errors = dict(_ranges(facts))
    if facts.to_g <= facts.from_g:
        errors["to_g"] = "not_above_from"
    elif facts.to_g > carrier.maximum_g:
        errors["to_g"] = "over_carrier_maximum"
    values = asdict(facts) | {"service_fa": fa, "service_en": en}
    if not errors and _overlaps(session, zone_id, rate_id, RateFacts(**values)):
        errors["from_g"] = "overlap"
    if errors:
        raise Invalid(errors)
    return values


def _ranges(facts: RateFacts) -> Mapping[str, str]:
    most = {
        "from_g": tariffs.MOST_RIALS,
        "base": tariffs.MOST_RIALS,
        "per_kg": tariffs.MOST_RIALS,
        "lead_days": MOST_LEAD_DAYS,
        "cutoff_hour": LAST_HOUR,
    }
    return {
        name: "too_small" if getattr(facts, name) < 0 else "too_large"
        for name, limit in most.items()
        if not 0 <= getattr(facts, name) <= limit
    }


def _overlaps(session: Session, zone_id: int, rate_id: int | None, facts: RateFacts) -> bool:
    """True when another active band of the same service holds a weight of this one."""
    same = select(Rate.id).where(
        Rate.zone_id == zone_id,
        Rate.id.is_distinct_from(rate_id),
        Rate.is_active,
        Rate.carrier_code == facts.carrier_code,
        Rate.service_en == facts.service_en,
        Rate.payer == facts.payer,
        Rate.from_g < facts.to_g,
        Rate.to_g > facts.from_g,
    )
    return session.scalar(same.limit(1)) is not None


def _note(
    session: Session, action: str, firm_id: int | None, rate: Rate, by: str, **facts: Any
) -> None:
    audit.record(
        session,
        action=action,
        actor=by,
        on_behalf_of=firm_id,
        object_kind="rate",
        object_id=rate.public_id,
        **facts,
    )
