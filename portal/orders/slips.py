"""The paper that goes into the parcel. A gift's shows no prices."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload, selectinload

from portal.core.clock import tehran_day
from portal.core.errors import NotFound
from portal.orders import papers
from portal.orders.documents import DocumentLot, Party
from portal.orders.models import OrderLine, SellerOrder
from portal.shipping import carriers
from portal.shipping.models import Carrier


@dataclass(frozen=True, slots=True)
class SlipLine:
    """`units` is what is sent; rials for them, None on the slip of a gift."""

    title_fa: str
    title_en: str
    pack_fa: str
    pack_en: str
    sku: str
    units: int
    unit_price: int | None
    net: int | None
    lots: tuple[DocumentLot, ...]


@dataclass(frozen=True, slots=True)
class PackingSlip:
    """`part_index` of `part_count` packages of the order; weight in grams, packed."""

    number: str
    order_number: str
    placed_on: date
    firm: Party
    recipient: str
    mobile: str
    place_fa: str
    place_en: str
    address: str
    postcode: str
    note: str
    is_gift: bool
    gift_note: str
    carrier_fa: str
    carrier_en: str
    service_fa: str
    service_en: str
    is_collect: bool
    collect_estimate: int
    weight_g: int
    dispatch_by: date
    promised_on: date
    tracking: str | None
    part_index: int
    part_count: int
    lines: tuple[SlipLine, ...]

    @property
    def units(self) -> int:
        return sum(line.units for line in self.lines)


def packing_slip(session: Session, *, firm_id: int, number: str) -> PackingSlip:
    """Of the firm's own part. Raises NotFound."""
    mine = (
        select(SellerOrder)
        .where(SellerOrder.firm_id == firm_id, SellerOrder.number == number.strip().upper())
        .options(
            joinedload(SellerOrder.order),
            joinedload(SellerOrder.firm),
            selectinload(SellerOrder.lines).selectinload(OrderLine.lots),
        )
    )
    part = session.scalar(mine)
    if part is None:
        raise NotFound
    return _slip(part, carriers.by_code(session, part.carrier_code), *_place(session, part))


def _place(session: Session, part: SellerOrder) -> tuple[int, int]:
    """(which package, of how many)."""
    siblings = select(func.count(), func.count().filter(SellerOrder.id <= part.id)).where(
        SellerOrder.order_id == part.order_id
    )
    count, index = session.execute(siblings).one()
    return index, count


def _slip(part: SellerOrder, carrier: Carrier, index: int, count: int) -> PackingSlip:
    order = part.order
    return PackingSlip(
        number=part.number,
        order_number=order.public_id,
        placed_on=tehran_day(order.placed_at),
        firm=papers.seller(part.firm),
        recipient=order.recipient,
        mobile=order.recipient_mobile,
        place_fa=order.place_fa,
        place_en=order.place_en,
        address=order.address,
        postcode=order.postcode,
        note=order.note,
        is_gift=order.is_gift,
        gift_note=order.gift_note if order.is_gift else "",
        carrier_fa=carrier.name_fa,
        carrier_en=carrier.name_en,
        service_fa=part.service_fa,
        service_en=part.service_en,
        is_collect=part.is_collect,
        collect_estimate=part.collect_estimate,
        weight_g=part.weight_g,
        dispatch_by=part.dispatch_by,
        promised_on=part.promised_on,
        tracking=part.tracking,
        part_index=index,
        part_count=count,
        lines=tuple(
            _line(line, has_prices=not order.is_gift)
            for line in part.lines
            if line.quantity > line.dropped
        ),
    )


def _line(line: OrderLine, *, has_prices: bool) -> SlipLine:
    units = line.quantity - line.dropped
    net = (line.gross - line.discount) * units // line.quantity
    return SlipLine(
        title_fa=line.title_fa,
        title_en=line.title_en,
        pack_fa=line.pack_fa,
        pack_en=line.pack_en,
        sku=line.sku,
        units=units,
        unit_price=line.unit_price if has_prices else None,
        net=net if has_prices else None,
        lots=tuple(DocumentLot(lot.lot_code, lot.best_before, lot.quantity) for lot in line.lots),
    )
