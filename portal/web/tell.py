"""Messages that carry a secret made by `accounts` and `firms`, which know no messaging."""

from flask import g, url_for
from sqlalchemy.orm import Session

from portal.accounts.models import User
from portal.accounts.people import Registered
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
