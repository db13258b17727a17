"""Who may enter. Every view carries one mark, public ones too; a test fails on a view without.

Wrong organisation, missing permission and missing record all answer 404: existence does not leak.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, TypeVar

from flask import Request, Response, g, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.accounts import sessions
from portal.accounts.models import User
from portal.core import db
from portal.core.errors import NotFound
from portal.firms import membership, policy
from portal.firms.models import Membership, OrganisationKind
from portal.web import cookies
from portal.web.reading import reader

View = TypeVar("View", bound=Callable[..., ResponseReturnValue])


@dataclass(frozen=True, slots=True)
class Mark:
    """What a view declared: `kind` public, person, firm, office, machine; and the permission."""

    kind: str
    permission: policy.Permission | None = None


def mark(view: View, kind: str, permission: policy.Permission | None = None) -> View:
    view.access = Mark(kind, permission)  # type: ignore[attr-defined]
    return view


def public(view: View) -> View:
    """Anybody, signed in or not."""
    return mark(view, "public")


def machine(view: View) -> View:
    """A gateway or a monitor: authenticates by its own means, sends no cookie."""
    return mark(view, "machine")


def person(view: Callable[..., ResponseReturnValue]) -> Callable[..., ResponseReturnValue]:
    """Somebody signed in; others are sent to sign in and come back."""

    @wraps(view)
    def guarded(*args: Any, **kwargs: Any) -> ResponseReturnValue:
        if user() is None:
            return to_sign_in()
        return view(*args, **kwargs)

    return mark(guarded, "person")


def firm(
    permission: policy.Permission,
) -> Callable[[Callable[..., ResponseReturnValue]], Callable[..., ResponseReturnValue]]:
    """A member of the firm named in the address, whose role allows `permission`.

    The view gets `firm_id`; `g.membership` and `g.organisation` serve the layout.
    """
    return _organisation("firm", OrganisationKind.FIRM, permission)


def office(
    permission: policy.Permission,
) -> Callable[[Callable[..., ResponseReturnValue]], Callable[..., ResponseReturnValue]]:
    """A member of the consortium's staff whose role allows `permission`; it sees every firm's."""
    return _organisation("office", OrganisationKind.CONSORTIUM, permission)


def _organisation(
    kind: str, wanted: OrganisationKind, permission: policy.Permission
) -> Callable[[Callable[..., ResponseReturnValue]], Callable[..., ResponseReturnValue]]:
    def decorate(view: Callable[..., ResponseReturnValue]) -> Callable[..., ResponseReturnValue]:
        @wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> ResponseReturnValue:
            if user() is None:
                return to_sign_in()
            mine = _mine(wanted, kwargs.pop("firm", None))
            if mine is None or not _may(mine, permission):
                raise NotFound
            g.membership, g.organisation = mine, mine.organisation
            g.organisation_id = mine.organisation_id
            owned = {"firm_id": mine.organisation_id} if kind == "firm" else {}
            return view(*args, **owned, **kwargs)

        return mark(guarded, kind, permission)

    return decorate


def _mine(kind: OrganisationKind, code: str | None) -> Membership | None:
    for held in memberships():
        row = held.organisation
        if row.kind is kind and (code is None or row.code.lower() == code.lower()):
            return held
    return None


def memberships() -> list[Membership]:
    """Where the signed-in person works, for the switcher; one statement a request."""
    if "memberships" not in g:
        who = user()
        g.memberships = membership.of(reader(), user_id=who.id) if who else []
    held: list[Membership] = g.memberships
    return held


def allows(permission: policy.Permission) -> bool:
    """May the person do this in the organisation of this page? For templates."""
    held: Membership | None = g.get("membership")
    return held is not None and _may(held, permission)


def _may(held: Membership, permission: policy.Permission) -> bool:
    row = held.organisation
    return policy.allows(row.kind, held.role, permission, row.state)


def user() -> User | None:
    """The signed-in person, or None; one statement a request, none without a cookie."""
    if "user" not in g:
        token = cookies.session_token(request)
        found = sessions.find(reader(), token) if token else None
        if found is not None and found.needs_touch:
            with db.transaction() as session:
                sessions.touch(session, found)
        g.login = found
        g.user = found.user if found else None
    who: User | None = g.user
    return who


def actor_name() -> str:
    """The name in histories and audit rows: "user:<public id>", or "guest"."""
    who = user()
    return f"user:{who.public_id}" if who else "guest"


def to_sign_in(asked: Request | None = None) -> Response:
    """Send to the sign-in page; a GET comes back to where it was."""
    asked = asked or request
    wanted = asked.full_path.rstrip("?") if asked.method == "GET" else None
    response: Response = redirect(url_for("account.sign_in", next=wanted), 303)  # type: ignore[assignment]
    return response


def is_fresh() -> bool:
    """Was the password given within the last hour? Asked before bank account, team and e-mail."""
    return user() is not None and g.login.is_fresh


def to_confirm(back: str) -> Response:
    """Send to the page that asks for the password once more, then back.

    Somebody without a password proves the mobile again instead.
    """
    who = user()
    view = "account.confirm" if who and who.password_hash else "account.by_mobile"
    response: Response = redirect(url_for(view, next=back), 303)  # type: ignore[assignment]
    return response
