"""How an order names a pack. The text is frozen on the order line, in both languages.

It stands here and not with the reader's formats; its digits are Latin and are shaped when shown.
"""

from portal.catalog.models import NetUnit, Variant
from portal.orders.basket_rows import PackFacts

THOUSAND = 1000
_SMALL = {NetUnit.MILLILITRE: ("میلی‌لیتر", "ml"), NetUnit.GRAM: ("گرم", "g")}
_LARGE = {NetUnit.MILLILITRE: ("لیتر", "litres"), NetUnit.GRAM: ("کیلوگرم", "kg")}
_PIECES = ("عدد", "pieces")


def pack_text(variant: Variant | PackFacts) -> tuple[str, str]:
    """(Persian, English): ("500 میلی‌لیتر", "500 ml"), ("6 × 250 گرم", "6 × 250 g")."""
    figure, (fa, en) = _measure(variant.net_value, variant.net_unit)
    times = f"{variant.pieces} × " if variant.pieces > 1 else ""
    one = en.removesuffix("s") if figure == "1" else en
    return f"{times}{figure.replace('.', '٫')} {fa}", f"{times}{figure} {one}"


def _measure(value: int, unit: NetUnit) -> tuple[str, tuple[str, str]]:
    if unit is NetUnit.PIECE:
        return str(value), _PIECES
    if value < THOUSAND:
        return str(value), _SMALL[unit]
    return f"{value / THOUSAND:.3f}".rstrip("0").rstrip("."), _LARGE[unit]
