"""Places, carriers and tariffs in a few lines."""

from typing import Any

from sqlalchemy.orm import Session

from portal.core.text import sort_key
from portal.shipping.models import (
    Carrier,
    City,
    Payer,
    Province,
    Rate,
    Tariff,
    Zone,
    ZoneKind,
    ZoneMember,
)

PROVINCES = {
    "IR-26": ("قزوین", "Qazvin"),
    "IR-23": ("تهران", "Tehran"),
    "IR-01": ("گیلان", "Gilan"),
}
CITIES = {
    "q1": ("IR-26", "قزوین", "Qazvin"),
    "q2": ("IR-26", "سیردان", "Sirdan"),
    "t1": ("IR-23", "تهران", "Tehran"),
    "t2": ("IR-23", "شهریار", "Shahriar"),
    "g1": ("IR-01", "رشت", "Rasht"),
}


def places(session: Session) -> None:
    for code, (fa, en) in PROVINCES.items():
        session.add(Province(code=code, name_fa=fa, name_en=en, sort_key=sort_key(fa)))
    session.flush()
    for code, (province, fa, en) in CITIES.items():
        session.add(
            City(code=code, province_code=province, name_fa=fa, name_en=en, sort_key=sort_key(fa))
        )
    session.flush()


def carrier(session: Session, code: str = "post", **facts: Any) -> Carrier:
    given = {
        "name_fa": "پست پیشتاز",
        "name_en": "Post",
        "tracking_pattern": r"\d{24}",
        "tracking_example": "1" * 24,
        "tracking_url": "https://tracking.example/?id={number}",
    }
    row = Carrier(code=code, **(given | facts))
    session.add(row)
    session.flush()
    return row


def tariff(session: Session, **facts: Any) -> Tariff:
    row = Tariff(**({"title_fa": "تعرفه", "title_en": "Tariff"} | facts))
    session.add(row)
    session.flush()
    return row


def zone(session: Session, made: Tariff, *places: tuple[ZoneKind, str], **facts: Any) -> Zone:
    row = Zone(tariff_id=made.id, **({"title_fa": "پهنه", "title_en": "Zone"} | facts))
    row.members = [ZoneMember(kind=kind, place=place) for kind, place in places]
    session.add(row)
    session.flush()
    return row


def rate(session: Session, made: Zone, **facts: Any) -> Rate:
    given = {
        "carrier_code": "post",
        "service_fa": "پیشتاز",
        "service_en": "Express post",
        "from_g": 0,
        "to_g": 30_000,
        "base": 500_000,
        "per_kg": 0,
        "payer": Payer.BUYER,
        "lead_days": 2,
    }
    row = Rate(zone_id=made.id, **(given | facts))
    session.add(row)
    session.flush()
    return row


def whole_country(session: Session, **facts: Any) -> Rate:
    """The smallest network: one carrier, one zone, one rate (rials in `base`)."""
    carrier(session)
    everywhere = zone(session, tariff(session), (ZoneKind.COUNTRY, "IR"))
    return rate(session, everywhere, **facts)
