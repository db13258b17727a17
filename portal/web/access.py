"""Who may enter. Every view carries one mark, public ones too; a test fails on a view without.

Wrong organisation, missing permission and missing record all answer 404: existence does not leak.
A mark also says whether the view wants a proof of the last hour: those of a permission that
`policy.STEP_UP` names do, and those of `confirmed_person`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, TypeVar

from flask import Request, Response, current_app, g, redirect, request, url_for
from flask.typing import ResponseReturnValue

from config import REQUIRED
from portal.accounts import sessions
from portal.accounts.models import User
from portal.core import db
from portal.core.errors import NotFound
from portal.firms import membership, policy
from portal.firms.models import Membership, OrganisationKind
from portal.web import cookies, stepping
from portal.web.reading import reader

View = TypeVar("View", bound=Callable[..., ResponseReturnValue])


@dataclass(frozen=True, slots=True)
class Mark:
    """What a view declared: `kind` public, person, firm, office, machine; and the permission."""

    kind: str
    permission: policy.Permission | None = None
    steps_up: bool = False  # only soon after a proof


def mark(
    view: View,
    kind: str,
    permission: policy.Permission | None = None,
    *,
    steps_up: bool = False,
) -> View:
    view.access = Mark(kind, permission, steps_up)  # type: ignore[attr-defined]
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


def confirmed_person(
    view: Callable[..., ResponseReturnValue],
) -> Callable[..., ResponseReturnValue]:
    """Somebody signed in who gave a proof within the hour: how one signs in is changed here."""

    @wraps(view)
    def guarded(*args: Any, **kwargs: Any) -> ResponseReturnValue:
        if user() is None:
            return to_sign_in()
        asked = None if g.login.is_fresh else stepping.ask()
        return asked or view(*args, **kwargs)

    return mark(guarded, "person", steps_up=True)


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
                g.refused = permission
                raise NotFound
            g.membership, g.organisation = mine, mine.organisation
            g.organisation_id = mine.organisation_id
            asked = _stop(permission)
            if asked is not None:
                return asked
            owned = {"firm_id": mine.organisation_id} if kind == "firm" else {}
            return view(*args, **owned, **kwargs)

        return mark(guarded, kind, permission, steps_up=permission in policy.STEP_UP)

    return decorate


def _stop(permission: policy.Permission) -> ResponseReturnValue | None:
    """What stands between a member and the page: a second step to set up, or a proof to give."""
    if is_second_step_due():
        answer: Response = redirect(url_for("account.factors"), 303)  # type: ignore[assignment]
        return answer
    is_worn = g.login.is_worn and permission not in policy.PACKING
    is_old = permission in policy.STEP_UP and not g.login.is_fresh
    return stepping.ask() if is_worn or is_old else None


def must_keep_second_step() -> bool:
    """Whether the site wants one of this person: SECOND_FACTOR=required, of who works at a desk."""
    return current_app.config["SETTINGS"].second_factor == REQUIRED and bool(memberships())


def is_second_step_due() -> bool:
    """Whether it must be set up before any desk opens."""
    return g.login.factor is None and must_keep_second_step()


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
