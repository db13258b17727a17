"""How many products are listed, for pages that show no more of the listings than that.

Counted by the database over an index of `cards`: a first page needs no facet index for it, which
a great shop takes a quarter of a second to build.
"""

from collections import Counter
from collections.abc import Mapping

from sqlalchemy import Subquery, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from portal.catalog.card_tables import Card
from portal.catalog.models import Category
from portal.firms.models import Organisation


def _by(column: InstrumentedAttribute[int]) -> Subquery:
    """Cards by what they have in `column`, which leads an index."""
    return select(column.label("key"), func.count().label("cards")).group_by(column).subquery()


def of_shelves(session: Session) -> Mapping[str, int]:
    """By the codes of categories, and of the sections around them. One statement."""
    section = aliased(Category)
    held = _by(Card.category_id)
    rows = session.execute(
        select(Category.code, section.code, held.c.cards)
        .join(held, held.c.key == Category.id)
        .outerjoin(section, section.id == Category.parent_id)
    )
    found: Counter[str] = Counter()
    for code, around, cards in rows:
        found[code] += cards
        if around is not None:
            found[around] += cards
    return found


def of_firms(session: Session) -> Mapping[str, int]:
    """By the codes of the firms that sell them. One statement."""
    held = _by(Card.firm_id)
    wanted = select(Organisation.code, held.c.cards).join(held, held.c.key == Organisation.id)
    return dict(session.execute(wanted).all())
