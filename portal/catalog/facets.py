"""The facet index of this process: built at first need, brought up to date little by little.

Counts may be 60 seconds old. A small shop is read again almost at once; a large one in a thread of
its own, so that no request waits. Three statements bring it up to date.
"""

import logging
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import Engine, Integer, Pool, Select, bindparam, func, select
from sqlalchemy.orm import Session

from portal.catalog import facet_names
from portal.catalog.card_tables import Card
from portal.catalog.facet_builder import Builder
from portal.catalog.facet_index import COLUMNS, EMPTY, FacetIndex, bits_of, without
from portal.catalog.facet_names import Names
from portal.core import clock, memory
from portal.core.db import UtcDateTime, engine_of
from portal.core.native import Statement

log = logging.getLogger(__name__)

OLDEST = 55.0  # seconds; then a request reads the changes itself
AGEING = 20.0  # then a thread reads them
SMALL_SHOP = 5_000  # cards; up to here requests read changes themselves
SHARE = 50  # of its time a small shop spends one part in SHARE on reading changes
OVERLAP = timedelta(minutes=2)  # longer than any transaction: none that commits late is missed
BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)
BATCH = 2_000


def _whole() -> Select[int, int]:
    """How many cards there are, and the last of them."""
    return select(func.count(), func.max(Card.id)).select_from(Card)


def _batch() -> Select[*tuple[Any, ...]]:
    columns = [Card.id, *(getattr(Card, name) for name in COLUMNS.values()), Card.price]
    after, last = (bindparam(name, type_=Integer()) for name in ("after", "last"))
    return (
        select(*columns)
        .where(Card.changed_at >= bindparam("since", type_=UtcDateTime()))
        .where(Card.id > after, Card.id <= last)
        .order_by(Card.id)
        .limit(BATCH)
    )


WHOLE, CHANGED = Statement(_whole), Statement(_batch)


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The cards' values at one moment, and what they are called."""

    index: FacetIndex
    names: Names
    read_at: datetime
    count: int  # cards


@dataclass
class State:
    """What this process knows of one database."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    snapshot: Snapshot | None = None
    checked: float = 0.0  # time.monotonic()
    took: float = 0.0  # seconds
    is_busy: bool = False


_states: WeakKeyDictionary[Pool, State] = WeakKeyDictionary()
_registry = threading.Lock()


def current(session: Session) -> Snapshot:
    """The snapshot to count with. Usually no statement; three when changes must be read."""
    state = _state(session)
    if state.snapshot is None or _must_wait(state):
        return _read(session, state)
    if _should_read(state):
        _read_aside(session, state)
    return state.snapshot


def warm(session: Session) -> None:
    """Build the index now, as a worker does before its first request."""
    _read(session, _state(session))


def forget() -> None:
    """Know nothing any more; the next request builds anew."""
    with _registry:
        _states.clear()


def _state(session: Session) -> State:
    pool = engine_of(session).pool
    with _registry:
        return _states.setdefault(pool, State())


def _age(state: State) -> float:
    return time.monotonic() - state.checked


def _must_wait(state: State) -> bool:
    if state.snapshot is None or _age(state) > OLDEST:
        return True
    return state.snapshot.count <= SMALL_SHOP and _age(state) > state.took * SHARE


def _should_read(state: State) -> bool:
    return _age(state) > AGEING and not state.is_busy


def _read(session: Session, state: State) -> Snapshot:
    """Read what changed, once at a time; whoever waited takes what the other has read."""
    asked = time.monotonic()
    with state.lock:
        if state.snapshot is None or state.checked < asked:
            begun = time.monotonic()
            state.snapshot = _next(session, state.snapshot)
            memory.give_back()
            state.checked = time.monotonic()
            state.took = state.checked - begun
        return state.snapshot


def _read_aside(session: Session, state: State) -> None:
    """Read in a thread, with a session of its own on the same database."""
    state.is_busy = True
    engine = engine_of(session).execution_options(readonly=True)
    threading.Thread(target=_work, args=(engine, state), name="facets", daemon=True).start()


def _work(engine: Engine, state: State) -> None:
    try:
        with Session(engine) as session:
            _read(session, state)
    except Exception:  # the thread's boundary: counts stay old until the next try
        log.exception("facets were not read")
    finally:
        state.is_busy = False


def _next(session: Session, before: Snapshot | None) -> Snapshot:
    now = clock.now()
    since = BEGINNING if before is None else before.read_at - OVERLAP
    index = _index(session, EMPTY if before is None else before.index, since)
    return Snapshot(index, facet_names.load(session), now, index.live.bit_count())


def _index(session: Session, before: FacetIndex, since: datetime) -> FacetIndex:
    total, last = WHOLE.rows(session)[0]
    builder = None
    for rows in _changed(session, since, last or 0):
        builder = builder or Builder(before, last + 1)
        builder.add(rows)
    index = builder.finish() if builder else before
    return index if index.live.bit_count() == total else _without_gone(session, index)


def _changed(session: Session, since: datetime, last: int) -> Iterator[Sequence[tuple[Any, ...]]]:
    """Cards up to `last` that changed after `since`.

    In batches: a driver would hold all rows of a great shop at once.
    """
    after = 0
    while True:
        rows = CHANGED.rows(session, since=since, after=after, last=last)
        if rows:
            yield rows
        if len(rows) < BATCH:
            return
        after = rows[-1][0]


def _without_gone(session: Session, index: FacetIndex) -> FacetIndex:
    ids = session.scalars(select(Card.id)).all()
    return without(index, bits_of(ids, index.width))
