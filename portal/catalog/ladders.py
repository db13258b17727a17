"""What an offer costs: rows are added, never changed; the price in force is chosen by one rule."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, ScalarSelect, Subquery, func, literal_column, select
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from portal.catalog.models import Offer, OfferPrice
from portal.core import clock
from portal.core.money import Currency


@dataclass(frozen=True, slots=True)
class Price:
    """`minor` for one unit when at least `minimum` are bought, VAT included; rials for IRR."""

    minor: int
    was_minor: int | None
    minimum: int
    currency: Currency


def latest(
    which: ColumnElement[bool],
    *,
    currency: Currency = Currency.IRR,
    at: datetime | ColumnElement[datetime] | None = None,
) -> Subquery:
    """Per offer and minimum the row that is valid at `at` (now), as columns of a subquery.

    Columns: offer_id, minimum, minor, was_minor, currency. `which` narrows OfferPrice.
    """
    newest = func.row_number().over(
        partition_by=(OfferPrice.offer_id, OfferPrice.minimum),
        order_by=(OfferPrice.valid_from.desc(), OfferPrice.id.desc()),
    )
    ranked = (
        select(
            OfferPrice.offer_id,
            OfferPrice.minimum,
            OfferPrice.minor,
            OfferPrice.was_minor,
            OfferPrice.currency,
            newest.label("rank"),
        )
        .where(
            which,
            OfferPrice.currency == currency,
            OfferPrice.valid_from <= (clock.now() if at is None else at),
        )
        .subquery()
    )
    columns = [column for column in ranked.c if column.name != "rank"]
    return select(*columns).where(ranked.c.rank == 1).subquery()


def tiers(
    session: Session,
    *,
    offer_ids: Collection[int],
    currency: Currency = Currency.IRR,
    at: datetime | None = None,
) -> dict[int, list[Price]]:
    """Per offer its price ladder by minimum, as it stands at `at` (now). One statement."""
    rows = latest(OfferPrice.offer_id.in_(sorted(offer_ids)), currency=currency, at=at)
    query = select(rows).order_by(rows.c.offer_id, rows.c.minimum)
    ladders: dict[int, list[Price]] = {}
    for row in session.execute(query):
        price = Price(row.minor, row.was_minor, row.minimum, row.currency)
        ladders.setdefault(row.offer_id, []).append(price)
    return ladders


def in_force(
    session: Session, *, offers: Mapping[int, int], currency: Currency = Currency.IRR
) -> dict[int, Price]:
    """Per offer the price for that many units; absent where it has none. One statement."""
    ladders = tiers(session, offer_ids=offers, currency=currency)
    found = {i: step_for(ladders.get(i, []), quantity) for i, quantity in offers.items()}
    return {offer_id: price for offer_id, price in found.items() if price is not None}


def key_for(
    quantity: ColumnElement[int] | InstrumentedAttribute[int],
    *,
    at: ColumnElement[datetime],
    currency: Currency = Currency.IRR,
) -> ScalarSelect[int]:
    """For a statement on Offer: the key of the OfferPrice that holds for `quantity` units."""
    row = aliased(OfferPrice)
    return (
        select(row.id)
        .where(
            row.offer_id == Offer.id,
            row.currency == currency,
            row.minimum <= quantity,
            row.valid_from <= at,
        )
        .order_by(row.minimum.desc(), row.valid_from.desc(), row.id.desc())
        .limit(literal_column("1"))  # bound, SQLite would plan it anew at each execution
        .scalar_subquery()
    )


def step_for(ladder: Sequence[Price], quantity: int) -> Price | None:
    """The step with the largest minimum that `quantity` reaches; `ladder` ascends by minimum."""
    reached = [price for price in ladder if price.minimum <= quantity]
    return reached[-1] if reached else None
