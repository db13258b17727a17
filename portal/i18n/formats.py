"""Everything that is formatted for readers, in one place to import: `formats.money(...)`.

Pure functions, the language last. No markup: templates add it.
"""

from portal.i18n.amounts import amount, big_money, money, toman, unit_price
from portal.i18n.dates import clock_time, day, day_range, day_time, relative_day, weekday_day
from portal.i18n.figures import decimal, digits, number, percent, rate, short_decimal, ungrouped
from portal.i18n.sizes import pack, volume, weight

__all__ = [
    "amount",
    "big_money",
    "clock_time",
    "day",
    "day_range",
    "day_time",
    "decimal",
    "digits",
    "money",
    "number",
    "pack",
    "percent",
    "rate",
    "relative_day",
    "short_decimal",
    "toman",
    "ungrouped",
    "unit_price",
    "volume",
    "weekday_day",
    "weight",
]
