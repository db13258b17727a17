"""An order worked out but not yet written: prices in force, discounts, VAT, shipping, sums."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from portal.core.errors import Refused
from portal.orders.basket import BasketLine
from portal.orders.basket_rows import FirmFacts
from portal.orders.models import Bearer
from portal.orders.quoting import CheckoutQuote, PackageQuote
from portal.orders.totals import OrderDiscount, Totals, line_vat, spread
from portal.shipping.rates import ShippingOffer


@dataclass(frozen=True, slots=True)
class DraftLine:
    """One line in rials; `discounts` are its parts of the order's discounts, none of them 0."""

    basket: BasketLine
    discounts: tuple[tuple[OrderDiscount, int], ...]

    @property
    def gross(self) -> int:
        return self.basket.gross

    @property
    def discount(self) -> int:
        return sum(amount for _, amount in self.discounts)

    @property
    def borne_by_firm(self) -> int:
        return sum(amount for given, amount in self.discounts if given.bearer is Bearer.FIRM)

    @property
    def vat(self) -> int:
        family = self.basket.family
        return line_vat(self.gross - self.discount, family.vat_status, family.vat_rate_bp)


@dataclass(frozen=True, slots=True)
class DraftPart:
    """One firm's lines and the service that brings them."""

    firm: FirmFacts
    lines: tuple[DraftLine, ...]
    shipping: ShippingOffer

    @property
    def totals(self) -> Totals:
        return Totals(
            goods=sum(line.gross for line in self.lines),
            shipping=self.shipping.price,
            discount=sum(line.discount for line in self.lines),
        )


@dataclass(frozen=True, slots=True)
class Draft:
    """The whole order."""

    parts: tuple[DraftPart, ...]

    @property
    def lines(self) -> list[DraftLine]:
        """Firm by firm, as they are written."""
        return [line for part in self.parts for line in part.lines]

    @property
    def totals(self) -> Totals:
        parts = [part.totals for part in self.parts]
        return Totals(
            goods=sum(part.goods for part in parts),
            shipping=sum(part.shipping for part in parts),
            discount=sum(part.discount for part in parts),
        )

    @property
    def wants(self) -> dict[int, int]:
        """Offer -> units."""
        return {one.basket.offer.id: one.basket.line.quantity for one in self.lines}


def draft(
    lines: Sequence[BasketLine],
    quoted: CheckoutQuote,
    choice: Mapping[str, str],
    discounts: Sequence[OrderDiscount],
) -> Draft:
    """`lines` stand firm by firm, as the packages of `quoted` do.

    Raises Refused("shipping_missing", firm_fa=, firm_en=) when a package has no service, or no
    longer the one that was chosen.
    """
    priced = iter(_discounted(lines, discounts))
    return Draft(
        tuple(
            DraftPart(
                firm=firm_lines[0].firm,
                lines=tuple(next(priced) for _ in firm_lines),
                shipping=_shipping(package, choice),
            )
            for package, firm_lines in zip(quoted.packages, _by_firm(lines), strict=True)
        )
    )


def _by_firm(lines: Sequence[BasketLine]) -> list[list[BasketLine]]:
    return [list(group) for _, group in groupby(lines, key=lambda line: line.firm.id)]


def _shipping(package: PackageQuote, choice: Mapping[str, str]) -> ShippingOffer:
    wanted = choice.get(package.package.firm.code)
    for offer in package.offers:
        if offer.key == wanted:
            return offer
    firm = package.package.firm
    raise Refused("shipping_missing", firm_fa=firm.name_fa, firm_en=firm.name_en)


def _discounted(lines: Sequence[BasketLine], discounts: Sequence[OrderDiscount]) -> list[DraftLine]:
    """The odd rial of a split goes by firm and offer, not by the order of the basket."""
    places = sorted(range(len(lines)), key=lambda i: (lines[i].firm.id, lines[i].offer.id))
    parts = spread(discounts, [lines[i].gross for i in places])
    rank = {place: at for at, place in enumerate(places)}
    return [
        DraftLine(
            line,
            tuple(
                (discount, part[rank[i]])
                for discount, part in zip(discounts, parts, strict=True)
                if part[rank[i]]
            ),
        )
        for i, line in enumerate(lines)
    ]
