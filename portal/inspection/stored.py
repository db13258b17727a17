"""I21: each row of a file has its file, unchanged, and each file its row."""

import hashlib
from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.core import files
from portal.core.files import StoredFile
from portal.inspection.checks import Check, Level, Offence, Scope


def missing(session: Session, _scope: Scope) -> Iterable[Offence]:
    return [{"missing": key} for key in files.missing(session)]


def altered(session: Session, scope: Scope) -> Iterable[Offence]:
    """Their bytes are read and compared; in a quick look only those of new files."""
    known = select(StoredFile.key, StoredFile.sha256).where(scope.recent(StoredFile.created_at))
    store = files.store()
    return [
        {"altered": key}
        for key, sha256 in session.execute(known)
        if store.exists(key) and hashlib.sha256(store.read(key)).hexdigest() != sha256
    ]


def strays(session: Session, _scope: Scope) -> Iterable[Offence]:
    """What a crash between file and row left behind; `flask prune` removes it."""
    return [{"stray": key} for key in files.stray(session)]


CHECKS = (
    Check("I21", "each row of a file has its file", missing, in_quick=False),
    Check("I21", "each file is as it was stored", altered),
    Check("I21", "each file has its row", strays, Level.WARNING, in_quick=False),
)
