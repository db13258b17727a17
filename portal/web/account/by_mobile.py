"""Buyers may enter by a code sent to their mobile."""

from flask import Response, flash, make_response, render_template, request
from flask.typing import ResponseReturnValue

from portal.accounts import codes, people
from portal.accounts.models import CodePurpose
from portal.core import tokens
from portal.orders import queries
from portal.web import access, cookies, limits, refusals, tell, unit
from portal.web.account.area import account
from portal.web.account.entering import enter, safe
from portal.web.forms import Mobile, PortalForm, Required, Text, submitted
from portal.web.wording import gettext as _
from portal.web.wording import lazy as _l


class MobileForm(PortalForm):
    mobile = Mobile(_l("Mobile"), [Required()])


class CodeForm(MobileForm):
    code = Text(_l("Code from the SMS"), [Required()], longest=12)


@account.get("/mobile")
@access.public
def by_mobile() -> ResponseReturnValue:
    return _page("account/mobile.html", MobileForm(), 200)


def _page(template: str, form: MobileForm, status: int) -> ResponseReturnValue:
    return render_template(template, form=form, wanted=safe(request.values.get("next"))), status


@account.post("/mobile")
@access.public
def send_code() -> ResponseReturnValue:
    """The same page for a known and an unknown mobile. The code works in this browser alone."""
    form, asker = submitted(MobileForm), tokens.secret()
    if not form.validate():
        return _page("account/mobile.html", form, 422)
    with unit.transaction() as writer:
        unit.about("one_time_code", "sent")
        code = codes.send(
            writer,
            mobile=form.mobile.data,
            purpose=CodePurpose.SIGN_IN,
            address=limits.caller(),
            asker=asker,
        )
        tell.sign_in_code(writer, mobile=form.mobile.data, code=code)
    flash(_("A code was sent by SMS. It works for two minutes."), "ok")
    return waiting(_page("account/code.html", submitted(CodeForm), 200), asker)


def waiting(page: ResponseReturnValue, asker: str) -> Response:
    """The page that takes the code; its browser is remembered for as long as the code lives."""
    answer = make_response(page)
    cookies.put(answer, cookies.ASKER, asker, codes.LIFE)
    return answer


@account.post("/mobile/code")
@access.public
def enter_by_code() -> ResponseReturnValue:
    form = submitted(CodeForm)
    if not form.validate():
        return _page("account/code.html", form, 422)
    limits.count_minute("code", form.mobile.data, limit=6)
    with unit.transaction() as writer:
        unit.about("one_time_code", "tried")
        is_right = codes.verify(
            writer,
            mobile=form.mobile.data,
            code=form.code.data,
            purpose=CodePurpose.SIGN_IN,
            asker=cookies.asker_token(request),
        )
        user_id = _entered(writer, form.mobile.data) if is_right else None
    if user_id is None:
        refusals.note("sign_in_refused", "sms_code")
        form.refuse({"code": "wrong_code"})
        return _page("account/code.html", form, 422)
    return enter(user_id, request.form.get("next"))


def _entered(writer: unit.Session, mobile: str) -> int:
    """The person of this mobile, made at the first time, with their guest orders."""
    person = people.enter_by_mobile(writer, mobile=mobile)
    queries.attach_guest_orders(writer, user_id=person.id, mobile=mobile)
    return person.id
