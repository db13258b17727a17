"""A buyer's address book. Whether province and city exist, shipping knows; its callers ask it."""

from dataclasses import asdict, dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.accounts.models import Address
from portal.core import identifiers
from portal.core.errors import Invalid, NotFound, Refused
from portal.core.text import fold

MOST = 20


@dataclass(frozen=True, slots=True)
class Place:
    """Where a parcel goes, as typed; `mobile` of who receives it."""

    recipient: str
    mobile: str
    province_code: str
    city_code: str
    postcode: str
    line: str


def _checked(place: Place) -> dict[str, str]:
    """The canonical columns. Raises Invalid with every fault at once."""
    mobile = identifiers.mobile(place.mobile)
    postcode = identifiers.postcode(place.postcode)
    folded = {name: fold(text) for name, text in asdict(place).items()}
    errors = {name: "required" for name, text in folded.items() if not text}
    if mobile is None:
        errors["mobile"] = "not_a_mobile"
    if postcode is None:
        errors["postcode"] = "not_a_postcode"
    if errors or mobile is None or postcode is None:
        raise Invalid(errors)
    return folded | {"mobile": mobile, "postcode": postcode}


def of(session: Session, *, user_id: int) -> list[Address]:
    """The whole book, newest first."""
    mine = select(Address).where(Address.user_id == user_id)
    return list(session.scalars(mine.order_by(Address.id.desc())))


def get(session: Session, *, user_id: int, public_id: str) -> Address:
    """Raises NotFound, for another person's too."""
    mine = select(Address).where(Address.public_id == public_id, Address.user_id == user_id)
    address = session.scalar(mine)
    if address is None:
        raise NotFound
    return address


def add(session: Session, *, user_id: int, place: Place, by: str) -> Address:  # noqa: ARG001 - all verbs read alike
    """Raises Invalid; Refused("too_many_addresses") over MOST."""
    checked = _checked(place)
    held = session.scalar(select(func.count()).where(Address.user_id == user_id)) or 0
    if held >= MOST:
        raise Refused("too_many_addresses", most=MOST)
    address = Address(user_id=user_id, **checked)
    session.add(address)
    session.flush()
    return address


def keep(session: Session, *, user_id: int, place: Place, by: str) -> None:
    """`add`, unless the same place is in the book already. Raises as `add` does."""
    checked = _checked(place)
    if session.scalar(select(Address.id).filter_by(user_id=user_id, **checked).limit(1)) is None:
        add(session, user_id=user_id, place=place, by=by)


def edit(session: Session, *, user_id: int, public_id: str, place: Place, by: str) -> Address:  # noqa: ARG001
    """Raises NotFound, Invalid."""
    address = get(session, user_id=user_id, public_id=public_id)
    for name, text in _checked(place).items():
        setattr(address, name, text)
    return address


def remove(session: Session, *, user_id: int, public_id: str, by: str) -> None:  # noqa: ARG001
    """Raises NotFound. Orders keep their own copy of an address."""
    session.delete(get(session, user_id=user_id, public_id=public_id))
    session.flush()
