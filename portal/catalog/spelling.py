"""Mend what was mistyped: of the words that products have, the nearest to what none has.

Candidates share trigrams with the word (FTS5 on SQLite, pg_trgm on PostgreSQL); the fewest slips of
the typist decide. A word that runs several together is cut into them.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import Pool, TextClause, bindparam, text
from sqlalchemy.orm import Session

from portal.catalog.slips import SLIP, distance
from portal.catalog.synonyms import known
from portal.core.db import is_sqlite

CANDIDATES = 100  # a word
ALIKE = "0.15"  # of the trigrams; two letters swapped leave no more in a short word
SHORTEST_MENDED = 3  # letters; a shorter word is near to everything
LONG_WORD = 6  # letters from which two slips are forgiven
LONGEST_WORD = 30
SHORTEST_PART = 2
LONGEST_PART = 15
MOST_PARTS = 4
WHOLE = -1  # the place of words that are as they were asked for
GRAM = 3

EXACT = f"SELECT {WHOLE} AS place, word FROM search_words WHERE word IN :whole"  # noqa: S608
BY_FTS5 = (
    "SELECT {n} AS place, w.word FROM word_index JOIN search_words AS w ON w.id = word_index.rowid "
    "WHERE word_index MATCH :like_{n} ORDER BY word_index.rank LIMIT :most"
)
BY_TRIGRAM = (
    "SELECT {n} AS place, word FROM search_words WHERE word % :like_{n} "
    "ORDER BY similarity(word, :like_{n}) DESC LIMIT :most"
)
BY_LETTER = (  # where pg_trgm may not be installed
    "SELECT {n} AS place, word FROM search_words WHERE left(word, 1) = left(:like_{n}, 1) "
    "ORDER BY abs(length(word) - length(:like_{n})) LIMIT 10 * :most"
)


def mend(session: Session, words: Sequence[str]) -> list[str] | None:
    """The words as they were probably meant; None when nothing can be bettered.

    One statement; two on PostgreSQL.
    """
    doubtful = [word for word in dict.fromkeys(words) if _may_mend(word)]
    if not doubtful:
        return None
    exact, near = _look_up(session, doubtful)
    mended = [part for word in words for part in _mended(word, exact, near[word])]
    return mended if mended != list(words) else None


def _may_mend(word: str) -> bool:
    is_number = word.replace(".", "").isdigit()
    is_long_enough = SHORTEST_MENDED <= len(word) <= LONGEST_WORD
    return is_long_enough and not is_number and word not in known().unsaid


def _mended(word: str, exact: Collection[str], near: Iterable[str]) -> Sequence[str]:
    if word in exact or not _may_mend(word):
        return [word]
    most = SLIP * (2 if len(word) >= LONG_WORD else 1)
    ranked = sorted((distance(word, other, most), len(other), other) for other in near)
    if ranked and ranked[0][0] <= SLIP:
        return [ranked[0][2]]
    parts = _cut(word, exact)
    if parts:
        return parts
    return [ranked[0][2]] if ranked and ranked[0][0] <= most else [word]


def _cut(word: str, exact: Collection[str]) -> list[str]:
    """The fewest known words that the word runs together; empty when it does not."""
    best: dict[int, list[str]] = {0: []}
    for end in range(1, len(word) + 1):
        ways = [
            [*best[start], word[start:end]]
            for start in range(max(0, end - LONGEST_PART), end)
            if start in best and word[start:end] in exact
        ]
        if ways:
            best[end] = min(ways, key=len)
    parts = best.get(len(word), [])
    return parts if len(parts) <= MOST_PARTS else []


def _parts_of(word: str) -> set[str]:
    return {
        word[start:end]
        for start in range(len(word))
        for end in range(start + SHORTEST_PART, min(len(word), start + LONGEST_PART) + 1)
    }


def _look_up(
    session: Session, words: Sequence[str]
) -> tuple[set[str], defaultdict[str, list[str]]]:
    """Which of the words and their parts are known, and what is like each word."""
    binds: dict[str, Any] = {"most": CANDIDATES}
    binds["whole"] = sorted(set(words).union(*map(_parts_of, words)))
    is_fts5 = is_sqlite(session)
    for place, word in enumerate(words):
        binds[f"like_{place}"] = _grams(word) if is_fts5 else word
    if not is_fts5 and _has_trigrams(session):
        session.execute(text(f"SET LOCAL pg_trgm.similarity_threshold = {ALIKE}"))
    exact: set[str] = set()
    near: defaultdict[str, list[str]] = defaultdict(list)
    for place, word in session.execute(_statement(session, len(words)), binds):
        if place == WHOLE:
            exact.add(word)
        else:
            near[words[place]].append(word)
    return exact, near


def _grams(word: str) -> str:
    padded = f"  {word} "
    grams = {padded[i : i + GRAM] for i in range(len(padded) - GRAM + 1)}
    return " OR ".join(f'"{gram}"' for gram in sorted(grams))


def _statement(session: Session, count: int) -> TextClause:
    by = BY_FTS5 if is_sqlite(session) else BY_TRIGRAM if _has_trigrams(session) else BY_LETTER
    near = (f"SELECT * FROM ({by.format(n=n)}) AS near_{n}" for n in range(count))  # noqa: S608
    statement = text(" UNION ALL ".join([EXACT, *near]))
    return statement.bindparams(bindparam("whole", expanding=True))


_trigrams: WeakKeyDictionary[Pool, bool] = WeakKeyDictionary()


def _has_trigrams(session: Session) -> bool:
    """Whether pg_trgm is there; asked once."""
    pool = session.connection().engine.pool
    if pool not in _trigrams:
        query = text("SELECT count(*) FROM pg_extension WHERE extname = 'pg_trgm'")
        _trigrams[pool] = bool(session.execute(query).scalar_one())
    return _trigrams[pool]
