"""A forgotten password, and changing a known one."""

from flask import flash, g, render_template
from flask.typing import ResponseReturnValue

from portal.accounts import passwords, people
from portal.core.errors import Invalid
from portal.web import access, limits, tell, unit
from portal.web.account.area import account
from portal.web.account.entering import enter
from portal.web.forms import Email, Password, PortalForm, Required, submitted
from portal.web.wording import gettext as _
from portal.web.wording import lazy as _l


class AskForm(PortalForm):
    email = Email(_l("E-mail"), [Required()])


class NewForm(PortalForm):
    password = Password(_l("New password"), [Required()])


class ChangeForm(NewForm):
    present = Password(_l("Present password"))


@account.get("/forgotten")
@access.public
def forgotten() -> ResponseReturnValue:
    return render_template("account/forgotten.html", form=AskForm())


@account.post("/forgotten")
@access.public
def ask_reset() -> ResponseReturnValue:
    form = submitted(AskForm)
    if not form.validate():
        return render_template("account/forgotten.html", form=form), 422
    with unit.transaction() as writer:
        unit.about("user", "reset asked")
        asked = people.ask_reset(writer, email=form.email.data, address=limits.caller())
        if asked is not None:
            tell.reset_password(writer, user=asked.user, secret=asked.secret)
    return render_template("account/look_at_mail.html")


@account.get("/reset/<secret>")
@access.public
def reset(secret: str) -> ResponseReturnValue:
    return render_template("account/reset.html", form=NewForm(), secret=secret)


@account.post("/reset/<secret>")
@access.public
def reset_now(secret: str) -> ResponseReturnValue:
    limits.count_minute("reset", limits.caller(), limit=10)
    form = submitted(NewForm)
    try:
        if not form.validate():
            return render_template("account/reset.html", form=form, secret=secret), 422
        hashed = passwords.accept(form.password.data)
        with unit.transaction() as writer:
            unit.about("user", "password reset")
            person = people.reset_password(writer, secret=secret, password=hashed)
            tell.access_changed(writer, user=person, what="password")
    except Invalid as error:
        form.refuse(error.errors)
        return render_template("account/reset.html", form=form, secret=secret), 422
    return _entered(person.id)


@account.get("/password")
@access.confirmed_person
def password() -> ResponseReturnValue:
    return render_template("account/password.html", form=ChangeForm())


@account.post("/password")
@access.confirmed_person
def change_password() -> ResponseReturnValue:
    limits.count_minute("confirm", g.user.public_id, limit=5)
    form = submitted(ChangeForm)
    try:
        if not form.validate():
            return render_template("account/password.html", form=form), 422
        _check_present(form)
        hashed = passwords.accept(form.password.data, personal=(g.user.name, g.user.email or ""))
        user_id = g.user.id
        with unit.transaction() as writer:
            unit.about("user", g.user.public_id)
            person = people.change_password(
                writer, user_id=user_id, password=hashed, by=access.actor_name()
            )
            tell.access_changed(writer, user=person, what="password")
    except Invalid as error:
        form.refuse(error.errors)
        return render_template("account/password.html", form=form), 422
    return _entered(user_id, g.login.factor)


def _entered(user_id: int, factor: str | None = None) -> ResponseReturnValue:
    """Every session ended with the old password; this browser gets a new one.

    By a letter alone (a reset) the second step is not skipped.
    """
    answer = enter(user_id, None, factor=factor)
    flash(_("Your password was changed. Every other browser was signed out."), "ok")
    return answer


def _check_present(form: ChangeForm) -> None:
    """Somebody who entered by SMS alone may have no password yet; others must know theirs."""
    known = g.user.password_hash
    if known is not None and not passwords.verify(known, form.present.data or ""):
        raise Invalid({"present": "wrong_password"})
