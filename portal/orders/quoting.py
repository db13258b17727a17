"""What the cart would cost, delivered: each package with its shipping offers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from portal.core import clock
from portal.orders.cart_view import CartView, Package
from portal.orders.totals import OrderDiscount, Totals
from portal.shipping import rates
from portal.shipping.rates import ShippingOffer


@dataclass(frozen=True, slots=True)
class PackageQuote:
    """A package and how it can travel; no offers: nobody brings it there."""

    package: Package
    offers: tuple[ShippingOffer, ...]

    def chosen(self, choice: Mapping[str, str]) -> ShippingOffer | None:
        """The offer that `choice` (firm code -> offer key) names, else the first."""
        wanted = choice.get(self.package.firm.code)
        named = (offer for offer in self.offers if offer.key == wanted)
        return next(named, self.offers[0] if self.offers else None)


@dataclass(frozen=True, slots=True)
class CheckoutQuote:
    """Everything the checkout page shows about money and dates."""

    packages: tuple[PackageQuote, ...]
    goods_total: int
    discount_total: int

    @property
    def is_complete(self) -> bool:
        """Every package can travel."""
        return all(quoted.offers for quoted in self.packages)

    def first_choice(self) -> dict[str, str]:
        """Firm code -> the key of its first offer."""
        return {
            quoted.package.firm.code: quoted.offers[0].key
            for quoted in self.packages
            if quoted.offers
        }

    def totals(self, choice: Mapping[str, str]) -> Totals:
        """With the chosen services; packages that nobody brings cost nothing yet."""
        chosen = (quoted.chosen(choice) for quoted in self.packages)
        shipping = sum(offer.price for offer in chosen if offer is not None)
        return Totals(self.goods_total, shipping, self.discount_total)


def quote(
    session: Session,
    *,
    cart: CartView,
    province_code: str,
    city_code: str,
    postcode: str,
    at: datetime | None = None,
    discounts: Sequence[OrderDiscount] = (),
) -> CheckoutQuote:
    """One statement, however many firms."""
    found = rates.quote(
        session,
        parcels=[package.parcel for package in cart.packages],
        province_code=province_code,
        city_code=city_code,
        postcode=postcode,
        at=at or clock.now(),
    )
    return CheckoutQuote(
        packages=tuple(
            PackageQuote(package, tuple(found[package.parcel.firm_id])) for package in cart.packages
        ),
        goods_total=cart.goods_total,
        discount_total=min(sum(one.amount for one in discounts), cart.goods_total),
    )
