"""Keep the cards true: each writer of the catalogue calls here in the transaction of its change."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import islice
from typing import Any

from sqlalchemy import Executable, Select, delete, func, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from portal.catalog import card_sources, text_index
from portal.catalog.card_facts import CardFacts, Values
from portal.catalog.card_tables import Card, CardFace
from portal.catalog.models import Category, Offer, OfferPrice, Product, Variant
from portal.catalog.selling import FREE, is_sellable, with_seller
from portal.catalog.text_index import Text
from portal.core import clock
from portal.core.db import Model, is_sqlite
from portal.core.money import Currency

__all__ = [
    "Card",
    "CardFace",
    "rebuild",
    "refresh",
    "refresh_category",
    "refresh_due",
    "refresh_firm",
    "stock_crossed",
]

BATCH = 500


def refresh(session: Session, product_ids: Iterable[int]) -> None:
    """Make the cards of these products true again; what is not visible has none.

    A fixed number of statements for each BATCH. Cards are locked by id, after payments, orders and
    offers, and before they are read anew, so that of two changes the later sees both.
    """
    for batch in _batches(sorted(set(product_ids))):
        _refresh(session, batch)


def _batches(ids: Iterable[int]) -> Iterator[list[int]]:
    left = iter(ids)
    while batch := list(islice(left, BATCH)):
        yield batch


def _refresh(session: Session, product_ids: Sequence[int]) -> None:
    session.flush()
    known = _lock(session, product_ids)
    made = [CardFacts(source) for source in card_sources.read(session, product_ids)]
    _remove(session, known.keys() - {facts.source.product.id for facts in made})
    if not made:
        return
    now = clock.now()
    keys = [facts.keys() | {"changed_at": now} for facts in made]
    texts = [
        text_index.text_of(facts.source, rank=row["rank"])
        for facts, row in zip(made, keys, strict=True)
    ]
    _upsert(session, Card, keys)
    faces = [
        facts.face() | {"words_digest": text.digest}
        for facts, text in zip(made, texts, strict=True)
    ]
    _upsert(session, CardFace, faces)
    _index(session, texts, known)


Indexed = tuple[str, int]  # the digest of the words, and the rank


def _index(session: Session, texts: Sequence[Text], known: Mapping[int, Indexed]) -> None:
    """What says something else now, and what stands at another place only."""
    nothing = ("", 0)
    new = [text for text in texts if known.get(text.id, nothing)[0] != text.digest]
    text_index.write(session, new)
    written = {text.id for text in new}
    moved = [text for text in texts if text.id not in written and known[text.id][1] != text.rank]
    text_index.rank(session, moved)


def _lock(session: Session, product_ids: Sequence[int]) -> dict[int, Indexed]:
    """The products that have a card, each with what the text index holds of it."""
    rows = session.execute(_cards_of(), {"ids": list(product_ids)})
    return {row.id: (row.words_digest, row.rank) for row in rows}


@lru_cache
def _cards_of() -> Select[int, str, int]:
    query = select(Card.id, CardFace.words_digest, Card.rank).join(CardFace, CardFace.id == Card.id)
    chosen = query.where(Card.id.in_(card_sources.IDS))
    return chosen.order_by(Card.id).with_for_update(of=Card)


def _remove(session: Session, gone: Iterable[int]) -> None:
    ids = sorted(gone)
    if ids:
        for table in (CardFace, Card):
            session.execute(delete(table).where(table.id.in_(ids)))
        text_index.erase(session, ids)


def _upsert(session: Session, table: type[Model], rows: Sequence[Values]) -> None:
    session.execute(_upsert_of(table, is_sqlite=is_sqlite(session)), rows)


@lru_cache
def _upsert_of(table: type[Model], *, is_sqlite: bool) -> Executable:
    build: Any = sqlite.insert if is_sqlite else postgresql.insert
    statement = build(table.__table__)
    columns = [column.name for column in table.__table__.columns if column.name != "id"]
    fresh = {name: statement.excluded[name] for name in columns}
    upsert: Executable = statement.on_conflict_do_update(index_elements=["id"], set_=fresh)
    return upsert


def refresh_firm(session: Session, firm_id: int) -> None:
    """The firm's state, holiday, name or address changed: all it owns or sells."""
    session.flush()
    sold = select(Variant.product_id).join(Offer).where(Offer.firm_id == firm_id)
    query = select(Product.id).where(or_(Product.owner_id == firm_id, Product.id.in_(sold)))
    refresh(session, session.scalars(query).all())


def refresh_category(session: Session, category_id: int) -> None:
    """The category was renamed, or moved to another section."""
    session.flush()
    children = select(Category.id).where(Category.parent_id == category_id)
    query = select(Product.id).where(
        or_(Product.category_id == category_id, Product.category_id.in_(children))
    )
    refresh(session, session.scalars(query).all())


def refresh_due(session: Session, *, limit: int = BATCH) -> int:
    """Cards that the clock has changed: a price has come, a holiday is over. Returns how many."""
    query = select(Card.id).where(Card.due_at <= clock.now()).order_by(Card.due_at).limit(limit)
    due = session.scalars(query).all()
    refresh(session, due)
    return len(due)


def stock_crossed(session: Session, offer_ids: Iterable[int]) -> int:
    """Refresh the products among whose offers another set is in stock now. Returns how many.

    One statement when nothing crossed: the sum of the ids of offers in stock tells.
    """
    ids = sorted(set(offer_ids))
    binds = {"ids": ids, "now": clock.now(), "today": clock.today()}
    crossed = session.scalars(_crossed(), binds).all()
    refresh(session, crossed)
    return len(crossed)


@lru_cache
def _crossed() -> Select[int]:
    """Cards of the offers' products whose mark is not what it should be."""
    offers = Offer.id.in_(card_sources.IDS)
    touched = select(Variant.product_id).join(Offer).where(offers)
    priced = select(OfferPrice.id).where(
        OfferPrice.offer_id == Offer.id,
        OfferPrice.minimum == 1,
        OfferPrice.currency == Currency.IRR,
        OfferPrice.valid_from <= card_sources.NOW,
    )
    mark = with_seller(select(func.coalesce(func.sum(Offer.id), 0))).where(
        Variant.product_id == Card.id, is_sellable(card_sources.TODAY), FREE > 0, priced.exists()
    )
    is_other = Card.stock_mark != mark.correlate(Card).scalar_subquery()
    return select(Card.id).where(Card.id.in_(touched), is_other)


def rebuild(session: Session) -> int:
    """Every card anew, in batches; returns how many products were read."""
    text_index.clear(session)
    session.execute(update(CardFace).values(words_digest=""))
    last, count = 0, 0
    while ids := _after(session, last):
        _refresh(session, ids)
        last, count = ids[-1], count + len(ids)
    text_index.optimize(session)
    return count


def _after(session: Session, last: int) -> list[int]:
    query = select(Product.id).where(Product.id > last).order_by(Product.id).limit(BATCH)
    return list(session.scalars(query))
