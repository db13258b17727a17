"""When an offer can be ordered: one rule, used by stock, cards and pages."""

from datetime import date
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Select, and_, or_

from portal.catalog.models import Offer, OfferState, Product, ProductState, Variant
from portal.firms.models import Organisation, OrganisationState

Query = TypeVar("Query", bound=Select[*tuple[Any, ...]])

# An open shortage is the same as FREE < 0: every writer of stock keeps the two together.
FREE = Offer.on_hand - Offer.reserved


def is_sellable(today: date | ColumnElement[date]) -> ColumnElement[bool]:
    """May be ordered on the Tehran day `today`, stock apart; wants the joins of `with_seller`."""
    return and_(
        Offer.state == OfferState.ACTIVE,
        Variant.is_active,
        Product.state == ProductState.LIVE,
        Organisation.state == OrganisationState.ACTIVE,
        or_(Organisation.closed_until.is_(None), Organisation.closed_until <= today),
    )


def with_seller(query: Query) -> Query:
    """Join an offer with its variant, product and the firm that sells it."""
    return (
        query.join(Variant, Variant.id == Offer.variant_id)
        .join(Product, Product.id == Variant.product_id)
        .join(Organisation, Organisation.id == Offer.firm_id)
    )
