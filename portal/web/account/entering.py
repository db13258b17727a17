"""What happens when somebody has proved who they are: a new session, and their basket with them.

Whoever has a second step gives it first, by whichever way they came: password, SMS, a letter.
"""

from urllib.parse import urlsplit

from flask import Response, g, redirect, request, session, url_for

from portal.accounts import factors, sessions, steps
from portal.accounts.models import User
from portal.core import tokens
from portal.firms import membership
from portal.orders import cart
from portal.web import cookies, unit


def enter(
    user_id: int, wanted: str | None, *, factor: str | None = None, remember: bool = False
) -> Response:
    """Begin a session, or ask for the second step that this person has."""
    if factor is None and factors.held(unit.reader(), user_id=user_id).has_any:
        return _halfway(user_id, wanted)
    return _enter(user_id, wanted, factor=factor, remember=remember)


def _halfway(user_id: int, wanted: str | None) -> Response:
    with unit.transaction() as writer:
        unit.about("login", "begun")
        secret = steps.begin(writer, user_id=user_id, wanted=safe(wanted))
    answer: Response = redirect(url_for("account.second"), 303)  # type: ignore[assignment]
    cookies.put(answer, cookies.STEP, secret, steps.LIFE)
    return answer


def _enter(user_id: int, wanted: str | None, *, factor: str | None, remember: bool) -> Response:
    """A new session, the guest's basket moved over, and on to where the person wanted to go."""
    old = cookies.session_token(request)
    basket = cookies.cart_token(request)
    with unit.transaction() as writer:
        person = writer.get_one(User, user_id).public_id
        unit.about("login", "begun", user=person, factor=factor or "none")
        if old:
            sessions.end(writer, old)
        secret = sessions.begin(
            writer,
            user_id=user_id,
            lifetime=membership.lifetime_of(writer, user_id=user_id),
            agent=request.headers.get("User-Agent"),
            factor=factor,
            is_remembered=remember,
        )
        if basket:
            cart.merge(writer, token_hash=tokens.digest(basket), user_id=user_id)
    session.clear()
    g.pop("user", None)
    g.pop("memberships", None)
    answer: Response = redirect(safe(wanted) or url_for("account.home"), 303)  # type: ignore[assignment]
    cookies.put(answer, cookies.SESSION, secret, cookies.SESSION_LIFE)
    cookies.drop(answer, cookies.CART)
    cookies.drop(answer, cookies.STEP)
    return answer


def safe(wanted: str | None) -> str | None:
    """The address to go back to, when it is a plain path of this site; else None."""
    if not wanted or not wanted.startswith("/") or wanted[1:2] in {"/", "\\"}:
        return None
    if any(ord(letter) < 0x20 for letter in wanted) or "\\" in wanted:  # noqa: PLR2004 - control characters
        return None
    parts = urlsplit(wanted)
    return None if parts.scheme or parts.netloc else wanted
