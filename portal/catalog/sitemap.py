"""Every product on the shelves, for search engines."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.catalog.card_tables import Card, CardFace


class Listed(NamedTuple):
    """One product: its names in addresses and when what is shown of it last changed."""

    public_id: str
    slug_fa: str
    slug_en: str
    changed_at: datetime


def count(session: Session) -> int:
    """How many products are on the shelves."""
    return session.scalar(select(func.count()).select_from(Card)) or 0


def listed(session: Session, *, number: int, size: int) -> Sequence[Listed]:
    """Page `number` (from 1) of all products, in a steady order."""
    rows = (
        select(CardFace.public_id, CardFace.slug_fa, CardFace.slug_en, Card.changed_at)
        .join(Card, Card.id == CardFace.id)
        .order_by(Card.id)
        .limit(size)
        .offset((number - 1) * size)
    )
    return [Listed(*row) for row in session.execute(rows)]
