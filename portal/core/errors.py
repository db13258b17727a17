"""What can go wrong in the domain, named for what happened.

A web area turns these into a sentence for the reader; nothing here knows HTTP or language.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


class DomainError(Exception):
    """Something a person did cannot be done; never a fault of the program."""


class NotFound(DomainError):
    """No such record, or not yours: both answer 404, so existence does not leak."""


class Refused(DomainError):
    """The rule `code` forbids the act in the present state of things.

    `code` is a stable snake_case name; the web layer has one sentence for each.
    """

    def __init__(self, code: str, **facts: object) -> None:
        super().__init__(code)
        self.code = code
        self.facts: Mapping[str, object] = facts


class Invalid(DomainError):
    """Input that a form could not judge alone: `errors` maps a field to the code of its fault."""

    def __init__(self, errors: Mapping[str, str]) -> None:
        super().__init__(", ".join(f"{field}: {code}" for field, code in errors.items()))
        self.errors = errors


class WrongMove(DomainError):
    """A state machine was asked for a move that its table does not list."""


class StaleVersion(DomainError):
    """Somebody else changed the record since it was read."""


class TooMany(DomainError):
    """A counted flow is over its limit; try again in `retry_after` seconds."""

    def __init__(self, retry_after: int) -> None:
        super().__init__(f"retry after {retry_after}s")
        self.retry_after = retry_after


@dataclass(frozen=True, slots=True)
class Shortage:
    """One offer that cannot be had in the wanted number (units)."""

    offer_id: int
    wanted: int
    free: int


class OutOfStock(DomainError):
    """All-or-nothing refusal: every offer that falls short, in offer order."""

    def __init__(self, shortages: Sequence[Shortage]) -> None:
        super().__init__(f"{len(shortages)} offers short")
        self.shortages = shortages
