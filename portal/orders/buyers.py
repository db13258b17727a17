"""Who buys and where the parcels go: what was typed, checked and brought to its stored form."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy.orm import Session

from portal.core.errors import Invalid
from portal.core.identifiers import economic_code, legal_id, mobile, national_id, postcode
from portal.core.text import fold
from portal.shipping import places
from portal.shipping.places import Place

EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")
LONGEST_EMAIL = 254
LONGEST = {
    "name": 100,
    "recipient": 100,
    "address": 500,
    "note": 500,
    "gift_note": 300,
    "company_name": 200,
}


@dataclass(frozen=True, slots=True)
class BuyerFacts:
    """The buyer as typed. A company gives its legal name and national id; its code is optional."""

    name: str
    mobile: str
    email: str | None = None
    company_name: str | None = None
    company_national_id: str | None = None
    company_economic_code: str | None = None


@dataclass(frozen=True, slots=True)
class AddressFacts:
    """Receiver and place as typed. Without a recipient the buyer receives."""

    recipient: str
    recipient_mobile: str
    province_code: str
    city_code: str
    postcode: str
    address: str
    is_gift: bool = False
    gift_note: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Delivery:
    """Both, checked: mobiles in E.164, ten-digit postcode, the place by its official name."""

    name: str
    mobile: str
    email: str | None
    company_name: str | None
    company_national_id: str | None
    company_economic_code: str | None
    recipient: str
    recipient_mobile: str
    is_gift: bool
    gift_note: str
    postcode: str
    address: str
    note: str
    place: Place


class _Reader:
    """Collects the faults of all fields, so that the page shows them at once."""

    def __init__(self) -> None:
        self.errors: dict[str, str] = {}

    def text(self, field: str, typed: str | None, *, is_required: bool = True) -> str:
        text = fold(typed or "")
        if not text and is_required:
            self.errors[field] = "required"
        elif len(text) > LONGEST[field]:
            self.errors[field] = "too_long"
        return text

    def code(self, field: str, typed: str | None, read: Callable[[str], str | None]) -> str:
        """`read` gives the canonical form or None; an empty field is "required"."""
        if not (typed or "").strip():
            self.errors[field] = "required"
            return ""
        found = read(typed or "")
        if found is None:
            self.errors[field] = field.removeprefix("recipient_").removeprefix("company_")
        return found or ""

    def email(self, typed: str | None) -> str | None:
        text = fold(typed or "").lower()
        if text and (len(text) > LONGEST_EMAIL or not EMAIL.fullmatch(text)):
            self.errors["email"] = "email"
        return text or None


def checked(session: Session, buyer: BuyerFacts, address: AddressFacts) -> Delivery:
    """Raises Invalid with every fault: field -> code.

    Codes: required, too_long, mobile, email, postcode, unknown, not_in_province, national_id,
    economic_code.
    """
    read = _Reader()
    name = read.text("name", buyer.name)
    own_mobile = read.code("mobile", buyer.mobile, mobile)
    company = _company(read, buyer)
    recipient = read.text("recipient", address.recipient, is_required=False) or name
    recipient_mobile = (
        read.code("recipient_mobile", address.recipient_mobile, mobile)
        if address.recipient_mobile.strip()
        else own_mobile
    )
    email = read.email(buyer.email)
    made = {
        "postcode": read.code("postcode", address.postcode, postcode),
        "address": read.text("address", address.address),
        "note": read.text("note", address.note, is_required=False),
        "gift_note": read.text("gift_note", address.gift_note, is_required=False),
    }
    place = _place(session, read, address)
    if read.errors or place is None:
        raise Invalid(read.errors)
    return Delivery(
        name=name,
        mobile=own_mobile,
        email=email,
        company_name=company[0],
        company_national_id=company[1],
        company_economic_code=company[2],
        recipient=recipient,
        recipient_mobile=recipient_mobile,
        is_gift=address.is_gift,
        place=place,
        **made,
    )


def _company(read: _Reader, buyer: BuyerFacts) -> tuple[str | None, str | None, str | None]:
    """(legal name, national id, economic code), all None for a person."""
    typed = (buyer.company_name, buyer.company_national_id, buyer.company_economic_code)
    if not any((text or "").strip() for text in typed):
        return None, None, None
    code = (typed[2] or "").strip()
    return (
        read.text("company_name", typed[0]),
        read.code("company_national_id", typed[1], _any_national_id),
        read.code("company_economic_code", code, economic_code) if code else None,
    )


def _any_national_id(text: str) -> str | None:
    """A legal person's eleven digits, or the ten of a person who trades."""
    return legal_id(text) or national_id(text)


def _place(session: Session, read: _Reader, address: AddressFacts) -> Place | None:
    missing = [name for name in ("province_code", "city_code") if not getattr(address, name)]
    read.errors.update(dict.fromkeys(missing, "required"))
    if missing:
        return None
    try:
        return places.named(
            session, province_code=address.province_code, city_code=address.city_code
        )
    except Invalid as fault:
        read.errors.update(fault.errors)
        return None
