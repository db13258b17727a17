"""A draft becomes rows: order, parts, lines with frozen money, discounts, charges, history."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from enum import StrEnum
from typing import Any

from sqlalchemy.orm import Session

from portal.core import clock, rows, states, tokens
from portal.core.jalali import year_of
from portal.core.money import Currency
from portal.orders import charges, numbers
from portal.orders.buyers import Delivery
from portal.orders.drafts import Draft, DraftLine, DraftPart
from portal.orders.finding import search_text
from portal.orders.models import (
    ORDER,
    SELLER_ORDER,
    DiscountLine,
    Order,
    OrderLine,
    OrderState,
    SellerOrder,
    SellerOrderState,
)
from portal.orders.packs import pack_text

Row = dict[str, Any]
DELIVERED = [field.name for field in fields(Delivery) if field.name != "place"]
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


@dataclass(frozen=True, slots=True)
class Written:
    """A new order: its key, its public name, and the secret part of its address."""

    id: int
    public_id: str
    link: str


@dataclass(slots=True)
class _Begun:
    """What a history starts with."""

    id: int
    state: StrEnum


def write(
    session: Session,
    draft: Draft,
    request: Request,
    *,
    cart_id: int,
    user_id: int | None,
    by: str,
) -> Written:
    """Insert everything; eight statements, one more with discounts. No stock is taken here.

    The rows go straight to their tables: the unit of work takes longer than all the rest of it.
    """
    row = _order(draft, request, cart_id=cart_id, user_id=user_id)
    [order_id] = rows.add_named(session, Order, [row])
    parts = _write_parts(session, draft, order_id)
    lines = _write_lines(session, draft, parts)
    _write_discounts(session, draft, lines)
    charges.freeze(session, lines=_sold(draft, lines), day=clock.today())
    with states.together(session):
        ORDER.begin(session, _Begun(order_id, OrderState.AWAITING_PAYMENT), by=by)
        for key in parts:
            SELLER_ORDER.begin(session, _Begun(key, SellerOrderState.AWAITING), by=by)
    return Written(order_id, row["public_id"], row["link"])


def _order(draft: Draft, request: Request, *, cart_id: int, user_id: int | None) -> Row:
    sent = request.delivery
    facts = {name: getattr(sent, name) for name in DELIVERED}
    place, totals = sent.place, draft.totals
    return facts | {
        "public_id": tokens.public_id(),
        "link": tokens.secret(),
        "search_text": search_text(
            sent.name, sent.recipient, sent.company_name, sent.mobile, sent.recipient_mobile
        ),
        "idempotency_key": request.key,
        "fingerprint": request.fingerprint,
        "state": OrderState.AWAITING_PAYMENT,
        "user_id": user_id,
        "cart_id": cart_id,
        "language": request.language,
        "province_code": place.province_code,
        "city_code": place.city_code,
        "place_fa": place.title_fa,
        "place_en": place.title_en,
        "terms_version": request.terms_version,
        "currency": Currency.IRR,
        "goods_total": totals.goods,
        "shipping_total": totals.shipping,
        "discount_total": totals.discount,
        "total": totals.total,
    }


def _write_parts(session: Session, draft: Draft, order_id: int) -> list[int]:
    """The keys of the parts, in the order of the draft."""
    year = year_of(clock.now())
    firm_ids = [part.firm.id for part in draft.parts]
    drawn = numbers.draw(session, owner_ids=firm_ids, kind=NUMBERS, year=year)
    made = [
        _part(part, order_id, numbers.written(part.firm.code, year, drawn[part.firm.id]))
        for part in draft.parts
    ]
    return rows.add_named(session, SellerOrder, made)


def _part(part: DraftPart, order_id: int, number: str) -> Row:
    offer, totals = part.shipping, part.totals
    return {
        "public_id": tokens.public_id(),
        "order_id": order_id,
        "firm_id": part.firm.id,
        "number": number,
        "state": SellerOrderState.AWAITING,
        "currency": Currency.IRR,
        "goods_total": totals.goods,
        "shipping_total": totals.shipping,
        "discount_total": totals.discount,
        "total": totals.total,
        "carrier_code": offer.carrier_code,
        "service_fa": offer.service_fa,
        "service_en": offer.service_en,
        "is_collect": offer.is_collect,
        "collect_estimate": offer.estimate,
        "weight_g": offer.weight_g,
        "promised_on": offer.promised_on,
        "dispatch_by": offer.dispatch_by,
    }


def _write_lines(session: Session, draft: Draft, part_ids: Sequence[int]) -> list[int]:
    """The keys of the lines, in the order of the draft."""
    parts = zip(part_ids, draft.parts, strict=True)
    made = [_line(line, key) for key, part in parts for line in part.lines]
    return rows.add_named(session, OrderLine, made)


def _line(line: DraftLine, part_id: int) -> Row:
    basket = line.basket
    pack_fa, pack_en = pack_text(basket.variant)
    family = basket.family
    return {
        "public_id": tokens.public_id(),
        "seller_order_id": part_id,
        "offer_id": basket.offer.id,
        "product_public_id": basket.product.public_id,
        "title_fa": basket.product.title_fa,
        "title_en": basket.product.title_en,
        "pack_fa": pack_fa,
        "pack_en": pack_en,
        "sku": basket.offer.sku,
        "family_code": family.code,
        "image_key": basket.image[0] if basket.image else None,
        "quantity": basket.line.quantity,
        "unit_price": basket.unit_price,
        "gross": line.gross,
        "discount": line.discount,
        "vat": line.vat,
        "vat_rate_bp": family.vat_rate_bp,
        "vat_status": family.vat_status,
        "vat_source": family.vat_source,
        "stuff_id": family.stuff_id,
        "return_policy": family.return_policy,
    }


def _write_discounts(session: Session, draft: Draft, line_ids: Sequence[int]) -> None:
    made = [
        {
            "order_line_id": key,
            "label_fa": discount.label_fa,
            "label_en": discount.label_en,
            "bearer": discount.bearer,
            "amount": amount,
        }
        for key, line in zip(line_ids, draft.lines, strict=True)
        for discount, amount in line.discounts
    ]
    rows.add(session, DiscountLine, made)


def _sold(draft: Draft, line_ids: Sequence[int]) -> list[charges.Sold]:
    keys = iter(line_ids)
    return [
        charges.Sold(
            line_id=next(keys),
            firm_id=part.firm.id,
            family_code=line.basket.family.code,
            gross=line.gross,
            vat_rate_bp=line.basket.family.vat_rate_bp,
            vat_status=line.basket.family.vat_status,
            firm_discount=line.borne_by_firm,
        )
        for part in draft.parts
        for line in part.lines
    ]
