"""Messages that carry a secret made by `accounts` and `firms`, which know no messaging."""

from flask import g, url_for
from sqlalchemy.orm import Session

from portal.accounts.models import User
from portal.accounts.people import EmailChange, Registered
from portal.core import tokens
from portal.firms.membership import Invitation
from portal.messaging.notices import notify


def sign_in_code(session: Session, *, mobile: str, code: str) -> None:
    notify(
        session,
        kind="sign_in_code",
        key=f"sign_in_code:{tokens.public_id()}",
        language=g.language,
        facts={"code": code},
        sms=mobile,
    )


def reset_password(session: Session, *, user: User, secret: str) -> None:
    notify(
        session,
        kind="reset_password",
        key=f"reset_password:{tokens.digest(secret)[:24]}",
        language=user.language,
        facts={"link": _path("account.reset", secret)},
        email=user.email,
    )


def registered(session: Session, *, registered: Registered, language: str) -> None:
    """A new person confirms the address; the owner of a known one is told and may reset."""
    kind = "verify_email" if registered.is_new else "already_registered"
    view = "account.verify_email" if registered.is_new else "account.reset"
    notify(
        session,
        kind=kind,
        key=f"{kind}:{tokens.digest(registered.secret)[:24]}",
        language=language if registered.is_new else registered.user.language,
        facts={"link": _path(view, registered.secret)},
        email=registered.user.email,
    )


def email_change(session: Session, *, user: User, email: str, change: EmailChange) -> None:
    """The new address gets the link; the old one hears of it at once. Nothing to strangers."""
    if change.secret is not None:
        notify(
            session,
            kind="change_email",
            key=f"change_email:{tokens.digest(change.secret)[:24]}",
            language=user.language,
            facts={"link": _path("account.verify_email", change.secret)},
            email=email,
        )
    if change.old and change.old != email:
        _changed(session, "email_changing", user, email=change.old, sms=None)


def email_changed(session: Session, *, user: User, former: str | None) -> None:
    if former and former != user.email:
        _changed(session, "email_changed", user, email=former, sms=user.mobile)


def mobile_changed(session: Session, *, user: User, former: str | None) -> None:
    """To the mobile that gave way, and to the mailbox."""
    _changed(session, "mobile_changed", user, email=user.email, sms=former)


def access_changed(session: Session, *, user: User, what: str) -> None:
    """Another password or second step, or a recovery code used: the owner hears of it at once."""
    notify(
        session,
        kind="access_changed",
        key=f"access_changed:{tokens.public_id()}",
        language=user.language,
        facts={
            "what": what,
            "link": url_for("account.forgotten").removeprefix(g.language_row.prefix),
        },
        email=user.email,
        sms=user.mobile if user.mobile_verified_at and not user.email else None,
    )


def mobile_code(session: Session, *, user: User, mobile: str, code: str) -> None:
    notify(
        session,
        kind="mobile_code",
        key=f"mobile_code:{tokens.public_id()}",
        language=user.language,
        facts={"code": code},
        sms=mobile,
    )


def _changed(
    session: Session, kind: str, user: User, *, email: str | None, sms: str | None
) -> None:
    """To where the person was reached before: if somebody else did it, they must hear of it."""
    key = f"{kind}:{tokens.public_id()}"
    path = url_for("account.forgotten").removeprefix(g.language_row.prefix)
    facts = {"link": path}
    notify(session, kind=kind, key=key, language=user.language, facts=facts, email=email, sms=sms)


def invite(session: Session, *, invitation: Invitation) -> None:
    firm = invitation.organisation
    notify(
        session,
        kind="invite",
        key=f"invite:{tokens.digest(invitation.secret)[:24]}",
        language=g.language,
        facts={
            "organisation_fa": firm.name_fa,
            "organisation_en": firm.name_en,
            "link": _path("account.invited", invitation.secret),
        },
        email=invitation.email,
    )


def _path(endpoint: str, secret: str) -> str:
    """The page's path without language prefix: the message adds its own reader's."""
    address = url_for(endpoint, secret=secret)
    return address.removeprefix(g.language_row.prefix)
