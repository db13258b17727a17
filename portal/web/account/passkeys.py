"""Passkeys of a person: set up, named, taken away. Only soon after a proof."""

from flask import Response, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.accounts import devices, passkeys, recovery_codes
from portal.accounts import factors as held_factors
from portal.accounts.factor_models import Factor
from portal.accounts.models import User
from portal.accounts.passkey_models import Ceremony
from portal.core.errors import NotFound, Refused
from portal.web import access, cookies, tell, unit
from portal.web.account.area import account
from portal.web.account.factors import codes_page, strengthened
from portal.web.account.sessions import device_words
from portal.web.forms import Hidden, PortalForm, Required, Text, submitted
from portal.web.wording import gettext as _
from portal.web.wording import lazy as _l


class PasskeyForm(PortalForm):
    name = Text(_l("Name of this device"), [Required()], longest=passkeys.LONGEST_NAME)
    passkey = Hidden(longest=passkeys.LONGEST)


def questions(user_id: int, ceremony: Ceremony) -> ResponseReturnValue:
    """JSON for the device; the challenge in it is kept."""
    with unit.transaction() as writer:
        unit.about("passkey", "begun")
        made = passkeys.options(writer, user_id=user_id, ceremony=ceremony)
    return Response(made, mimetype="application/json")


@account.post("/confirm/question")
@access.person
def confirm_question() -> ResponseReturnValue:
    """For the page that asks once more who it is."""
    return questions(g.user.id, Ceremony.USE)


@account.get("/second-step/passkey")
@access.confirmed_person
def new_passkey() -> ResponseReturnValue:
    if not passkeys.are_possible():
        raise NotFound
    form = PasskeyForm()
    form.name.data = device_words(devices.of(request.headers.get("User-Agent")))
    return render_template("account/passkey.html", form=form)


@account.post("/second-step/passkey/question")
@access.confirmed_person
def passkey_question() -> ResponseReturnValue:
    return questions(g.user.id, Ceremony.REGISTER)


@account.post("/second-step/passkey")
@access.confirmed_person
def add_passkey() -> ResponseReturnValue:
    """The new key is in use at once. Every other browser is signed out, this one stays."""
    form = submitted(PasskeyForm)
    if not form.validate():
        return render_template("account/passkey.html", form=form), 422
    user_id, login_id, token, made = g.user.id, g.login.id, "", list[str]()
    with unit.transaction() as writer:
        unit.about("user", g.user.public_id)
        key = passkeys.register(
            writer, user_id=user_id, answer=form.passkey.data, name=form.name.data
        )
        if key is not None:
            if not recovery_codes.left(writer, user_id=user_id):
                made = recovery_codes.renew(writer, user_id=user_id)
            token = strengthened(writer, user_id, login_id, by=Factor.PASSKEY)
    if not token:
        form.refuse({"name": "wrong_passkey"})
        return render_template("account/passkey.html", form=form), 422
    flash(_("The passkey is set up. Every other browser was signed out."), "ok")
    answer = codes_page(made) if made else redirect(url_for("account.factors"), 303)
    cookies.put(answer, cookies.SESSION, token, cookies.SESSION_LIFE)  # type: ignore[arg-type]
    return answer


@account.post("/second-step/passkey/<key_id>/remove")
@access.confirmed_person
def remove_passkey(key_id: str) -> ResponseReturnValue:
    """Who works at a desk keeps one second step, where the site asks for it."""
    user_id, login_id = g.user.id, g.login.id
    is_last = held_factors.held(unit.reader(), user_id=user_id).is_one
    if is_last and access.must_keep_second_step():
        raise Refused("second_step_required")
    with unit.transaction() as writer:
        unit.about("passkey", key_id)
        passkeys.remove(writer, user_id=user_id, public_id=key_id)
        if not held_factors.held(writer, user_id=user_id).has_any:
            recovery_codes.remove(writer, user_id=user_id)
        held_factors.changed(writer, user_id=user_id, except_id=login_id)
        tell.access_changed(writer, user=writer.get_one(User, user_id), what="passkey_removed")
    flash(_("The passkey is taken away. Every other browser was signed out."), "ok")
    return redirect(url_for("account.factors"), 303)
