"""What a question is."""

import os
import stat
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from config import Settings
from portal.inspection.checks import Level, Offence


@dataclass(frozen=True, slots=True)
class Question:
    """One thing that should be so, and what is not."""

    id: str
    sentence: str
    find: Callable[[Settings], Iterable[Offence]]
    level: Level = Level.BROKEN


def is_open_to_others(path: str) -> bool:
    """True when the group or the world may read or write it."""
    return bool(stat.S_IMODE(os.stat(path).st_mode) & 0o077)
