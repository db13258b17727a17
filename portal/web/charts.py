"""Bar charts as plain HTML: heights as classes, words and figures from here.

A list flows in reading direction, so time runs from the right on a Persian page by itself.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from flask import g

from portal.core.jalali import from_date
from portal.core.money import Currency
from portal.i18n import formats
from portal.i18n.languages import LANGUAGES

THOUSAND, MILLION = 10**4, 10**7  # toman, in rials
NAMED_EACH = 3  # on telephones only every third label has room
FEW = 8  # names of months: more have no room beside each other
HIGHEST = 88  # per cent; above it stands the figure


@dataclass(frozen=True, slots=True)
class Bar:
    """`percent` of the frame's height; `tick` under it, `label` and `money` in the table."""

    percent: int
    tick: str
    label: str
    figure: str
    money: str
    is_last: bool


@dataclass(frozen=True, slots=True)
class Chart:
    """`is_million`: the figures over the bars are millions of toman, else thousands."""

    bars: Sequence[Bar]
    is_million: bool
    average: str

    @property
    def is_empty(self) -> bool:
        return all(bar.percent == 0 for bar in self.bars)


def bars(points: Sequence[tuple[date | str, int]]) -> Chart:
    """One bar for each (day or label, rials), oldest first."""
    largest = max((amount for _, amount in points), default=0)
    scale = MILLION if largest >= MILLION else THOUSAND
    made = [
        Bar(
            percent=round(HIGHEST * max(0, amount) / largest) if largest else 0,
            tick=_tick(points, place),
            label=_label(name),
            figure=_figure(amount, scale),
            money=formats.money(amount, Currency.IRR, g.language),
            is_last=place == len(points) - 1,
        )
        for place, (name, amount) in enumerate(points)
    ]
    total = sum(amount for _, amount in points)
    return Chart(made, scale == MILLION, _figure(total // max(1, len(points)), scale))


def _figure(amount: int, scale: int) -> str:
    return formats.short_decimal(Decimal(amount) / scale, 1, g.language)


def _label(name: date | str) -> str:
    return formats.day(name, g.language) if isinstance(name, date) else name


def _tick(points: Sequence[tuple[date | str, int]], place: int) -> str:
    """The day alone where the month was named a bar or two before; every other month."""
    name = points[place][0]
    if isinstance(name, str) and len(points) > FEW and (len(points) - 1 - place) % 2:
        return ""
    before = points[place - 1][0] if place else None
    if not isinstance(name, date) or not isinstance(before, date) or place % NAMED_EACH == 0:
        return _label(name)
    was, now = _parts(before), _parts(name)
    return formats.digits(str(now[1]), g.language) if was[0] == now[0] else _label(name)


def _parts(day: date) -> tuple[int, int]:
    """(month, day) as the reader counts."""
    if LANGUAGES[g.language].calendar == "jalali":
        _, month, number = from_date(day)
        return month, number
    return day.month, day.day
