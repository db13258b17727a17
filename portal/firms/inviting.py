"""Invitations: a link to a mailbox makes its owner a member, once, within a week.

`invite` returns the secret; the layer above writes the letter.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.orm import Session

from portal.accounts import emails, links, people, quota
from portal.accounts.joining import insert_or_find
from portal.accounts.models import LinkPurpose, SecretLink, User
from portal.accounts.passwords import Hashed
from portal.core import clock
from portal.core.errors import Invalid, Refused
from portal.core.text import fold
from portal.firms import policy, roster
from portal.firms.models import Membership, Organisation, Role


@dataclass(frozen=True, slots=True)
class Invitation:
    """What the letter needs."""

    secret: str
    email: str
    organisation: Organisation


@dataclass(frozen=True, slots=True)
class Pending:
    """An invitation that nobody has taken yet."""

    email: str
    role: Role
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Invited:
    """What the page of a link shows; `is_known`: sign in to accept, else choose a password."""

    organisation: Organisation
    email: str
    role: Role
    is_known: bool


def _open(organisation_id: int) -> tuple[ColumnElement[bool], ...]:
    return (
        SecretLink.purpose == LinkPurpose.INVITE,
        SecretLink.used_at.is_(None),
        SecretLink.facts["organisation_id"].as_integer() == organisation_id,
    )


def make(session: Session, *, organisation: Organisation, email: str, role: Role) -> Invitation:
    """The link itself, uncounted; an older one to the same mailbox ends."""
    withdraw(session, organisation_id=organisation.id, email=email, by="")
    facts = {"organisation_id": organisation.id, "email": email, "role": role.value}
    secret = links.make(session, purpose=LinkPurpose.INVITE, facts=facts)
    return Invitation(secret, email, organisation)


def invite(
    session: Session,
    *,
    organisation_id: int,
    email: str,
    role: Role,
    address: str,
    by: str,  # noqa: ARG001 - who acts is in the audit row; all verbs read alike
) -> Invitation:
    """Ask the owner of a mailbox to work here. Raises Invalid on "email" and "role", TooMany."""
    organisation = session.get_one(Organisation, organisation_id)
    mail = emails.canonical(email)
    errors = {}
    if mail is None:
        errors["email"] = "not_an_email"
    if role not in policy.roles_of(organisation.kind):
        errors["role"] = "unknown_role"
    if mail is None or errors:
        raise Invalid(errors)
    user = people.by_email(session, mail)
    if user and roster.is_member(session, organisation_id=organisation_id, user_id=user.id):
        raise Invalid({"email": "already_a_member"})
    quota.letter(session, "invite", address=address, target=mail)
    return make(session, organisation=organisation, email=mail, role=role)


def invitations(session: Session, *, organisation_id: int) -> list[Pending]:
    """Those that still work, oldest first."""
    ours = select(SecretLink).where(*_open(organisation_id), SecretLink.expires_at > clock.now())
    return [
        Pending(link.facts["email"], Role(link.facts["role"]), link.expires_at)
        for link in session.scalars(ours.order_by(SecretLink.id))
    ]


def withdraw(session: Session, *, organisation_id: int, email: str, by: str) -> None:  # noqa: ARG001
    """The invitation to `email` stops working; harmless when there is none."""
    ours = select(SecretLink.id).where(
        *_open(organisation_id), SecretLink.facts["email"].as_string() == email
    )
    ids = list(session.scalars(ours))
    if ids:
        over = update(SecretLink).where(SecretLink.id.in_(ids))
        session.execute(over.values(used_at=clock.now()))


def peek(session: Session, *, secret: str) -> Invited | None:
    """The invitation behind a link, None when it is spent."""
    link = links.peek(session, purpose=LinkPurpose.INVITE, secret=secret)
    if link is None:
        return None
    organisation = session.get_one(Organisation, link.facts["organisation_id"])
    email = str(link.facts["email"])
    user = people.by_email(session, email)
    has_password = user is not None and user.password_hash is not None
    return Invited(organisation, email, Role(link.facts["role"]), has_password)


def _take(session: Session, secret: str, user: User) -> Membership:
    link = links.use(session, purpose=LinkPurpose.INVITE, secret=secret)
    user.email_verified_at = user.email_verified_at or clock.now()
    return roster.enrol(
        session,
        organisation_id=link.facts["organisation_id"],
        user_id=user.id,
        role=Role(link.facts["role"]),
    )


def accept(session: Session, *, secret: str, user_id: int) -> Membership:
    """A signed-in person accepts. Refused("link_spent"); Refused("other_email") if not theirs.

    Begin a new session afterwards: their rights have changed.
    """
    invited = peek(session, secret=secret)
    if invited is None:
        raise Refused("link_spent")
    user = session.get_one(User, user_id)
    if user.email != invited.email:
        raise Refused("other_email", email=invited.email)
    return _take(session, secret, user)


def join(
    session: Session, *, secret: str, name: str, password: Hashed, language: str = "fa"
) -> Membership:
    """Somebody new accepts and chooses a password. Raises Invalid on "name".

    Refused("link_spent"); Refused("sign_in_first") when the mailbox has an account with a password.
    """
    if not fold(name):
        raise Invalid({"name": "required"})
    invited = peek(session, secret=secret)
    if invited is None:
        raise Refused("link_spent")
    if invited.is_known:
        raise Refused("sign_in_first", email=invited.email)
    user, is_new = insert_or_find(
        session,
        User(name=fold(name), email=invited.email, password_hash=password, language=language),
    )
    if not is_new:
        if user.password_hash is not None:
            raise Refused("sign_in_first", email=invited.email)
        user.name, user.password_hash = fold(name), password
    return _take(session, secret, user)
