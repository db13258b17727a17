"""Carriers and the consortium's tariff."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.reference import source
from portal.shipping.models import Carrier, Payer, Rate, Tariff, Zone, ZoneKind, ZoneMember

CUTOFF_HOUR = 14  # Tehran; the post collects later parcels on the next day


def load(session: Session) -> None:
    """Insert missing carriers, and the consortium's tariff when it has none."""
    _load_carriers(session)
    if session.scalar(select(Tariff.id).where(Tariff.firm_id.is_(None))) is None:
        add_tariff(session, firm_id=None, document=source.document("tariff"))


def _load_carriers(session: Session) -> None:
    known = set(session.scalars(select(Carrier.code)))
    for position, row in enumerate(source.rows("carriers"), start=1):
        if row["code"] not in known:
            carrier = Carrier(**(row | {"maximum_g": int(row["maximum_g"])}))
            carrier.position = position * 10
            session.add(carrier)
    session.flush()


def add_tariff(session: Session, *, firm_id: int | None, document: dict[str, Any]) -> Tariff:
    """A tariff as written in `tariff.json`: zones with members and weight bands."""
    tariff = Tariff(
        firm_id=firm_id,
        title_fa=document["title_fa"],
        title_en=document["title_en"],
        free_above=document.get("free_above"),
    )
    session.add(tariff)
    session.flush()
    for position, zone in enumerate(document["zones"], start=1):
        session.add(_zone(tariff.id, zone, position * 10))
    session.flush()
    return tariff


def _zone(tariff_id: int, zone: dict[str, Any], position: int) -> Zone:
    return Zone(
        tariff_id=tariff_id,
        title_fa=zone["title_fa"],
        title_en=zone["title_en"],
        position=position,
        members=[
            ZoneMember(kind=ZoneKind(member["kind"]), place=member["place"])
            for member in zone["members"]
        ],
        rates=[_rate(rate) for rate in zone["rates"]],
    )


def _rate(rate: dict[str, Any]) -> Rate:
    return Rate(
        carrier_code=rate["carrier"],
        service_fa=rate["service_fa"],
        service_en=rate["service_en"],
        from_g=rate["from_g"],
        to_g=rate["to_g"],
        base=rate["base"],
        per_kg=rate.get("per_kg", 0),
        payer=Payer(rate.get("payer", Payer.BUYER)),
        lead_days=rate["lead_days"],
        cutoff_hour=rate.get("cutoff_hour", CUTOFF_HOUR),
    )
