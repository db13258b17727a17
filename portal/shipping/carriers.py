"""Who carries, and whether a tracking number can be theirs."""

import re

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.core.errors import Invalid, NotFound
from portal.core.text import fold, latin_digits
from portal.shipping.models import Carrier

_JOINTS = str.maketrans(dict.fromkeys(" -\u200c\n"))
LONGEST = 64


def active(session: Session) -> list[Carrier]:
    return list(session.scalars(select(Carrier).order_by(Carrier.position, Carrier.code)))


def by_code(session: Session, code: str) -> Carrier:
    found = session.scalar(select(Carrier).where(Carrier.code == code))
    if found is None:
        raise NotFound
    return found


def check_tracking(carrier: Carrier, text: str) -> str:
    """The canonical number: Latin digits, capitals, no spaces or hyphens.

    Raises Invalid({"tracking": "required" | "wrong_form"}). A carrier without numbers (a courier
    on a motorbike) has a pattern that an empty text matches.
    """
    number = latin_digits(fold(text)).translate(_JOINTS).upper()
    if re.fullmatch(carrier.tracking_pattern, number) and len(number) <= LONGEST:
        return number
    raise Invalid({"tracking": "wrong_form" if number else "required"})


def tracking_url(carrier: Carrier, number: str) -> str:
    """Where the buyer follows the parcel; empty when the carrier has no such page."""
    return carrier.tracking_url.replace("{number}", number) if number else ""
