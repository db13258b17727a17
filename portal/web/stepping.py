"""Stepping up: before money, team, bank account and ways to sign in, a proof of the last hour.

A page that was asked for is come back to. A form that was sent is not lost: the page that asks
holds all its fields and sends them again with the proof, to the same address, so that the view gets
them as they were typed.
"""

from dataclasses import replace
from functools import partial
from urllib.parse import urlsplit

from flask import Response, after_this_request, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.accounts import factors, passkeys, passwords, sessions
from portal.accounts.models import User
from portal.core import audit, clock, db
from portal.web import cookies, limits, refusals
from portal.web.forms import Hidden, Password, PortalForm, Required, Text, submitted
from portal.web.reading import reader
from portal.web.wording import lazy as _l

CODE, PASSWORD, KEY = "step_up_code", "step_up_password", "step_up_passkey"
BACK = "step_up_back"
OURS = frozenset({CODE, PASSWORD, KEY, BACK, "csrf_token"})


class CodeProof(PortalForm):
    step_up_code = Text(_l("Code from the app, or a recovery code"), [Required()], longest=60)


class KeyProof(PortalForm):
    step_up_passkey = Hidden(longest=passkeys.LONGEST)


class PasswordProof(PortalForm):
    step_up_password = Password(_l("Password"), [Required()])


def ask() -> ResponseReturnValue | None:
    """The answer of somebody whose last proof is old; None when the form brought a new one."""
    who: User = g.user
    held = factors.held(reader(), user_id=who.id)
    if not held.has_any and who.password_hash is None:
        return _to("account.by_mobile")
    if request.method != "POST":
        return _to("account.confirm")
    if not brought():
        return page(form_for(who, posted=False), 200)
    form = form_for(who, posted=True)
    return None if proved(who, form) else page(form, 422)


def brought() -> bool:
    return any(name in request.form for name in (CODE, PASSWORD, KEY))


def form_for(who: User, *, posted: bool) -> PortalForm:
    """A code or a key of who has a second step; the password of others."""
    held = factors.held(reader(), user_id=who.id)
    kind: type[PortalForm] = CodeProof if held.has_any else PasswordProof
    if posted and held.passkeys and request.form.get(KEY):
        kind = KeyProof
    return submitted(kind) if posted else kind()


def proved(who: User, form: PortalForm) -> bool:
    """Judge the proof; a right one makes this sign-in fresh. Raises TooMany."""
    if not form.validate():
        return False
    fault = FAULTS[type(form)](who, form)
    if fault:
        refusals.note("proof_refused", *fault.values())
        form.refuse(fault)
        return False
    confirm()
    return True


def _code_fault(who: User, form: PortalForm) -> dict[str, str]:
    return {} if factors.check(who, form.data[CODE]) else {CODE: "wrong_factor"}


def _key_fault(who: User, form: PortalForm) -> dict[str, str]:
    return {} if factors.check_passkey(who, form.data[KEY]) else {KEY: "wrong_passkey"}


def _password_fault(who: User, form: PortalForm) -> dict[str, str]:
    limits.count_minute("confirm", who.public_id, limit=5)
    is_right = passwords.verify(who.password_hash, form.data[PASSWORD])
    return {} if is_right else {PASSWORD: "wrong_password"}


FAULTS = {CodeProof: _code_fault, KeyProof: _key_fault, PasswordProof: _password_fault}


def confirm() -> None:
    """Make the sign-in fresh again, under a new secret (ASVS 5.0, 7.2.4); the log says so."""
    with db.transaction() as session:
        token = sessions.confirm(session, session_id=g.login.id)
        audit.record(
            session,
            action="login.confirmed",
            actor=f"user:{g.user.public_id}",
            object_kind="login",
            request_id=g.get("request_id"),
        )
    g.login = replace(g.login, authenticated_at=clock.now())
    after_this_request(partial(_renamed, token))


def _renamed(token: str, answer: Response) -> Response:
    """The new secret for this browser, unless the view itself has just set one."""
    mine = f"{cookies.name(cookies.SESSION)}="
    if not any(one.startswith(mine) for one in answer.headers.getlist("Set-Cookie")):
        cookies.put(answer, cookies.SESSION, token, cookies.SESSION_LIFE)
    return answer


def page(form: PortalForm, status: int) -> ResponseReturnValue:
    """Ask, with everything the form held."""
    kept = [(n, value) for n, value in request.form.items(multi=True) if n not in OURS]
    action = request.script_root + request.full_path.rstrip("?")
    back = request.form.get(BACK) or _own(request.referrer)
    return shown(form, status, kept=kept, action=action, back=back)


def shown(
    form: PortalForm, status: int, *, kept: list[tuple[str, str]], action: str, back: str
) -> ResponseReturnValue:
    """The page that asks. A key that could not be checked is asked for beside the codes."""
    if isinstance(form, KeyProof):
        form = CodeProof()
        form.refuse({CODE: "wrong_passkey"})
    return render_template(
        "account/confirm.html",
        form=form,
        kept=kept,
        action=action,
        back=back,
        is_code=isinstance(form, CodeProof),
        has_key=factors.held(reader(), user_id=g.user.id).passkeys > 0,
    ), status


def _own(address: str | None) -> str:
    return address if address and urlsplit(address).netloc == request.host else ""


def came_from() -> str:
    """The page a form was written on, also when this module's page sent it on."""
    return request.form.get(BACK) or request.referrer or ""


def _to(view: str) -> Response:
    """To the page that asks, then back: to this page, or to the one the form stood on."""
    wanted = request.full_path.rstrip("?") if request.method == "GET" else None
    answer: Response = redirect(url_for(view, next=wanted), 303)  # type: ignore[assignment]
    return answer
