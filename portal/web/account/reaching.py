"""How a person is reached: another e-mail, proved by a letter; a mobile, proved by a code.

Both open the account, so both ask for the password of the last hour, and the old ones are told.
"""

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.accounts import codes, people
from portal.accounts.models import CodePurpose, User
from portal.core import tokens
from portal.core.errors import Refused
from portal.orders import queries
from portal.web import access, cookies, limits, tell, unit
from portal.web.account.area import account
from portal.web.account.by_mobile import CodeForm, MobileForm, waiting
from portal.web.forms import Email, PortalForm, Required, submitted
from portal.web.wording import gettext as _
from portal.web.wording import lazy as _l


class EmailForm(PortalForm):
    email = Email(_l("New e-mail"), [Required()])


@account.get("/email")
@access.confirmed_person
def email() -> ResponseReturnValue:
    return render_template("account/email.html", form=EmailForm())


@account.post("/email")
@access.confirmed_person
def ask_email() -> ResponseReturnValue:
    """The same answer whether somebody has the address or not; only its mailbox tells."""
    form = submitted(EmailForm)
    if not form.validate():
        return render_template("account/email.html", form=form), 422
    user_id = g.user.id
    with unit.transaction() as writer:
        unit.about("user", g.user.public_id)
        change = people.ask_email_change(
            writer, user_id=user_id, email=form.email.data, address=limits.caller()
        )
        person = writer.get_one(User, user_id)
        tell.email_change(writer, user=person, email=form.email.data, change=change)
    flash(_("A letter is on its way to the new address. Nothing changes until you confirm."), "ok")
    return redirect(url_for("account.home"), 303)


@account.get("/phone")
@access.confirmed_person
def phone() -> ResponseReturnValue:
    return render_template("account/phone.html", form=MobileForm())


@account.post("/phone")
@access.confirmed_person
def send_phone_code() -> ResponseReturnValue:
    form, asker = submitted(MobileForm), tokens.secret()
    if not form.validate():
        return render_template("account/phone.html", form=form), 422
    with unit.transaction() as writer:
        unit.about("one_time_code", "sent")
        code = codes.send(
            writer,
            mobile=form.mobile.data,
            purpose=CodePurpose.VERIFY_MOBILE,
            address=limits.caller(),
            asker=asker,
        )
        tell.mobile_code(writer, user=g.user, mobile=form.mobile.data, code=code)
    flash(_("A code was sent by SMS. It works for two minutes."), "ok")
    return waiting(render_template("account/phone_code.html", form=submitted(CodeForm)), asker)


@account.post("/phone/code")
@access.confirmed_person
def save_phone() -> ResponseReturnValue:
    """The code proves the number; orders made with it as a guest are the person's from now on."""
    form = submitted(CodeForm)
    if not form.validate():
        return render_template("account/phone_code.html", form=form), 422
    limits.count_minute("code", form.mobile.data, limit=6)
    user_id, fault = g.user.id, ""
    with unit.transaction() as writer:
        unit.about("user", g.user.public_id)
        fault = _given(writer, user_id, form)
    if fault:
        form.refuse({"code": fault})
        return render_template("account/phone_code.html", form=form), 422
    flash(_("The mobile was saved. You can sign in with it."), "ok")
    return redirect(url_for("account.home"), 303)


def _given(writer: unit.Session, user_id: int, form: CodeForm) -> str:
    """The code of the fault, or "". A wrong code is counted, so its transaction must commit."""
    mobile, purpose = form.mobile.data, CodePurpose.VERIFY_MOBILE
    asker = cookies.asker_token(request)
    if not codes.verify(writer, mobile=mobile, code=form.code.data, purpose=purpose, asker=asker):
        return "wrong_code"
    try:
        given = people.confirm_mobile(writer, user_id=user_id, mobile=mobile)
    except Refused as error:
        return error.code
    queries.attach_guest_orders(writer, user_id=user_id, mobile=mobile)
    tell.mobile_changed(writer, user=given.user, former=given.former)
    return ""
