"""An invoice or credit note as issued: plain facts that go into the snapshot and come back out.

Nothing here is looked up again: a document is drawn from its snapshot alone, for ever.
"""

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from portal.catalog.models import VatStatus
from portal.core.money import Currency

FORMAT = 1  # of the snapshot


@dataclass(frozen=True, slots=True)
class Party:
    """Seller or buyer. National id: 11 digits of a company, 10 of a person, None: not asked."""

    name_fa: str
    name_en: str
    national_id: str | None
    economic_code: str | None
    place: str
    address: str
    postcode: str
    phone: str
    place_en: str = ""  # papers issued before it was kept have none


@dataclass(frozen=True, slots=True)
class DocumentLot:
    """Which lot filled how many units of a line."""

    code: str
    best_before: date | None
    quantity: int


@dataclass(frozen=True, slots=True)
class DocumentLine:
    """Rials, VAT included: net = gross - discount, and `vat` is inside net.

    On a credit note the same figures are what came back.
    """

    title_fa: str
    title_en: str
    pack_fa: str
    pack_en: str
    sku: str
    stuff_id: str | None
    quantity: int
    unit_price: int
    gross: int
    discount: int
    net: int
    vat: int
    vat_rate_bp: int
    vat_status: VatStatus
    lots: tuple[DocumentLot, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """`kind` is "sale" or "credit"; a credit note names in `replaces` the invoice it corrects."""

    kind: str
    number: str
    replaces: str | None
    issued_on: date
    seller: Party
    buyer: Party
    order_number: str
    currency: Currency
    lines: tuple[DocumentLine, ...]
    shipping_total: int
    note: str = ""
    is_collect: bool | None = None  # the carrier is paid at the door; not kept at first

    @property
    def goods_total(self) -> int:
        return sum(line.gross for line in self.lines)

    @property
    def discount_total(self) -> int:
        return sum(line.discount for line in self.lines)

    @property
    def vat_total(self) -> int:
        return sum(line.vat for line in self.lines)

    @property
    def total(self) -> int:
        return self.goods_total - self.discount_total + self.shipping_total

    def snapshot(self) -> dict[str, Any]:
        """JSON for the column; days as ISO text."""
        facts = asdict(self) | {"format": FORMAT, "issued_on": self.issued_on.isoformat()}
        for line in facts["lines"]:
            for lot in line["lots"]:
                lot["best_before"] = lot["best_before"] and lot["best_before"].isoformat()
        return facts


def read(snapshot: dict[str, Any]) -> Document:
    """The document of a snapshot."""
    facts = {name: value for name, value in snapshot.items() if name != "format"}
    return Document(
        **facts
        | {
            "issued_on": date.fromisoformat(facts["issued_on"]),
            "seller": Party(**facts["seller"]),
            "buyer": Party(**facts["buyer"]),
            "currency": Currency(facts["currency"]),
            "lines": tuple(_line(line) for line in facts["lines"]),
        }
    )


def _line(facts: dict[str, Any]) -> DocumentLine:
    status, lots = VatStatus(facts["vat_status"]), tuple(_lot(lot) for lot in facts["lots"])
    return DocumentLine(**facts | {"vat_status": status, "lots": lots})


def _lot(facts: dict[str, Any]) -> DocumentLot:
    day = facts["best_before"]
    return DocumentLot(facts["code"], date.fromisoformat(day) if day else None, facts["quantity"])
