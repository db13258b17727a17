"""Kinds of goods and their typed attributes.

In `families.json` an attribute is named by its code in `attributes.json`; a trailing "!" makes it
required in that family.
"""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.catalog.models import AttributeKind, Family, FamilyAttribute, UnitBasis, VatStatus
from portal.reference import source


def shelf_of() -> dict[str, str]:
    """The category where a family's retail packs usually stand, by family code."""
    return {row["code"]: row["category"] for row in source.document("families")["families"]}


def load(session: Session) -> None:
    """Insert missing families, and missing attributes of those that this call inserts."""
    document, attributes = source.document("families"), source.document("attributes")
    known = set(session.scalars(select(Family.code)))
    for position, row in enumerate(document["families"], start=1):
        if row["code"] not in known:
            family = _family(row, document["vat"][row["vat"]], position * 10)
            family.attributes = [
                _attribute(code, attributes[code.rstrip("!")], number * 10)
                for number, code in enumerate(row["attributes"], start=1)
            ]
            session.add(family)
    session.flush()


def _family(row: dict[str, Any], vat: dict[str, Any], position: int) -> Family:
    return Family(
        code=row["code"],
        title_fa=row["title_fa"],
        title_en=row["title_en"],
        unit_basis=UnitBasis(row["unit_basis"]),
        hs_code=row["hs_code"],
        vat_status=VatStatus(vat["status"]),
        vat_rate_bp=vat["rate_bp"],
        vat_source=vat["source"],
        return_policy=row["return_policy"],
        needs_licence=row.get("needs_licence", True),
        position=position,
    )


def _attribute(code: str, row: dict[str, Any], position: int) -> FamilyAttribute:
    return FamilyAttribute(
        code=code.rstrip("!"),
        kind=AttributeKind(row["kind"]),
        title_fa=row["title_fa"],
        title_en=row["title_en"],
        unit_fa=row.get("unit_fa", ""),
        unit_en=row.get("unit_en", ""),
        options=row.get("options", []),
        minimum=row.get("minimum"),
        maximum=row.get("maximum"),
        is_required=code.endswith("!"),
        is_gated=row.get("is_gated", True),
        position=position,
    )
