"""A small true shop: reference data, two firms, goods of three families, prices and stock."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.catalog import cards
from portal.catalog.models import (
    Category,
    Family,
    NetUnit,
    Offer,
    Packing,
    Product,
    Variant,
)
from portal.firms.models import Organisation
from portal.reference import load
from tests import make

OIL, OLIVES, PARVARDEH = "OIL_EVOO", "OLIVE_GREEN_BRINED", "OLIVE_PARVARDEH"
TEHRAN = ("IR-23", "2301")  # province; the city is looked up by name


@dataclass
class Shop:
    """What tests name: two firms, three products, offers by a short name."""

    sirdan: Organisation
    khandan: Organisation
    oil: Product
    olives: Product
    parvardeh: Product
    offers: dict[str, Offer]


def stock(session: Session) -> Shop:
    """Reference data and goods; flushed, with cards."""
    load.load(session)
    sirdan = _firm(session, "SRD", "روغن‌کشی سیردان", "Sirdan Mill", tint=1)
    khandan = _firm(session, "KHN", "کارگاه خندان", "Khandan Workshop", tint=5)
    oil = _product(
        session, sirdan, (OIL, "evoo"),
        ("روغن زیتون فرابکر برداشت نخست", "First-harvest extra virgin oil"),
        grade="EVOO", cultivar="zard", harvest_year=1405, has_seal=True,
        attributes={"grade": "EVOO", "cultivar": "zard", "harvest_year": 1405, "acidity": "0.34"},
    )  # fmt: skip
    olives = _product(
        session, sirdan, (OLIVES, "green"), ("زیتون سبز شور با هسته", "Green olives in brine"),
        attributes={"olive_type": "green", "salt": "6"},
    )  # fmt: skip
    parvardeh = _product(
        session, khandan, (PARVARDEH, "marinated"),
        ("زیتون پروردهٔ گردو و انار", "Parvardeh with walnut"),
        attributes={"recipe": "classic"},
    )  # fmt: skip
    offers = {
        "oil-500": _offer(session, oil, 500, NetUnit.MILLILITRE, 6_950_000, position=1),
        "oil-3000": _offer(
            session,
            oil,
            3000,
            NetUnit.MILLILITRE,
            36_900_000,
            packing=Packing.TIN,
            gross_g=3200,
            position=2,
        ),
        "olives-700": _offer(
            session,
            olives,
            700,
            NetUnit.GRAM,
            2_380_000,
            packing=Packing.JAR,
            drained_g=420,
            gross_g=1100,
        ),
        "parvardeh-400": _offer(
            session, parvardeh, 400, NetUnit.GRAM, 2_650_000, packing=Packing.JAR, gross_g=650
        ),
    }
    session.flush()
    cards.refresh(session, [oil.id, olives.id, parvardeh.id])
    return Shop(sirdan, khandan, oil, olives, parvardeh, offers)


def _firm(session: Session, code: str, name_fa: str, name_en: str, **facts: object) -> Organisation:
    return make.organisation(
        session,
        code=code,
        name_fa=name_fa,
        name_en=name_en,
        slug_fa=name_fa.replace(" ", "-"),
        slug_en=name_en.lower().replace(" ", "-"),
        story_fa="با دو خط سرد، زیتون باغ‌های پیرامون را همان روز فرآوری می‌کند.",
        story_en="Mills the olives of nearby groves on the day they are picked. Here since 2007.",
        place_fa="سیردان",
        place_en="Sirdan",
        founded=1386,
        phone="+982833330000",
        legal_name=f"شرکت {name_fa}",
        national_id="10260000000",
        licence_number="50/12345",
        address="سیردان، خیابان زیتون",
        postcode="3414811111",
        **facts,
    )


def _product(
    session: Session,
    firm: Organisation,
    kind: tuple[str, str],
    titles: tuple[str, str],
    **facts: object,
) -> Product:
    (family, category), (title_fa, title_en) = kind, titles
    return make.product(
        session,
        owner_id=firm.id,
        family_id=session.scalars(select(Family.id).where(Family.code == family)).one(),
        category_id=session.scalars(select(Category.id).where(Category.code == category)).one(),
        title_fa=title_fa,
        title_en=title_en,
        slug_fa=title_fa.replace(" ", "-"),
        slug_en=title_en.lower().replace(" ", "-"),
        summary_fa="عطر علف تازه و برگ گوجه، با تندی کوتاه در پایان.",
        summary_en="Cut grass and tomato leaf, with a short peppery finish.",
        ingredients_fa="روغن زیتون",
        ingredients_en="Olive oil",
        storage_fa="جای خنک و تاریک",
        storage_en="Cool and dark",
        licence_number="50/00000",
        **facts,
    )


def _offer(
    session: Session, product: Product, value: int, unit: NetUnit, price: int, **facts: object
) -> Offer:
    given: dict[str, object] = {"packing": Packing.GLASS, "gross_g": 900}
    variant: Variant = make.variant(
        session, product_id=product.id, net_value=value, net_unit=unit, **(given | facts)
    )
    return make.offer(session, price=price, variant_id=variant.id, firm_id=product.owner_id)
