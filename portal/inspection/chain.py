"""I20: the audit log is what was sealed; its seals are one chain and hold what others were told."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.core import seals
from portal.core.seals import AuditBlock, Key
from portal.inspection.checks import Check, Level, Offence, Scope

LATE = timedelta(hours=1)  # the job seals each minute


def acts(session: Session, scope: Scope) -> Iterable[Offence]:
    """Rows that were changed, taken away or put in; each by its number."""
    return [
        {"block": block.number, "row": row, "is": what}
        for block in seals.blocks(session, since=scope.since)
        for row, what in _differences(session, block)
    ]


def _differences(session: Session, block: AuditBlock) -> Iterator[tuple[int, str]]:
    """In the block's whole range, so that a row in a gap of ids is seen too."""
    key, wanted = _key(block), seals.marks_of(block)
    found = set()
    for row in seals.entries_between(session, block.first_id, block.last_id):
        found.add(row.id)
        if row.id not in wanted:
            yield row.id, "inserted"
        elif seals.mark(key, row) != wanted[row.id]:
            yield row.id, "changed"
    yield from ((missing, "deleted") for missing in sorted(wanted.keys() - found))


def _key(block: AuditBlock) -> Key:
    key = seals.key_named(block.key_name)
    if key is None:
        raise LookupError(f"block {block.number} needs the key {block.key_name}: AUDIT_KEY")
    return key


def links(session: Session, scope: Scope) -> Iterable[Offence]:
    """Blocks that do not follow the one before them."""
    before: AuditBlock | None = None
    broken = []
    for block in seals.blocks(session, since=scope.since):
        if before is None and scope.since is not None:
            before = _block(session, block.number - 1)
        if not _follows(block, before):
            broken.append({"block": block.number, "rows": f"{block.first_id}-{block.last_id}"})
        before = block
    return broken


def _follows(block: AuditBlock, before: AuditBlock | None) -> bool:
    number, row, link = (0, 0, seals.START)
    if before is not None:
        number, row, link = before.number, before.last_id, before.hash
    marks = list(seals.marks_of(block).values())
    return (block.number, block.first_id) == (number + 1, row + 1) and (
        seals.chained(_key(block), link, marks) == block.hash
    )


def _block(session: Session, number: int) -> AuditBlock | None:
    return session.scalar(select(AuditBlock).where(AuditBlock.number == number))


def strays(session: Session, _scope: Scope) -> Iterable[Offence]:
    """Rows numbered below the first one that can be."""
    return [{"row": row.id} for row in seals.entries_between(session, -(2**31), 0)]


def waiting(session: Session, scope: Scope) -> Iterable[Offence]:
    count = seals.unsealed(session, before=scope.now - LATE)
    return [{"unsealed": count}] if count else []


def published(heads: Sequence[str]) -> Check:
    """The chain holds each head that was told: else its tail was cut, or all of it made anew."""

    def find(session: Session, _scope: Scope) -> Iterable[Offence]:
        return [{"told": head, "is": what} for head in heads if (what := _fault(session, head))]

    return Check("I20", "the seals hold what others were told", find)


def _fault(session: Session, head: str) -> str:
    number, _, told = head.strip().partition(":")
    block = _block(session, int(number))
    if block is None:
        return "cut: there is no such block"
    return "" if block.hash == told.lower() else f"another: {block.hash}"


CHECKS = (
    Check("I20", "the audit log is as it was sealed", acts),
    Check("I20", "the seals of the audit log are one chain", links),
    Check("I20", "no act stands before the first", strays),
    Check("I20", "each act is sealed within the hour", waiting, Level.WARNING),
)
