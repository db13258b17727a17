"""Answering an invitation: with the account one has, or with a new one."""

from flask import flash, g, render_template
from flask.typing import ResponseReturnValue

from portal.accounts import passwords
from portal.core.errors import Invalid, Refused
from portal.firms import membership
from portal.web import access, limits, unit
from portal.web.account.area import account
from portal.web.account.entering import enter
from portal.web.forms import Password, PortalForm, Required, Text, submitted
from portal.web.wording import gettext as _
from portal.web.wording import lazy as _l


class JoinForm(PortalForm):
    name = Text(_l("Your name"), [Required()], longest=80)
    password = Password(_l("Password"), [Required()])


@account.get("/invited/<secret>")
@access.public
def invited(secret: str) -> ResponseReturnValue:
    return _page(secret, JoinForm(), 200)


def _page(secret: str, form: JoinForm, status: int) -> ResponseReturnValue:
    found = membership.peek(unit.reader(), secret=secret)
    if found is None:
        raise Refused("link_spent")
    return render_template("account/invited.html", found=found, secret=secret, form=form), status


@account.post("/invited/<secret>/accept")
@access.person
def accept_invitation(secret: str) -> ResponseReturnValue:
    user_id = g.user.id
    with unit.transaction() as writer:
        unit.about("membership", g.user.public_id)
        membership.accept(writer, secret=secret, user_id=user_id)
    answer = enter(
        user_id, None, factor=g.login.factor
    )  # a new session, since the rights are others now
    flash(_("Welcome. The desk is now yours to open."), "ok")
    return answer


@account.post("/invited/<secret>/join")
@access.public
def join(secret: str) -> ResponseReturnValue:
    limits.count_minute("join", limits.caller(), limit=10)
    form = submitted(JoinForm)
    try:
        if not form.validate():
            return _page(secret, form, 422)
        hashed = passwords.accept(form.password.data, personal=(form.name.data,))
        with unit.transaction() as writer:
            unit.about("membership", "joined")
            made = membership.join(
                writer, secret=secret, name=form.name.data, password=hashed, language=g.language
            )
    except Invalid as error:
        form.refuse(error.errors)
        return _page(secret, form, 422)
    return enter(made.user_id, None)
