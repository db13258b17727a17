"""Makers: the smallest true record of each kind, ready to be changed by keyword."""

import itertools
from typing import Any

from sqlalchemy.orm import Session

from portal.accounts.models import User
from portal.catalog.models import (
    Category,
    Family,
    NetUnit,
    Offer,
    OfferPrice,
    Ownership,
    Packing,
    Product,
    ProductState,
    UnitBasis,
    Variant,
    VatStatus,
)
from portal.core import clock
from portal.firms.models import (
    Membership,
    Organisation,
    OrganisationKind,
    OrganisationState,
    Role,
)

_serial = itertools.count(1)


def _save(session: Session, row: Any) -> Any:
    session.add(row)
    session.flush()
    return row


def user(session: Session, **facts: Any) -> User:
    n = next(_serial)
    given = {"name": f"کاربر {n}", "email": f"user{n}@example.com", "mobile": f"+98912{n:07d}"}
    return _save(session, User(**(given | facts)))


def organisation(session: Session, **facts: Any) -> Organisation:
    n = next(_serial)
    given = {
        "kind": OrganisationKind.FIRM,
        "state": OrganisationState.ACTIVE,
        "code": f"F{n:03d}",
        "name_fa": f"روغن‌کشی {n}",
        "name_en": f"Mill {n}",
        "slug_fa": f"mill-fa-{n}",
        "slug_en": f"mill-{n}",
        "email": f"mill{n}@example.com",
        "mobile": f"+98913{n:07d}",
        "province_code": "IR-26",
    }
    return _save(session, Organisation(**(given | facts)))


def membership(session: Session, **facts: Any) -> Membership:
    given: dict[str, Any] = {"role": Role.OWNER}
    if "user_id" not in facts:
        given["user_id"] = user(session).id
    if "organisation_id" not in facts:
        given["organisation_id"] = organisation(session).id
    return _save(session, Membership(**(given | facts)))


def category(session: Session, **facts: Any) -> Category:
    n = next(_serial)
    given = {
        "code": f"cat{n}",
        "title_fa": f"دسته {n}",
        "title_en": f"Category {n}",
        "slug_fa": f"دسته-{n}",
        "slug_en": f"category-{n}",
    }
    return _save(session, Category(**(given | facts)))


def family(session: Session, **facts: Any) -> Family:
    n = next(_serial)
    given = {
        "code": f"FAM{n}",
        "title_fa": "روغن زیتون فرابکر",
        "title_en": "Extra virgin olive oil",
        "unit_basis": UnitBasis.LITRE,
        "vat_status": VatStatus.EXEMPT,
        "vat_rate_bp": 0,
        "vat_source": "test 2026-11-23",
        "return_policy": "unopened_7_days",
    }
    return _save(session, Family(**(given | facts)))


def product(session: Session, **facts: Any) -> Product:
    n = next(_serial)
    given: dict[str, Any] = {
        "ownership": Ownership.FIRM,
        "state": ProductState.LIVE,
        "title_fa": f"روغن زیتون {n}",
        "title_en": f"Olive oil {n}",
        "slug_fa": f"روغن-زیتون-{n}",
        "slug_en": f"olive-oil-{n}",
        "published_at": clock.now(),
    }
    if "owner_id" not in facts:
        given["owner_id"] = organisation(session).id
    if "family_id" not in facts:
        given["family_id"] = family(session).id
    if "category_id" not in facts:
        given["category_id"] = category(session).id
    return _save(session, Product(**(given | facts)))


def variant(session: Session, **facts: Any) -> Variant:
    given: dict[str, Any] = {
        "net_value": 500,
        "net_unit": NetUnit.MILLILITRE,
        "gross_g": 900,
        "packing": Packing.GLASS,
    }
    if "product_id" not in facts:
        given["product_id"] = product(session).id
    return _save(session, Variant(**(given | facts)))


def offer(session: Session, *, price: int | None = 6_950_000, **facts: Any) -> Offer:
    """An offer with stock (default 20) and a price in rials (None: without)."""
    n = next(_serial)
    given: dict[str, Any] = {"sku": f"SKU{n}", "on_hand": 20}
    if "variant_id" not in facts:
        made = variant(session)
        given["variant_id"] = made.id
        given["firm_id"] = session.get_one(Product, made.product_id).owner_id
    row = _save(session, Offer(**(given | facts)))
    if price is not None:
        _save(session, OfferPrice(offer_id=row.id, minor=price, created_by="test"))
    return row
