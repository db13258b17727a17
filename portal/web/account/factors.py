"""A person's second step: an authenticator app and recovery codes. Both only soon after a proof."""

import segno
from flask import Response, current_app, flash, g, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from portal.accounts import factors as held_factors
from portal.accounts import passkeys, recovery_codes, sessions, totp
from portal.accounts.factor_models import Factor
from portal.accounts.models import User
from portal.core.errors import Refused
from portal.web import access, cookies, tell, unit
from portal.web.account.area import account
from portal.web.forms import PortalForm, Required, Text, submitted
from portal.web.wording import gettext as _
from portal.web.wording import lazy as _l

GROUP = 4


class FirstCodeForm(PortalForm):
    code = Text(_l("Six digits that the app shows"), [Required()], longest=12)


@account.get("/second-step")
@access.person
def factors() -> ResponseReturnValue:
    held = held_factors.held(unit.reader(), user_id=g.user.id)
    return render_template(
        "account/factors.html",
        held=held,
        keys=passkeys.listing(unit.reader(), user_id=g.user.id),
        may_have_keys=passkeys.are_possible(),
        is_due=access.is_second_step_due(),
        is_worker=bool(access.memberships()),
    )


@account.post("/second-step/app")
@access.confirmed_person
def begin_app() -> ResponseReturnValue:
    """A new secret; the old one works until the new one has given a code."""
    user_id = g.user.id
    with unit.transaction() as writer:
        unit.about("user", g.user.public_id)
        totp.begin(writer, user_id=user_id)
    return redirect(url_for("account.app"), 303)


@account.get("/second-step/app")
@access.confirmed_person
def app() -> ResponseReturnValue:
    return _app_page(FirstCodeForm(), 200)


def _app_page(form: FirstCodeForm, status: int) -> ResponseReturnValue:
    secret = totp.pending(unit.reader(), user=g.user)
    if secret is None:
        return redirect(url_for("account.factors"), 303)
    brand = current_app.config["SETTINGS"].brand_en
    address = totp.address(secret, name=g.user.email or g.user.mobile or "", issuer=brand)
    groups = [secret[n : n + GROUP] for n in range(0, len(secret), GROUP)]
    return render_template(
        "account/app.html", form=form, code=_qr(address), secret=" ".join(groups)
    ), status


def _qr(address: str) -> Markup:
    """Drawn here and put into the page: the secret goes to no other server, nor into an address."""
    made = segno.make_qr(address, error="m").svg_inline(
        border=4, dark="#000", light="#fff", svgclass=None, lineclass=None, omitsize=True
    )
    return Markup(made)  # noqa: S704 - drawn by segno


@account.post("/second-step/app/confirm")
@access.confirmed_person
def confirm_app() -> ResponseReturnValue:
    """The first code puts it in use. Every other browser is signed out, this one stays."""
    form = submitted(FirstCodeForm)
    if not form.validate():
        return _app_page(form, 422)
    who = g.user
    held_factors.count_try(who)
    user_id, login_id, token, made = who.id, g.login.id, "", list[str]()
    with unit.transaction() as writer:
        unit.about("user", who.public_id)
        if totp.confirm(writer, user_id=user_id, code=form.code.data):
            if not recovery_codes.left(writer, user_id=user_id):
                made = recovery_codes.renew(writer, user_id=user_id)
            token = strengthened(writer, user_id, login_id, by=Factor.APP)
    if not token:
        form.refuse({"code": "wrong_factor"})
        return _app_page(form, 422)
    flash(_("The app is set up. Every other browser was signed out."), "ok")
    answer = codes_page(made) if made else redirect(url_for("account.factors"), 303)
    cookies.put(answer, cookies.SESSION, token, cookies.SESSION_LIFE)  # type: ignore[arg-type]
    return answer


def strengthened(writer: unit.Session, user_id: int, login_id: int, *, by: Factor) -> str:
    """A new secret for this browser, none for the others, and a letter."""
    held_factors.changed(writer, user_id=user_id, except_id=login_id)
    tell.access_changed(writer, user=writer.get_one(User, user_id), what=by.value)
    return sessions.confirm(writer, session_id=login_id, factor=by)


def codes_page(made: list[str]) -> Response:
    """Shown once: the answer to the act itself, since no later page knows them."""
    return make_response(render_template("account/codes.html", codes=made))


@account.post("/second-step/codes")
@access.confirmed_person
def renew_codes() -> ResponseReturnValue:
    user_id = g.user.id
    if not held_factors.held(unit.reader(), user_id=user_id).has_any:
        return redirect(url_for("account.factors"), 303)
    with unit.transaction() as writer:
        unit.about("user", g.user.public_id)
        made = recovery_codes.renew(writer, user_id=user_id)
        tell.access_changed(writer, user=writer.get_one(User, user_id), what="codes")
    return codes_page(made)


@account.post("/second-step/app/remove")
@access.confirmed_person
def remove_app() -> ResponseReturnValue:
    """Buyers may; who works at a desk keeps one, where the site asks for it."""
    user_id, login_id = g.user.id, g.login.id
    is_last = held_factors.held(unit.reader(), user_id=user_id).is_one
    if is_last and access.must_keep_second_step():
        raise Refused("second_step_required")
    with unit.transaction() as writer:
        unit.about("user", g.user.public_id)
        if totp.remove(writer, user_id=user_id):
            if not passkeys.count(writer, user_id=user_id):
                recovery_codes.remove(writer, user_id=user_id)
            held_factors.changed(writer, user_id=user_id, except_id=login_id)
            tell.access_changed(writer, user=writer.get_one(User, user_id), what="app_removed")
    flash(_("The app is no longer asked for. Every other browser was signed out."), "ok")
    return redirect(url_for("account.factors"), 303)
