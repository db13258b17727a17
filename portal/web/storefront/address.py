"""The address step as the form holds it, as it is kept, and as later pages show it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import g
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict
from wtforms import BooleanField

from portal.accounts import addresses
from portal.accounts.models import Address, User
from portal.core import identifiers
from portal.core.errors import NotFound
from portal.orders.buyers import Delivery
from portal.orders.cart_delivery import Written, text_of
from portal.shipping.places import Place
from portal.web.storefront import gazetteer
from portal.web.storefront.forms import AddressForm, JoinForm
from portal.web.storefront.place import Spot
from portal.web.storefront.shell import say
from portal.web.wording import gettext as _

NEW = "new"
FLAG = "y"


@dataclass(frozen=True, slots=True)
class Shown:
    """Where the parcels go, for the pages after the address step."""

    recipient: str
    mobile: str
    place: str
    line: str
    postcode: str
    company: str
    is_gift: bool
    is_odd_postcode: bool


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the address book as a choice."""

    public_id: str
    recipient: str
    place: str
    line: str
    postcode: str


def typed(form: AddressForm) -> Written:
    """What was typed, field by field, to be kept and shown again."""
    kept: dict[str, str | bool] = {}
    for field in form:
        raw = field.raw_data[0] if field.raw_data else ""
        is_tick = isinstance(field, BooleanField)
        kept[field.name] = bool(field.data) if is_tick else str(raw)[:500]
    return kept


def form_of(written: Written) -> AddressForm:
    """The form as it was left."""
    given: MultiDict[str, str] = MultiDict(
        {key: FLAG if value is True else str(value) for key, value in written.items() if value}
    )
    return AddressForm(given)


def newcomer(user: User | None, spot: Spot | None) -> Written:
    """What is known before the buyer has written anything."""
    written: dict[str, str | bool] = {}
    if user is not None:
        written["name"] = user.name
        written["mobile"] = (user.mobile or "").replace("+98", "0", 1)
        written["email"] = user.email or ""
    if spot is not None:
        written["province_code"], written["city_code"] = spot.province_code, spot.city_code
    return written


def from_book(session: Session, *, user: User, public_id: str) -> Mapping[str, str]:
    """The fields that an entry of the address book fills; {} when it is not there any more."""
    try:
        entry = addresses.get(session, user_id=user.id, public_id=public_id)
    except NotFound:
        return {}
    filled = {
        "province_code": entry.province_code,
        "city_code": entry.city_code,
        "address": entry.line,
        "postcode": entry.postcode,
    }
    if entry.recipient != user.name:
        filled |= {"recipient": entry.recipient, "recipient_mobile": entry.mobile}
    return filled


def with_place(written: Written, place: Place) -> Written:
    """What was typed, with the official name of its place: later pages need not look it up."""
    return {**written, "place_fa": place.title_fa, "place_en": place.title_en}


def shown(written: Written) -> Shown:
    """What was typed and found right, as the pages after the address step show it."""
    text = text_of(written)
    code = identifiers.postcode(text("postcode")) or text("postcode")
    mobile = text("recipient_mobile") or text("mobile")
    return Shown(
        recipient=text("recipient") or text("name"),
        mobile=identifiers.mobile(mobile) or mobile,
        place=text(f"place_{g.language}"),
        line=text("address"),
        postcode=code,
        company=text("company_name"),
        is_gift=bool(written.get("is_gift")),
        is_odd_postcode=not identifiers.is_likely_postcode(code),
    )


def spot_of(place: Place) -> Spot:
    return Spot(place.province_code, place.city_code, place.title_fa, place.title_en)


def for_book(delivery: Delivery) -> addresses.Place:
    """What was written and found right, as an entry of the address book."""
    return addresses.Place(
        recipient=delivery.recipient,
        mobile=delivery.recipient_mobile,
        province_code=delivery.place.province_code,
        city_code=delivery.place.city_code,
        postcode=delivery.postcode,
        line=delivery.address,
    )


def book(session: Session, user: User | None) -> list[Entry]:
    """The buyer's address book, newest first; nobody's is empty."""
    if user is None:
        return []
    return [_entry(row) for row in addresses.of(session, user_id=user.id)]


def _entry(row: Address) -> Entry:
    province = next((p for p in gazetteer.provinces() if p.code == row.province_code), None)
    city = next((c for c in gazetteer.cities(row.province_code) if c.code == row.city_code), None)
    named = _(", ").join(say(place, "name") for place in (province, city) if place is not None)
    return Entry(row.public_id, row.recipient, named, row.line, row.postcode)


def lists(form: AddressForm | JoinForm) -> dict[str, Any]:
    """The two lists of places; cities only once the province is known."""
    province = form.province_code.data
    return {
        "provinces": gazetteer.provinces(),
        "cities": gazetteer.cities(province) if province else [],
    }
