"""Sign in by password, sign out, and give the password again before a grave act."""

from flask import Response, g, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from portal.accounts import login, sessions
from portal.web import access, cookies, limits, refusals, stepping, unit
from portal.web.account.area import account
from portal.web.account.entering import enter, safe
from portal.web.forms import Password, PortalForm, Required, Text, submitted
from portal.web.wording import lazy as _l


class SignInForm(PortalForm):
    identifier = Text(_l("E-mail or mobile"), [Required()], longest=254)
    password = Password(_l("Password"), [Required()])


@account.get("/sign-in")
@access.public
def sign_in() -> ResponseReturnValue:
    if access.user() is not None:
        return redirect(url_for("account.home"), 303)
    return _page(SignInForm(), 200)


def _page(form: SignInForm, status: int) -> ResponseReturnValue:
    wanted = safe(request.values.get("next"))
    return render_template("account/sign_in.html", form=form, wanted=wanted), status


@account.post("/sign-in")
@access.public
def sign_in_now() -> ResponseReturnValue:
    form = submitted(SignInForm)
    if not form.validate():
        return _page(form, 422)
    user_id = login.check(form.identifier.data, form.password.data, address=limits.caller())
    if user_id is None:
        refusals.note("sign_in_refused", "password")
        form.refuse({"identifier": "wrong_password"})
        return _page(form, 422)
    return enter(user_id, request.form.get("next"))


@account.post("/sign-out")
@access.public
def sign_out() -> ResponseReturnValue:
    token = cookies.session_token(request)
    with unit.transaction() as writer:
        unit.about("login", "ended")
        if token:
            sessions.end(writer, token)
    session.clear()
    answer: Response = redirect(url_for("storefront.home"), 303)  # type: ignore[assignment]
    cookies.drop(answer, cookies.SESSION)
    answer.headers["Clear-Site-Data"] = '"cache", "storage"'
    return answer


@account.get("/confirm")
@access.person
def confirm() -> ResponseReturnValue:
    return _confirm_page(stepping.form_for(g.user, posted=False), 200)


def _confirm_page(form: PortalForm, status: int) -> ResponseReturnValue:
    return stepping.shown(
        form,
        status,
        kept=[("next", safe(request.values.get("next")) or "")],
        action=url_for("account.confirm_now"),
        back="",
    )


@account.post("/confirm")
@access.person
def confirm_now() -> ResponseReturnValue:
    form = stepping.form_for(g.user, posted=True)
    if not stepping.proved(g.user, form):
        return _confirm_page(form, 422)
    return redirect(safe(request.form.get("next")) or url_for("account.home"), 303)
