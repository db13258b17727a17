"""A firm asks to join by the public form; the office answers.

`apply` makes the organisation in APPLIED; approval opens it and invites its owner; a rejection
gives its reason, and the firm may apply anew.
"""

from dataclasses import asdict, dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.accounts import quota
from portal.core import clock
from portal.core.errors import Invalid, NotFound
from portal.core.text import fold, slugify
from portal.firms import codes, inviting, particulars
from portal.firms.inviting import Invitation
from portal.firms.models import (
    ORGANISATION,
    Application,
    Organisation,
    OrganisationKind,
    OrganisationState,
    Role,
)

REQUIRED = frozenset(
    {
        "name_fa", "name_en", "national_id", "province_code", "city_code", "postcode", "address",
        "contact_name", "contact_mobile", "contact_email",
    }
)  # fmt: skip
OF_CONTACT = ("contact_name", "contact_mobile", "contact_email", "message")
NEVER_NULL = ("name_fa", "name_en", "place_fa", "place_en")
AGAIN = (OrganisationState.REJECTED, OrganisationState.LEFT)

propose_code = codes.propose


@dataclass(frozen=True, slots=True)
class Wish:
    """The public form, as typed."""

    name_fa: str
    name_en: str
    legal_name: str
    national_id: str
    phone: str
    province_code: str
    city_code: str
    postcode: str
    address: str
    place_fa: str
    place_en: str
    licence_number: str
    contact_name: str
    contact_mobile: str
    contact_email: str
    message: str


@dataclass(frozen=True, slots=True)
class Approved:
    """What the letter to the new owner needs."""

    application: Application
    invitation: Invitation


def _refuse_twice(session: Session, national_id: str | int | None) -> None:
    mine = select(Organisation.id).where(
        Organisation.national_id == national_id, Organisation.state.not_in(AGAIN)
    )
    if session.scalar(mine):
        raise Invalid({"national_id": "already_applied"})


def _organisation(session: Session, values: dict[str, str | int | None]) -> Organisation:
    count = session.scalar(select(func.count()).select_from(Organisation)) or 0
    named = {name: values[name] or "" for name in NEVER_NULL}
    organisation = Organisation(
        **(values | named),
        kind=OrganisationKind.FIRM,
        state=OrganisationState.APPLIED,
        code=codes.propose(session, str(values["name_en"])),
        slug_fa=slugify(str(values["name_fa"])),
        slug_en=slugify(str(values["name_en"])),
        tint=count % len(particulars.TINTS) + particulars.TINTS.start,
    )
    session.add(organisation)
    session.flush()
    ORGANISATION.begin(session, organisation, by="guest")
    return organisation


def apply(
    session: Session, *, wish: Wish, terms_version: str, language: str, address: str
) -> Application:
    """A firm applies. Raises Invalid with every fault, TooMany (counted by network address).

    Orders will be told to the contact's mobile and e-mail until the firm changes them.
    """
    values = particulars.checked(asdict(wish), required=REQUIRED)
    _refuse_twice(session, values["national_id"])
    contact = {name: values.pop(name) or "" for name in OF_CONTACT}
    quota.letter(session, "apply", address=address, target=str(contact["contact_email"]))
    values["mobile"], values["email"] = contact["contact_mobile"], contact["contact_email"]
    organisation = _organisation(session, values)
    application = Application(
        organisation=organisation, terms_version=terms_version, language=language, **contact
    )
    session.add(application)
    session.flush()
    return application


def _locked(session: Session, public_id: str) -> Application:
    mine = select(Application).where(Application.public_id == public_id).with_for_update()
    application = session.scalar(mine)
    if application is None:
        raise NotFound
    return application


def _decide(application: Application, by: str, reason: str | None = None) -> None:
    application.decided_at, application.decided_by = clock.now(), by
    application.reason = reason


def _rename(session: Session, organisation: Organisation, code: str) -> None:
    wanted = code.strip().upper()
    if not codes.is_code(wanted):
        raise Invalid({"code": "bad_code"})
    if codes.is_taken(session, wanted, except_id=organisation.id):
        raise Invalid({"code": "code_taken"})
    organisation.code = wanted


def approve(session: Session, *, public_id: str, code: str | None = None, by: str) -> Approved:
    """Open the firm and invite its contact as owner. Raises NotFound, WrongMove, Invalid on "code".

    `code`: another one than was proposed; it cannot be changed later.
    """
    application = _locked(session, public_id)
    organisation = application.organisation
    if code and code.strip():
        _rename(session, organisation, code)
    ORGANISATION.move(session, organisation, OrganisationState.ACTIVE, by=by)
    _decide(application, by)
    invitation = inviting.make(
        session, organisation=organisation, email=application.contact_email, role=Role.OWNER
    )
    return Approved(application, invitation)


def reject(session: Session, *, public_id: str, reason: str, by: str) -> Application:
    """Say no, and why. Raises NotFound, WrongMove, Invalid({"reason": "required"})."""
    if not fold(reason):
        raise Invalid({"reason": "required"})
    application = _locked(session, public_id)
    ORGANISATION.move(
        session, application.organisation, OrganisationState.REJECTED, by=by, note=fold(reason)
    )
    _decide(application, by, fold(reason))
    return application
