"""The cart as its page shows it: a package per firm, and what has changed since goods were put in.

Fields named `*_id` and `parcel` are for the next call down, never for a page.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from sqlalchemy.orm import Session

from portal.catalog.models import NetUnit, UnitBasis
from portal.catalog.unit_prices import Content, UnitPrice, unit_price
from portal.firms.models import Organisation
from portal.orders import basket
from portal.orders.basket import BasketLine
from portal.orders.basket_rows import FirmFacts
from portal.orders.cart_delivery import Written
from portal.orders.holders import CartHolder
from portal.orders.packs import pack_text
from portal.shipping.rates import Goods, Parcel


@dataclass(frozen=True, slots=True)
class Seller:
    """The firm that sends a package."""

    public_id: str
    code: str
    name_fa: str
    name_en: str
    slug_fa: str
    slug_en: str
    tint: int
    place_fa: str
    place_en: str


@dataclass(frozen=True, slots=True)
class CartLineView:
    """Rials, VAT included. `per_unit` is per litre, kilogram or piece as `unit_basis` says."""

    offer: str
    product: str
    sku: str
    title_fa: str
    title_en: str
    slug_fa: str
    slug_en: str
    image_key: str | None
    alt_fa: str
    alt_en: str
    net_value: int
    net_unit: NetUnit
    pieces: int
    drained_g: int | None
    pack_fa: str
    pack_en: str
    unit_basis: UnitBasis
    per_unit: int
    quantity: int
    unit_price: int
    was_price: int | None
    price_seen: int
    gross: int
    free: int
    is_sellable: bool
    return_policy: str

    @property
    def is_changed(self) -> bool:
        """The price is not the one the buyer saw."""
        return self.unit_price != self.price_seen

    @property
    def is_short(self) -> bool:
        """Fewer are free than the line wants."""
        return self.is_sellable and self.free < self.quantity


@dataclass(frozen=True, slots=True)
class Package:
    """What one firm sends: shipping is quoted and paid for each."""

    firm: Seller
    lines: tuple[CartLineView, ...]
    parcel: Parcel

    @property
    def goods_total(self) -> int:
        return sum(line.gross for line in self.lines)

    @property
    def units(self) -> int:
        return sum(line.quantity for line in self.lines)


@dataclass(frozen=True, slots=True)
class CartView:
    """Everything of the cart's page."""

    packages: tuple[Package, ...]
    written: Written  # at the address step

    @property
    def lines(self) -> tuple[CartLineView, ...]:
        return tuple(line for package in self.packages for line in package.lines)

    @property
    def goods_total(self) -> int:
        return sum(package.goods_total for package in self.packages)

    @property
    def units(self) -> int:
        return sum(package.units for package in self.packages)

    @property
    def is_empty(self) -> bool:
        return not self.packages

    @property
    def is_ready(self) -> bool:
        """All of it can be ordered now."""
        return bool(self.lines) and all(
            line.is_sellable and not line.is_short for line in self.lines
        )

    @property
    def has_changes(self) -> bool:
        return any(line.is_changed for line in self.lines)


def view(
    session: Session, *, token_hash: str | None = None, user_id: int | None = None
) -> CartView:
    """One statement."""
    return of(basket.read(session, CartHolder(token_hash, user_id)))


def of(lines: Sequence[BasketLine]) -> CartView:
    """Group lines that stand firm by firm."""
    packages = tuple(
        _package(firm_lines[0].firm, firm_lines)
        for _, grouped in groupby(lines, key=lambda line: line.firm.id)
        if (firm_lines := list(grouped))
    )
    return CartView(packages, written=lines[0].written if lines else {})


def parcel(firm: FirmFacts, lines: Sequence[BasketLine], value: int) -> Parcel:
    """What the carrier gets of these lines; `value` in rials after discounts."""
    return Parcel(firm.id, tuple(_goods(line) for line in lines), value)


def _goods(line: BasketLine) -> Goods:
    pack = line.variant
    return Goods(pack.gross_g, pack.length_mm, pack.width_mm, pack.height_mm, line.line.quantity)


def _package(firm: FirmFacts, lines: Sequence[BasketLine]) -> Package:
    return Package(
        firm=seller(firm),
        lines=tuple(_line(line) for line in lines),
        parcel=parcel(firm, lines, sum(line.gross for line in lines)),
    )


def seller(firm: Organisation | FirmFacts) -> Seller:
    return Seller(
        public_id=firm.public_id,
        code=firm.code,
        name_fa=firm.name_fa,
        name_en=firm.name_en,
        slug_fa=firm.slug_fa,
        slug_en=firm.slug_en,
        tint=firm.tint,
        place_fa=firm.place_fa,
        place_en=firm.place_en,
    )


def _line(one: BasketLine) -> CartLineView:
    pack_fa, pack_en = pack_text(one.variant)
    unit = _unit_price(one)
    key, alt_fa, alt_en = one.image or (None, "", "")
    return CartLineView(
        offer=one.offer.public_id,
        product=one.product.public_id,
        sku=one.offer.sku,
        title_fa=one.product.title_fa,
        title_en=one.product.title_en,
        slug_fa=one.product.slug_fa,
        slug_en=one.product.slug_en,
        image_key=key,
        alt_fa=alt_fa,
        alt_en=alt_en,
        net_value=one.variant.net_value,
        net_unit=one.variant.net_unit,
        pieces=one.variant.pieces,
        drained_g=one.variant.drained_g,
        pack_fa=pack_fa,
        pack_en=pack_en,
        unit_basis=unit.basis,
        per_unit=unit.minor,
        quantity=one.line.quantity,
        unit_price=one.unit_price,
        was_price=one.price.was_minor if one.price else None,
        price_seen=one.line.price_seen,
        gross=one.gross,
        free=one.free,
        is_sellable=one.is_sellable,
        return_policy=one.family.return_policy,
    )


def _unit_price(one: BasketLine) -> UnitPrice:
    pack = one.variant
    content = Content(pack.net_value, pack.net_unit, pack.pieces, pack.drained_g)
    return unit_price(one.unit_price, content, one.family.unit_basis)
