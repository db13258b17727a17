"""A new account by e-mail and password; the answer is the same for a known address."""

from flask import flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal.accounts import passwords, people
from portal.core.errors import Invalid, Refused
from portal.web import access, limits, tell, unit
from portal.web.account.area import account
from portal.web.account.entering import enter
from portal.web.forms import Email, Password, PortalForm, Required, Text, submitted
from portal.web.sentences import sentence
from portal.web.wording import gettext as _
from portal.web.wording import lazy as _l


class RegisterForm(PortalForm):
    name = Text(_l("Your name"), [Required()], longest=80)
    email = Email(_l("E-mail"), [Required()])
    password = Password(_l("Password"), [Required()])


@account.get("/register")
@access.public
def register() -> ResponseReturnValue:
    return render_template("account/register.html", form=RegisterForm())


@account.post("/register")
@access.public
def register_now() -> ResponseReturnValue:
    form = submitted(RegisterForm)
    if not form.validate():
        return render_template("account/register.html", form=form), 422
    try:
        hashed = passwords.accept(form.password.data, personal=(form.name.data, form.email.data))
        with unit.transaction() as writer:
            unit.about("user", "registered")
            made = people.register(
                writer,
                name=form.name.data,
                email=form.email.data,
                password=hashed,
                language=g.language,
                address=limits.caller(),
            )
            tell.registered(writer, registered=made, language=g.language)
    except Invalid as error:
        form.refuse(error.errors)
        return render_template("account/register.html", form=form), 422
    return render_template("account/look_at_mail.html")


@account.get("/verify/<secret>")
@access.public
def verify_email(secret: str) -> ResponseReturnValue:
    """A page with one button: mail scanners open links, people press buttons."""
    return render_template("account/verify.html", secret=secret)


@account.post("/verify/<secret>")
@access.public
def verify_email_now(secret: str) -> ResponseReturnValue:
    who = access.user()
    user_id = who.id if who else None
    try:
        with unit.transaction() as writer:
            unit.about("user", "email confirmed")
            done = people.confirm_email(writer, secret=secret, user_id=user_id)
            if done.is_change:
                tell.email_changed(writer, user=done.user, former=done.former)
            person_id = done.user.id
    except Refused as error:
        if error.code != "sign_in_to_confirm" or user_id is not None:
            raise
        flash(sentence(error.code), "warn")
        back = url_for("account.verify_email", secret=secret)
        return redirect(url_for("account.sign_in", next=back), 303)
    answer = redirect(url_for("account.home"), 303) if user_id else enter(person_id, None)
    flash(_("Your e-mail is confirmed."), "ok")
    return answer
