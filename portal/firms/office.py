"""The first person of the consortium's office; every later one is invited."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.accounts import emails
from portal.accounts.models import User
from portal.accounts.passwords import hash_password
from portal.core import clock
from portal.core.errors import Invalid, Refused
from portal.core.text import fold, slugify
from portal.firms.models import (
    ORGANISATION,
    Organisation,
    OrganisationKind,
    OrganisationState,
    Role,
)
from portal.firms.roster import enrol

CODE = "CON"
NAME_FA = "دفتر کنسرسیوم"
NAME_EN = "Consortium office"


def open_office(
    session: Session, *, name_fa: str = NAME_FA, name_en: str = NAME_EN, by: str
) -> Organisation:
    """The consortium, made when there is none yet."""
    mine = select(Organisation).where(Organisation.kind == OrganisationKind.CONSORTIUM)
    found = session.scalar(mine.order_by(Organisation.id).limit(1))
    if found is not None:
        return found
    office = Organisation(
        kind=OrganisationKind.CONSORTIUM,
        state=OrganisationState.ACTIVE,
        code=CODE,
        name_fa=name_fa,
        name_en=name_en,
        slug_fa=slugify(name_fa),
        slug_en=slugify(name_en),
    )
    session.add(office)
    session.flush()
    ORGANISATION.begin(session, office, by=by)
    return office


def create_admin(
    session: Session,
    *,
    email: str,
    name: str,
    password: str,
    name_fa: str = NAME_FA,
    name_en: str = NAME_EN,
) -> User:
    """An administrator, and the office when it is missing. For the command line: hashes here.

    Raises Invalid on "email"; Refused("email_taken"): invite a person who has an account.
    """
    mail = emails.canonical(email)
    if mail is None:
        raise Invalid({"email": "not_an_email"})
    if session.scalar(select(User.id).where(User.email == mail)):
        raise Refused("email_taken")
    user = User(
        name=fold(name),
        email=mail,
        email_verified_at=clock.now(),
        password_hash=hash_password(password),
    )
    session.add(user)
    office = open_office(session, name_fa=name_fa, name_en=name_en, by="cli")
    enrol(session, organisation_id=office.id, user_id=user.id, role=Role.ADMINISTRATOR)
    return user
