"""A draft becomes rows: order, parts, lines with frozen money, discounts, charges, history."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass

from sqlalchemy.orm import Session

from portal.core import clock, states
from portal.core.jalali import year_of
from portal.core.money import Currency
from portal.orders import charges, numbers
from portal.orders.buyers import Delivery
from portal.orders.drafts import Draft, DraftLine, DraftPart
from portal.orders.finding import search_text
from portal.orders.models import (
    ORDER,
    SELLER_ORDER,
    Bearer,
    DiscountLine,
    Order,
    OrderLine,
    OrderState,
    SellerOrder,
    SellerOrderState,
)
from portal.orders.packs import pack_text

NUMBERS = "order"  # the kind of document sequence that parts are numbered by


@dataclass(frozen=True, slots=True)
class Request:
    """What the buyer agreed to by pressing the button, apart from the goods."""

    delivery: Delivery
    choice: Mapping[str, str]
    expected_total: int
    terms_version: str
    language: str
    key: str

    @property
    def fingerprint(self) -> str:
        """SHA-256 of everything but the key: a second click says the same."""
        facts = asdict(self.delivery) | {
            "choice": dict(sorted(self.choice.items())),
            "expected_total": self.expected_total,
            "terms_version": self.terms_version,
        }
        text = json.dumps(facts, sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()


def write(
    session: Session,
    draft: Draft,
    request: Request,
    *,
    cart_id: int,
    user_id: int | None,
    by: str,
) -> Order:
    """Insert everything; eight statements, two more with discounts. No stock is taken here."""
    year = year_of(clock.now())
    firm_ids = [part.firm.id for part in draft.parts]
    drawn = numbers.draw(session, owner_ids=firm_ids, kind=NUMBERS, year=year)
    order = _order(draft, request, cart_id=cart_id, user_id=user_id)
    for part in draft.parts:
        number = numbers.written(part.firm.code, year, drawn[part.firm.id])
        order.seller_orders.append(_part(part, number))
    session.add(order)
    session.flush()
    borne = _write_discounts(session, draft, order)
    charges.freeze(
        session,
        lines=[line for part in order.seller_orders for line in part.lines],
        day=clock.today(),
        firm_discounts=borne,
    )
    with states.together(session):
        ORDER.begin(session, order, by=by)
        for written in order.seller_orders:
            SELLER_ORDER.begin(session, written, by=by)
    return order


def _order(draft: Draft, request: Request, *, cart_id: int, user_id: int | None) -> Order:
    sent = request.delivery
    facts = asdict(sent)
    del facts["place"]
    place, totals = sent.place, draft.totals
    return Order(
        **facts,
        search_text=search_text(
            sent.name, sent.recipient, sent.company_name, sent.mobile, sent.recipient_mobile
        ),
        idempotency_key=request.key,
        fingerprint=request.fingerprint,
        state=OrderState.AWAITING_PAYMENT,
        user_id=user_id,
        cart_id=cart_id,
        language=request.language,
        province_code=place.province_code,
        city_code=place.city_code,
        place_fa=place.title_fa,
        place_en=place.title_en,
        terms_version=request.terms_version,
        currency=Currency.IRR,
        goods_total=totals.goods,
        shipping_total=totals.shipping,
        discount_total=totals.discount,
        total=totals.total,
    )


def _part(part: DraftPart, number: str) -> SellerOrder:
    offer, totals = part.shipping, part.totals
    return SellerOrder(
        firm_id=part.firm.id,
        number=number,
        state=SellerOrderState.AWAITING,
        currency=Currency.IRR,
        goods_total=totals.goods,
        shipping_total=totals.shipping,
        discount_total=totals.discount,
        total=totals.total,
        carrier_code=offer.carrier_code,
        service_fa=offer.service_fa,
        service_en=offer.service_en,
        is_collect=offer.is_collect,
        collect_estimate=offer.estimate,
        weight_g=offer.weight_g,
        promised_on=offer.promised_on,
        dispatch_by=offer.dispatch_by,
        lines=[_line(line) for line in part.lines],
    )


def _line(line: DraftLine) -> OrderLine:
    basket = line.basket
    pack_fa, pack_en = pack_text(basket.variant)
    family = basket.family
    return OrderLine(
        offer_id=basket.offer.id,
        product_public_id=basket.product.public_id,
        title_fa=basket.product.title_fa,
        title_en=basket.product.title_en,
        pack_fa=pack_fa,
        pack_en=pack_en,
        sku=basket.offer.sku,
        family_code=family.code,
        image_key=basket.image[0] if basket.image else None,
        quantity=basket.line.quantity,
        unit_price=basket.unit_price,
        gross=line.gross,
        discount=line.discount,
        vat=line.vat,
        vat_rate_bp=family.vat_rate_bp,
        vat_status=family.vat_status,
        vat_source=family.vat_source,
        stuff_id=family.stuff_id,
        return_policy=family.return_policy,
    )


def _write_discounts(session: Session, draft: Draft, order: Order) -> dict[int, int]:
    """Order line -> what its firm bears, where there are discounts at all."""
    drafted = [line for part in draft.parts for line in part.lines]
    written = [line for part in order.seller_orders for line in part.lines]
    borne: dict[int, int] = {}
    for made, row in zip(drafted, written, strict=True):
        for discount, amount in made.discounts:
            session.add(
                DiscountLine(
                    order_line_id=row.id,
                    label_fa=discount.label_fa,
                    label_en=discount.label_en,
                    bearer=discount.bearer,
                    amount=amount,
                )
            )
            if discount.bearer is Bearer.FIRM:
                borne[row.id] = borne.get(row.id, 0) + amount
    return borne
