"""The short words beside figures, one row a language. Sentences live in the catalogues."""

from collections.abc import Mapping
from dataclasses import dataclass

from portal.core.jalali import MONTHS_FA


@dataclass(frozen=True, slots=True)
class Words:
    """`{}` in a pattern stands for a finished figure or date."""

    toman: str
    million: str
    thousand: str
    billion: str
    per: Mapping[str, str]
    millilitre: str
    litre: str
    litres: str
    gram: str
    kilogram: str
    tonne: str
    piece: str
    pieces: str
    months: tuple[str, ...]
    weekdays: tuple[str, ...]  # Monday first, as date.weekday()
    near_days: Mapping[int, str]
    weekday_day: str
    day_range: str
    day_at: str


WORDS: dict[str, Words] = {
    "fa": Words(
        toman="تومان",
        thousand="هزار",
        million="میلیون",
        billion="میلیارد",
        per={
            "litre": "هر لیتر {}",
            "kilogram": "هر کیلو {}",
            "drained_kilogram": "هر کیلو آبکش {}",
            "piece": "هر عدد {}",
        },
        millilitre="میلی‌لیتر",
        litre="لیتر",
        litres="لیتر",
        gram="گرم",
        kilogram="کیلو",
        tonne="تن",
        piece="عدد",
        pieces="عدد",
        months=MONTHS_FA,
        weekdays=("دوشنبه", "سه‌شنبه", "چهارشنبه", "پنجشنبه", "جمعه", "شنبه", "یکشنبه"),
        near_days={-1: "دیروز", 0: "امروز", 1: "فردا"},
        weekday_day="{} {}",
        day_range="{} تا {}",
        day_at="{}، {}",
    ),
    "en": Words(
        toman="toman",
        thousand="k",
        million="m",
        billion="bn",
        per={
            "litre": "{} per litre",
            "kilogram": "{} per kg",
            "drained_kilogram": "{} per kg drained",
            "piece": "{} each",
        },
        millilitre="ml",
        litre="litre",
        litres="litres",
        gram="g",
        kilogram="kg",
        tonne="t",
        piece="piece",
        pieces="pieces",
        months=(
            "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
        ),
        weekdays=("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
        near_days={-1: "yesterday", 0: "today", 1: "tomorrow"},
        weekday_day="{} {}",
        day_range="{}–{}",
        day_at="{}, {}",
    ),
}  # fmt: skip
