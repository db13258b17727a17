"""The member firms, their own tariffs, and one that waits at the door."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.accounts import terms
from portal.core.identifiers import iban, legal_id
from portal.core.text import slugify
from portal.demo import content
from portal.demo.accounts import ACCOUNTS, BY
from portal.firms import applications
from portal.firms.applications import Wish
from portal.firms.models import ORGANISATION, Organisation, OrganisationKind, OrganisationState
from portal.reference import carriage

PROVINCE = "IR-26"
POSTCODE = "3491800000"
BANK = "017"  # of the invented accounts
CONTROL = range(100)


def add(session: Session) -> None:
    """Eight firms at work, two of them with a tariff of their own, and one application."""
    firms = {}
    for number, (code, row) in enumerate(content.table("firms").items(), start=1):
        firm = _firm(number, code, row)
        session.add(firm)
        session.flush()
        ORGANISATION.begin(session, firm, by=BY)
        firms[code] = firm
    for code, tariff in content.tariffs().items():
        carriage.add_tariff(session, firm_id=firms[code].id, document=tariff)
    _introduce_office(session)
    _apply(session)


def _firm(number: int, code: str, row: dict[str, Any]) -> Organisation:
    name_fa, name_en = row["name"]
    place_fa, place_en = row["place"]
    story_fa, story_en = row["story"]
    return Organisation(
        kind=OrganisationKind.FIRM,
        state=OrganisationState.ACTIVE,
        code=code,
        name_fa=name_fa,
        name_en=name_en,
        slug_fa=slugify(name_fa),
        slug_en=slugify(name_en),
        tint=row["tint"],
        story_fa=story_fa,
        story_en=story_en,
        place_fa=place_fa,
        place_en=place_en,
        founded=row["founded"],
        phone=f"+9828335000{number:02d}",
        email=f"{code.lower()}@example.com",
        mobile=_mobile(code, number),
        legal_name=row["legal_name"],
        national_id=invented_legal_id(number),
        economic_code=invented_legal_id(number),
        licence_number=f"50/{11_400 + number}",
        iban=_invented_iban(number),
        province_code=PROVINCE,
        city_code=row["city"],
        postcode=str(int(POSTCODE) + number),
        address=row["address"],
        preparation_days=row["preparation_days"],
    )


def _mobile(code: str, number: int) -> str:
    """Where a firm hears of orders: its owner's number where there is a demo owner."""
    owners = {account.organisation_code: account.mobile for account in reversed(ACCOUNTS)}
    return owners.get(code, f"+9891200002{number:02d}")


def invented_legal_id(number: int) -> str:
    """A formally valid شناسه ملی that belongs to nobody we know of."""
    stem = f"1400999{number:03d}"
    return next(f"{stem}{digit}" for digit in range(10) if legal_id(f"{stem}{digit}"))


def _invented_iban(number: int) -> str:
    stem = f"{BANK}{number:019d}"
    return next(f"IR{c:02d}{stem}" for c in CONTROL if iban(f"IR{c:02d}{stem}"))


def _introduce_office(session: Session) -> None:
    """The consortium can be reached in the demo; reference data leave that to the office."""
    for office in session.scalars(
        select(Organisation).where(
            Organisation.kind.in_([OrganisationKind.CONSORTIUM, OrganisationKind.BRAND])
        )
    ):
        office.phone = "+982833500000"
        office.email = f"{office.code.lower()}@example.com"
        office.city_code = "2603042667"
        office.address = "سیردان، خیابان زیتون، ساختمان کنسرسیوم"
        office.postcode = POSTCODE


def _apply(session: Session) -> None:
    """A firm that has asked to join: the office has something to decide."""
    version = terms.current(session, code="membership").version
    wish = Wish(
        name_fa="زیتون‌سرای کلج",
        name_en="Kalaj Olive House",
        legal_name="شرکت زیتون‌سرای کلج",
        national_id=invented_legal_id(90),
        phone="02833500090",
        province_code=PROVINCE,
        city_code="2603042667",
        postcode="3491800090",
        address="کلج، کنار جادهٔ اصلی، کارگاه آبی",
        place_fa="کلج",
        place_en="Kalaj",
        licence_number="50/11490",
        contact_name="حمید کلجی",
        contact_mobile="09120000290",
        contact_email="kalaj@example.com",
        message="هشت هکتار باغ زرد داریم و زیتون شکسته و ترشی می‌سازیم.",
    )
    applications.apply(
        session, wish=wish, terms_version=version, language="fa", address="127.0.0.1"
    )
