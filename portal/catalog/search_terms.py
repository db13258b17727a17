"""From what was typed to an expression that both text indexes answer."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

from portal.catalog.synonyms import known, marked, words_of
from portal.catalog.text_index import JOINED

MOST_WORDS = 8  # a longer sentence is searched by its first words
SHORTEST_PREFIX = 2
KEPT = 1024  # queries a process remembers
INDEXED_PREFIX = 3  # FTS5 has an index of beginnings up to here; see ddl


@dataclass(frozen=True, slots=True)
class Token:
    """A token of the index, or all that begin with it."""

    text: str
    is_prefix: bool = False


Group = tuple[Token, ...]  # one of them
Clause = tuple[Group, ...]  # every group


@dataclass(frozen=True)
class Expression:
    """One of the clauses. No clause: nothing was asked that could be found."""

    clauses: tuple[Clause, ...]

    def finished(self) -> "Expression":
        """The same with the last word taken as it stands, unless it is hardly begun."""
        clauses = tuple(
            tuple(tuple(_finished(token) for token in group) for group in clause)
            for clause in self.clauses
        )
        return Expression(clauses)

    @cached_property
    def fts5(self) -> str:
        """For MATCH on SQLite."""
        return " OR ".join(_fts5_clause(clause) for clause in self.clauses)

    @cached_property
    def tsquery(self) -> str:
        """For a cast to tsquery on PostgreSQL: lexemes as they are, no parser between."""
        return " | ".join(_tsquery_clause(clause) for clause in self.clauses)


def _finished(token: Token) -> Token:
    return replace(token, is_prefix=token.is_prefix and len(token.text) <= INDEXED_PREFIX)


def _fts5_clause(clause: Clause) -> str:
    groups = (" OR ".join(_fts5_token(token) for token in group) for group in clause)
    return "(" + " AND ".join(f"({group})" for group in groups) + ")"


def _fts5_token(token: Token) -> str:
    quoted = token.text.replace('"', '""')
    return f'"{quoted}"*' if token.is_prefix else f'"{quoted}"'


def _tsquery_clause(clause: Clause) -> str:
    groups = (" | ".join(_tsquery_token(token) for token in group) for group in clause)
    return "(" + " & ".join(f"({group})" for group in groups) + ")"


def _tsquery_token(token: Token) -> str:
    quoted = token.text.replace("\\", "\\\\").replace("'", "''")
    return f"'{quoted}':*" if token.is_prefix else f"'{quoted}'"


@lru_cache(maxsize=KEPT)
def words_in(text: str) -> tuple[str, ...]:
    """The words of a query, Latin spellings of Persian words put right."""
    spellings = known().spellings
    return tuple(spellings.get(word, word) for word in words_of(text))[:MOST_WORDS]


@lru_cache(maxsize=KEPT)
def expression_of(words: tuple[str, ...]) -> Expression:
    """Every word or a synonym of it; the last may be unfinished; neighbours may be written as one.

    Words nobody searches for are left out, unless there are no others.
    """
    pieces = [(phrase, mark) for phrase, mark in marked(words) if mark or _is_said(phrase)]
    pieces = pieces or [((word,), None) for word in words]
    groups = [(Token(mark),) if mark else _plain(phrase[0]) for phrase, mark in pieces]
    if groups and not pieces[-1][1]:
        groups[-1] = _unfinished(pieces[-1][0][0])
    clauses = [tuple(groups), *_joined_clauses(pieces, groups)] if groups else []
    return Expression(tuple(clauses))


def _is_said(phrase: Iterable[str]) -> bool:
    return any(word not in known().unsaid for word in phrase)


def _plain(word: str) -> Group:
    return (Token(word), Token(JOINED + word))


def _unfinished(word: str) -> Group:
    return (Token(word, is_prefix=len(word) >= SHORTEST_PREFIX), Token(JOINED + word))


def _joined_clauses(
    pieces: Sequence[tuple[tuple[str, ...], str | None]], groups: Sequence[Group]
) -> list[Clause]:
    """For each two neighbours the same clause with the two as one word, as a firm may write it."""
    found = []
    for place in range(len(groups) - 1):
        if not pieces[place][1] and not pieces[place + 1][1]:
            joined = Token(pieces[place][0][0] + pieces[place + 1][0][0])
            found.append((*groups[:place], (joined,), *groups[place + 2 :]))
    return found
