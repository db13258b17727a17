"""How people come in, and how an e-mail or mobile becomes theirs.

A known and an unknown address get the same answer and cost the same: what differs is the letter,
which only the owner of the mailbox reads. A mobile counts as somebody's only when a code proved it,
so nobody can lie in wait with another's number.
"""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from portal.accounts import emails, links, quota
from portal.accounts.models import LinkPurpose, User
from portal.accounts.passwords import Hashed
from portal.core import clock
from portal.core.errors import Invalid, Refused
from portal.core.text import fold


@dataclass(frozen=True, slots=True)
class Registered:
    """`secret` verifies the e-mail of a new user, or resets the password of a known one."""

    user: User
    is_new: bool
    secret: str


@dataclass(frozen=True, slots=True)
class EmailChange:
    """`secret` goes to the new address (None: it is somebody's, send nothing); `old` is told."""

    secret: str | None
    old: str | None


@dataclass(frozen=True, slots=True)
class Confirmed:
    """`former` is the address that a change left; it is told."""

    user: User
    is_change: bool
    former: str | None


@dataclass(frozen=True, slots=True)
class MobileGiven:
    """`former` is the mobile that gave way, to be told."""

    user: User
    former: str | None


def _valid(email: str) -> str:
    address = emails.canonical(email)
    if address is None:
        raise Invalid({"email": "not_an_email"})
    return address


def insert_or_find(session: Session, user: User) -> tuple[User, bool]:
    """Insert `user`, or find the rival who was first with the e-mail or mobile. (row, is new)."""
    try:
        with session.begin_nested():
            session.add(user)
            session.flush()
    except IntegrityError:
        same = User.email == user.email if user.email else User.mobile == user.mobile
        return session.scalars(select(User).where(same)).one(), False
    return user, True


def _give(session: Session, user: User, refusal: str, **columns: object) -> None:
    """Set what only one user may have; Refused(`refusal`) when another has it already."""
    try:
        with session.begin_nested():
            for name, value in columns.items():
                setattr(user, name, value)
            session.flush()
    except IntegrityError as error:
        raise Refused(refusal) from error


def register(
    session: Session,
    *,
    name: str,
    email: str,
    password: Hashed,
    language: str = "fa",
    address: str,
) -> Registered:
    """Open an account by e-mail. Answer "look at your mail" whatever comes back.

    `password` is hashed already (passwords.accept). Raises Invalid and TooMany.
    """
    if not fold(name):
        raise Invalid({"name": "required"})
    mail = _valid(email)
    quota.letter(session, "register", address=address, target=mail)
    made = User(name=fold(name), email=mail, password_hash=password, language=language)
    user, is_new = insert_or_find(session, made)
    purpose = LinkPurpose.VERIFY_EMAIL if is_new else LinkPurpose.RESET_PASSWORD
    secret = links.make(session, purpose=purpose, user_id=user.id, facts={"email": mail})
    return Registered(user, is_new, secret)


def confirm_email(session: Session, *, secret: str, user_id: int | None = None) -> Confirmed:
    """Follow a VERIFY_EMAIL link, after registering or to finish a change of e-mail.

    `user_id`: who is signed in. A change is finished by its own person alone: the new address may
    have been mistyped, and its mailbox be a stranger's. Raises Refused: link_spent, email_taken,
    sign_in_to_confirm.
    """
    purpose = LinkPurpose.VERIFY_EMAIL
    seen = links.peek(session, purpose=purpose, secret=secret)
    is_change = seen is not None and "former" in seen.facts
    if seen is not None and is_change and seen.user_id != user_id:
        raise Refused("sign_in_to_confirm")
    link = links.use(session, purpose=purpose, secret=secret)
    user = session.get_one(User, link.user_id)
    former = user.email if is_change else None
    email = str(link.facts["email"])
    _give(session, user, "email_taken", email=email, email_verified_at=clock.now())
    return Confirmed(user, is_change, former)


def ask_email_change(session: Session, *, user_id: int, email: str, address: str) -> EmailChange:
    """Nothing changes until the link sent to the new address is used. Raises Invalid, TooMany."""
    user = session.get_one(User, user_id)
    mail = _valid(email)
    quota.letter(session, "email_change", address=address, target=mail)
    is_taken = session.scalar(select(User.id).where(User.email == mail, User.id != user_id))
    secret = None
    if not is_taken:
        facts = {"email": mail, "former": user.email}
        purpose = LinkPurpose.VERIFY_EMAIL
        secret = links.make(session, purpose=purpose, user_id=user_id, facts=facts)
    return EmailChange(secret, user.email)


def _holder(session: Session, mobile: str) -> User | None:
    return session.scalar(select(User).where(User.mobile == mobile).with_for_update())


def _release_unproved(session: Session, mobile: str) -> User | None:
    """The user who proved `mobile`; a claim nobody proved gives way."""
    holder = _holder(session, mobile)
    if holder is None or holder.mobile_verified_at is not None or holder.email is None:
        return holder
    holder.mobile = None
    session.flush()
    return None


def enter_by_mobile(session: Session, *, mobile: str, language: str = "fa") -> User:
    """Whose mobile it is, or a new buyer; call it when codes.verify said yes.

    Raises Refused("account_closed") for an account that the office closed.
    """
    user = _release_unproved(session, mobile)
    if user is None:
        made = User(name="", mobile=mobile, mobile_verified_at=clock.now(), language=language)
        user, _is_new = insert_or_find(session, made)
    if not user.is_active:
        raise Refused("account_closed")
    user.mobile_verified_at = user.mobile_verified_at or clock.now()
    return user


def confirm_mobile(session: Session, *, user_id: int, mobile: str) -> MobileGiven:
    """Give a user the mobile that a code proved. Raises Refused("mobile_taken")."""
    holder = _release_unproved(session, mobile)
    if holder is not None and holder.id != user_id:
        raise Refused("mobile_taken")
    user = session.get_one(User, user_id)
    former = user.mobile if user.mobile != mobile else None
    _give(session, user, "mobile_taken", mobile=mobile, mobile_verified_at=clock.now())
    return MobileGiven(user, former)
