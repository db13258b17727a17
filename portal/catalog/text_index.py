"""What a search reads: each listed product's words, and the vocabulary that mends typing.

SQLite keeps them in FTS5 tables, PostgreSQL in a table of tsvectors and in trigrams (see `ddl`).
Both get the tokens as made here, so that no tokenizer or locale of a database has a say.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Any

from sqlalchemy import bindparam, delete, select, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from portal.catalog.card_sources import Source
from portal.catalog.card_tables import SearchWord
from portal.catalog.models import NetUnit
from portal.catalog.synonyms import MARK, marked, words_of
from portal.core import upkeep
from portal.core.db import is_sqlite

JOINED = "ⵣ"  # two neighbours written as one word: روغنزیتون finds روغن زیتون
SHORTEST_WORD = 2
THOUSAND = 1_000
UNITS = {NetUnit.MILLILITRE: "میلی‌لیتر", NetUnit.GRAM: "گرم", NetUnit.PIECE: "عدد"}
LARGE_UNITS = {NetUnit.MILLILITRE: "لیتر", NetUnit.GRAM: "کیلوگرم"}


@dataclass(frozen=True, slots=True)
class Text:
    """The tokens of one product: of its titles, which count most, and of all else.

    `rank`: its place among our suggestions, as in `cards`.
    """

    id: int
    title: tuple[str, ...]
    rest: tuple[str, ...]
    rank: int

    @property
    def digest(self) -> str:
        tokens = " ".join([*self.title, "|", *self.rest])
        return hashlib.sha256(tokens.encode()).hexdigest()[:32]


def text_of(source: Source, *, rank: int) -> Text:
    product = source.product
    titles = tokens_of([product.title_fa, product.title_en])
    rest = tokens_of(
        [
            *(
                getattr(product, f"{part}_{language}")
                for part in PARTS
                for language in ("fa", "en")
            ),
            *source.named,
            str(product.harvest_year or ""),
            *(name for pack in source.packs for name in (pack.firm_name_fa, pack.firm_name_en)),
            *(_size(pack) for pack in source.packs),
        ]
    )
    return Text(product.id, tuple(titles), tuple(dict.fromkeys(rest)), rank)


PARTS = ("category", "section", "family", "summary", "ingredients")


def _size(pack: Any) -> str:
    """The pack as people say it: 500 میلی‌لیتر, 3 لیتر."""
    total = pack.net_value * pack.pieces
    if total >= THOUSAND and total % THOUSAND == 0 and pack.net_unit in LARGE_UNITS:
        return f"{total // THOUSAND} {LARGE_UNITS[pack.net_unit]}"
    return f"{pack.net_value} {UNITS[pack.net_unit]}"


def tokens_of(fields: Iterable[str]) -> list[str]:
    """Words, marks of synonyms and joined neighbours; neighbours do not cross fields."""
    return list(dict.fromkeys(token for each in fields for token in _field_tokens(each)))


@lru_cache(maxsize=4096)  # names of firms, categories and families come again and again
def _field_tokens(each: str) -> tuple[str, ...]:
    words = words_of(each)
    marks = [mark for _, mark in marked(words) if mark]
    joined = [JOINED + left + right for left, right in pairwise(words)]
    return (*words, *marks, *joined)


def write(session: Session, texts: Sequence[Text]) -> None:
    """Index the texts anew, in place of what was known of the same products."""
    if not texts:
        return
    rows = [
        {
            "id": each.id,
            "title": " ".join(each.title),
            "rest": " ".join(each.rest),
            "rank": each.rank,
        }
        for each in texts
    ]
    session.execute(SQLITE_WRITE if is_sqlite(session) else POSTGRESQL_WRITE, rows)
    _learn(session, texts)


def rank(session: Session, texts: Sequence[Text]) -> None:
    """Texts that are as they were, of cards that are suggested sooner or later than before."""
    if texts and not is_sqlite(session):
        session.execute(POSTGRESQL_RANK, [{"id": each.id, "rank": each.rank} for each in texts])


SQLITE_WRITE = text(
    "INSERT OR REPLACE INTO card_index (rowid, title, rest) VALUES (:id, :title, :rest)"
)
POSTGRESQL_WRITE = text(
    "INSERT INTO card_index (id, title, words, rank) "
    "VALUES (:id, array_to_tsvector(string_to_array(:title, ' ')), "
    "array_to_tsvector(string_to_array(trim(:title || ' ' || :rest), ' ')), :rank)"
    " ON CONFLICT (id) DO UPDATE "
    "SET title = excluded.title, words = excluded.words, rank = excluded.rank"
)
POSTGRESQL_RANK = text("UPDATE card_index SET rank = :rank WHERE id = :id")
SQLITE_LEARN = text(
    "INSERT INTO word_index (rowid, word) "
    "SELECT id, '  ' || word || ' ' FROM search_words WHERE word IN :words"
).bindparams(bindparam("words", expanding=True))


COUNTED = ("cards", "card_faces", "search_words")


def erase(session: Session, product_ids: Sequence[int]) -> None:
    key = "rowid" if is_sqlite(session) else "id"
    statement = text(f"DELETE FROM card_index WHERE {key} IN :ids")  # noqa: S608 - two constants
    session.execute(
        statement.bindparams(bindparam("ids", expanding=True)), {"ids": list(product_ids)}
    )


def clear(session: Session) -> None:
    """Empty the index and the vocabulary, before everything is written anew."""
    session.execute(delete(SearchWord))
    session.execute(text("DELETE FROM card_index"))
    if is_sqlite(session):
        session.execute(text("DELETE FROM word_index"))


def optimize(session: Session) -> None:
    """After much was written: one segment on SQLite; statistics for the planner on both."""
    if is_sqlite(session):
        for index in ("card_index", "word_index"):
            session.execute(text(f"INSERT INTO {index} ({index}) VALUES ('optimize')"))  # noqa: S608
        upkeep.analyse(session, *COUNTED)
    else:
        upkeep.analyse(session, "card_index", *COUNTED)


def _learn(session: Session, texts: Sequence[Text]) -> None:
    """Add the words that are new to the vocabulary, in one order so that rivals cannot deadlock."""
    seen = {word for each in texts for word in (*each.title, *each.rest) if _is_word(word)}
    query = select(SearchWord.word).where(SearchWord.word.in_(sorted(seen)))
    new = sorted(seen - set(session.scalars(query)))
    if not new:
        return
    build: Any = sqlite.insert if is_sqlite(session) else postgresql.insert
    statement = build(SearchWord).on_conflict_do_nothing(index_elements=["word"])
    session.execute(statement, [{"word": word} for word in new])
    if is_sqlite(session):
        session.execute(SQLITE_LEARN, {"words": new})


def _is_word(token: str) -> bool:
    is_plain = token[0] not in {MARK, JOINED} and not token.replace(".", "").isdigit()
    return is_plain and len(token) >= SHORTEST_WORD
