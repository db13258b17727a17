"""What stands on an invoice or a credit note, worked out from the order and its refunds."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from portal.firms.models import Organisation
from portal.orders.documents import DocumentLine, DocumentLot, Party
from portal.orders.models import Order, OrderLine
from portal.orders.totals import line_vat


@dataclass(frozen=True, slots=True)
class Back:
    """What came back of a line: units, and the buyer's money for them in rials."""

    quantity: int = 0
    goods: int = 0


def seller(firm: Organisation) -> Party:
    return Party(
        name_fa=firm.legal_name or firm.name_fa,
        name_en=firm.name_en,
        national_id=firm.national_id,
        economic_code=firm.economic_code,
        place=firm.place_fa,
        place_en=firm.place_en,
        address=firm.address or "",
        postcode=firm.postcode or "",
        phone=firm.phone or "",
    )


def buyer(order: Order) -> Party:
    """The company where one bought, else the person. A gift's receiver is nobody's buyer."""
    name = order.company_name or order.name
    return Party(
        name_fa=name,
        name_en=name,
        national_id=order.company_national_id,
        economic_code=order.company_economic_code,
        place="" if order.is_gift else order.place_fa,
        place_en="" if order.is_gift else order.place_en,
        address="" if order.is_gift else order.address,
        postcode="" if order.is_gift else order.postcode,
        phone=order.mobile,
    )


def sold(lines: Sequence[OrderLine], back: Mapping[int, Back]) -> list[DocumentLine]:
    """Lines of a sale as far as they still stand; what came back before it is left out."""
    left = [(line, _left(line, back.get(line.id, Back()))) for line in lines]
    return [_line(line, standing) for line, standing in left if standing.quantity]


def credited(
    lines: Sequence[OrderLine], before: Mapping[int, Back], now: Mapping[int, Back]
) -> list[DocumentLine]:
    """Lines of one refund (`now`), `before` being what had come back until then.

    VAT is the fall of the VAT in what is left, so that several credit notes end at the whole.
    """
    made = []
    for line in lines:
        back = now.get(line.id, Back())
        if back.quantity or back.goods:
            was = _left(line, before.get(line.id, Back()))
            then = Back(was.quantity - back.quantity, was.goods - back.goods)
            vat = _vat(line, was.goods) - _vat(line, then.goods)
            made.append(_line(line, back, vat=vat))
    return made


def _left(line: OrderLine, back: Back) -> Back:
    return Back(line.quantity - back.quantity, line.gross - line.discount - back.goods)


def _vat(line: OrderLine, net: int) -> int:
    return line_vat(net, line.vat_status, line.vat_rate_bp)


def _line(line: OrderLine, part: Back, *, vat: int | None = None) -> DocumentLine:
    gross = line.unit_price * part.quantity
    return DocumentLine(
        title_fa=line.title_fa,
        title_en=line.title_en,
        pack_fa=line.pack_fa,
        pack_en=line.pack_en,
        sku=line.sku,
        stuff_id=line.stuff_id,
        quantity=part.quantity,
        unit_price=line.unit_price,
        gross=gross,
        discount=gross - part.goods,
        net=part.goods,
        vat=_vat(line, part.goods) if vat is None else vat,
        vat_rate_bp=line.vat_rate_bp,
        vat_status=line.vat_status,
        lots=tuple(DocumentLot(lot.lot_code, lot.best_before, lot.quantity) for lot in line.lots),
    )
