"""The first thing a page says of an order or a payment: how it stands."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Verdict:
    """`kind` of its note: ok, info, warn, bad; `is_waiting`: the page asks again soon."""

    title: str
    text: str
    kind: str
    is_waiting: bool = False
    quote: str = ""  # what a person wrote, in whatever language
