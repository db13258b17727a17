"""What a pack may measure: whole ml, g or pieces, grams, millimetres; and that they fit together.

`net_value` and `drained_g` are of one piece (6 x 250 ml has net_value 250, pieces 6); `gross_g` is
the packed weight of the whole variant, as the carrier weighs it (marketplace.md 2.19).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from portal.catalog import attributes
from portal.catalog.attributes import BadValue
from portal.catalog.models import NetUnit, Packing, UnitBasis
from portal.core.errors import Invalid
from portal.core.identifiers import gtin13

LIGHTEST_PER_ML = 0.85  # grams; oil has 0.916, and a pack is never lighter than what is in it
GATED = ("net_value", "net_unit", "pieces", "drained_g", "packing")  # what the label says
FREE = ("gross_g", "length_mm", "width_mm", "height_mm", "gtin", "position")
REQUIRED = ("net_value", "net_unit", "gross_g", "packing")


@dataclass(frozen=True, slots=True)
class Whole:
    """A whole number from `least` to `most`."""

    least: int
    most: int


NUMBERS: Mapping[str, Whole] = {
    "net_value": Whole(1, 1_000_000),
    "pieces": Whole(1, 1_000),
    "drained_g": Whole(1, 1_000_000),
    "gross_g": Whole(1, 2_000_000),
    "length_mm": Whole(1, 5_000),
    "width_mm": Whole(1, 5_000),
    "height_mm": Whole(1, 5_000),
    "position": Whole(0, 1_000),
}
ENUMS: Mapping[str, type[StrEnum]] = {"net_unit": NetUnit, "packing": Packing}


def clean(typed: Mapping[str, object]) -> dict[str, Any]:
    """What was typed, as it is stored; nothing typed is None. Raises Invalid({field: code})."""
    values: dict[str, Any] = {}
    errors: dict[str, str] = {}
    for name, raw in typed.items():
        try:
            values[name] = _value(name, raw)
        except BadValue as fault:
            errors[name] = fault.code
    if errors:
        raise Invalid(errors)
    return values


def _value(name: str, raw: object) -> Any:
    if raw is None or (isinstance(raw, str) and not raw.strip()):
        return None
    if name in NUMBERS:
        return _whole(raw, NUMBERS[name])
    if name in ENUMS:
        return _member(ENUMS[name], raw)
    if name == "gtin":
        return _gtin(raw)
    raise BadValue("unknown_field")


def _whole(raw: object, limits: Whole) -> int:
    found = attributes.number(raw)
    if found != int(found):
        raise BadValue("not_whole")
    if found < limits.least:
        raise BadValue("too_small")
    if found > limits.most:
        raise BadValue("too_large")
    return int(found)


def _member(kind: type[StrEnum], raw: object) -> StrEnum:
    try:
        return kind(str(raw))
    except ValueError:
        raise BadValue("unknown_choice") from None


def _gtin(raw: object) -> str:
    code = gtin13(str(raw))
    if code is None:
        raise BadValue("bad_gtin")
    return code


def check(values: Mapping[str, Any], basis: UnitBasis) -> None:
    """The whole pack makes sense. Raises Invalid with "required", "above_net" or "below_net"."""
    errors = {name: "required" for name in REQUIRED if values.get(name) is None}
    if errors:
        raise Invalid(errors)
    rules: Mapping[str, Callable[[Mapping[str, Any], UnitBasis], str | None]] = {
        "drained_g": _drained_fault,
        "gross_g": _gross_fault,
    }
    found = {name: code for name, rule in rules.items() if (code := rule(values, basis))}
    if found:
        raise Invalid(found)


def _drained_fault(values: Mapping[str, Any], basis: UnitBasis) -> str | None:
    drained = values.get("drained_g")
    if drained is None:
        return "required" if basis is UnitBasis.DRAINED_KILOGRAM else None
    is_weight = values["net_unit"] is NetUnit.GRAM
    return "above_net" if is_weight and drained > values["net_value"] else None


def _gross_fault(values: Mapping[str, Any], _basis: UnitBasis) -> str | None:
    per_unit = {NetUnit.GRAM: 1.0, NetUnit.MILLILITRE: LIGHTEST_PER_ML}.get(values["net_unit"])
    if per_unit is None:
        return None
    lightest = values["net_value"] * (values.get("pieces") or 1) * per_unit
    return "below_net" if values["gross_g"] < lightest else None
