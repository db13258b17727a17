"""What a firm writes on an order. Lines have public ids, so their fields are read by name."""

from collections.abc import Iterable, Mapping

from flask import request

from portal.core.errors import Invalid
from portal.i18n import parse
from portal.orders.fulfilment import LotPick
from portal.web.forms import PortalForm, Required, Text, Whole
from portal.web.wording import lazy as _l


class ShipForm(PortalForm):
    tracking = Text(_l("Tracking number"), longest=40)  # the carrier says whether it must be


class ReasonForm(PortalForm):
    reason = Text(_l("Why"), [Required()], longest=300)


class DropForm(PortalForm):
    """One number a line: how many units cannot be supplied."""

    units = Whole(_l("Units to drop"))


def whole_fields(prefix: str) -> Mapping[str, int]:
    """The posted fields `<prefix><line>` that say a number, by line. Raises Invalid for others."""
    read: dict[str, int] = {}
    wrong: dict[str, str] = {}
    for name in posted_names(prefix):
        typed = request.form.get(prefix + name, "").strip()
        value = parse.integer(typed[:20]) if typed else None
        if typed and (value is None or value < 0):
            wrong[name] = "not_a_number"
        elif value is not None:
            read[name] = value
    if wrong:
        raise Invalid(wrong)
    return read


def lots(names: Iterable[str], units: Mapping[str, int]) -> list[LotPick]:
    """The lots written at packing: `lot-<line>` and `best-<line>`; a line without one is left out.

    Raises Invalid: per line "not_a_date", or "required" for a date without its lot.
    """
    picks = []
    wrong: dict[str, str] = {}
    for line in names:
        code = request.form.get(f"lot-{line}", "").strip()
        typed = request.form.get(f"best-{line}", "").strip()
        day = parse.jalali_day(typed) if typed else None
        if typed and day is None:
            wrong[line] = "not_a_date"
        elif code or typed:
            picks.append(LotPick(line, code, units.get(line, 1), day))
    if wrong:
        raise Invalid(wrong)
    return picks


def posted_names(prefix: str) -> list[str]:
    """The line names that the page sent with this prefix (bounded by MAX_FORM_PARTS)."""
    return [key.removeprefix(prefix) for key in request.form if key.startswith(prefix)]
