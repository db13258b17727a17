"""A firm keeps its own page, its bank account and its holidays."""

from dataclasses import asdict, dataclass
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.core import clock
from portal.core.errors import Invalid, NotFound
from portal.core.text import slugify
from portal.firms import particulars
from portal.firms.models import ORGANISATION, Organisation, OrganisationState

LONGEST_PAUSE = timedelta(days=366)
REQUIRED = frozenset({"name_fa", "name_en", "email", "mobile"})
NEVER_NULL = ("story_fa", "story_en", "place_fa", "place_en")


@dataclass(frozen=True, slots=True)
class Profile:
    """The form of the firm's page, as typed. `founded` is a Jalali year."""

    name_fa: str
    name_en: str
    story_fa: str
    story_en: str
    place_fa: str
    place_en: str
    founded: int | None
    phone: str
    email: str
    mobile: str
    legal_name: str
    national_id: str
    economic_code: str
    licence_number: str
    province_code: str
    city_code: str
    postcode: str
    address: str
    preparation_days: int
    tint: int


def locked(session: Session, firm_id: int) -> Organisation:
    """The firm, for a change. Raises NotFound."""
    mine = select(Organisation).where(Organisation.id == firm_id).with_for_update()
    firm = session.scalar(mine)
    if firm is None:
        raise NotFound
    return firm


def edit(
    session: Session,
    *,
    firm_id: int,
    profile: Profile,
    by: str,  # noqa: ARG001 - who acts is in the audit row; all verbs read alike
) -> Organisation:
    """Raises Invalid with every fault. Addresses follow the names; the public id decides them."""
    values = particulars.checked(asdict(profile), required=REQUIRED)
    firm = locked(session, firm_id)
    for name, value in values.items():
        setattr(firm, name, "" if value is None and name in NEVER_NULL else value)
    firm.slug_fa, firm.slug_en = slugify(firm.name_fa), slugify(firm.name_en)
    return firm


def set_iban(session: Session, *, firm_id: int, iban: str, by: str) -> Organisation:  # noqa: ARG001
    """Where its money goes. The page asks for a fresh sign-in first. Raises Invalid on "iban"."""
    values = particulars.checked({"iban": iban}, required=frozenset({"iban"}))
    firm = locked(session, firm_id)
    firm.iban = str(values["iban"])
    return firm


def pause(session: Session, *, firm_id: int, until: date | None, by: str) -> Organisation:
    """Take no orders: until a day, on which it opens by itself, or (None) until `resume`.

    Pages stay; what was sold is still sent. Raises Invalid on "until", WrongMove.
    """
    firm = locked(session, firm_id)
    today = clock.today()
    if until is None:
        ORGANISATION.move(session, firm, OrganisationState.PAUSED, by=by)
    elif until <= today:
        raise Invalid({"until": "in_the_past"})
    elif until - today > LONGEST_PAUSE:
        raise Invalid({"until": "too_late"})
    firm.closed_until = until
    return firm


def resume(session: Session, *, firm_id: int, by: str) -> Organisation:
    """Take orders again, from either kind of pause; harmless when it is open."""
    firm = locked(session, firm_id)
    if firm.state is OrganisationState.PAUSED:
        ORGANISATION.move(session, firm, OrganisationState.ACTIVE, by=by)
    firm.closed_until = None
    return firm
