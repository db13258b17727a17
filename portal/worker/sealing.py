"""Seal what is new in the audit log: read and reckon first, then one short transaction a block."""

import structlog

from portal.core import db, seals

LOG = structlog.get_logger("portal.worker")
MOST = 200  # blocks of one run; the next run goes on


def run() -> None:
    for _ in range(MOST):
        if not seal():
            return


def seal(*, size: int = seals.BLOCK) -> bool:
    """One more block. The head goes to the log of the process as well: an anchor elsewhere."""
    with db.reading() as session:
        block = seals.next_block(session, size=size)
    if block is None:
        return False
    with db.transaction() as session:
        is_mine = seals.write(session, block)
    if is_mine:
        LOG.info("audit_sealed", head=f"{block['number']}:{block['hash']}")
    return is_mine
