"""The second step of signing in: a code of the app, or a recovery code."""

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import BooleanField

from portal.accounts import factors, passkeys, recovery_codes, steps
from portal.accounts.factor_models import Factor, SignInStep
from portal.accounts.models import Lifetime, User
from portal.accounts.passkey_models import Ceremony
from portal.core.errors import NotFound
from portal.firms import membership
from portal.i18n import formats
from portal.web import access, cookies, refusals, tell, unit
from portal.web.account.area import account
from portal.web.account.entering import enter
from portal.web.account.passkeys import questions
from portal.web.forms import Hidden, PortalForm, Required, Text, submitted
from portal.web.wording import gettext as _
from portal.web.wording import lazy as _l
from portal.web.wording import ngettext


class SecondForm(PortalForm):
    code = Text(_l("Code from the app, or a recovery code"), [Required()], longest=60)
    remember = BooleanField(_l("Remember this telephone for 30 days"))


class KeyForm(PortalForm):
    passkey = Hidden(longest=passkeys.LONGEST)
    remember = BooleanField(_l("Remember this telephone for 30 days"))


def _step() -> SignInStep | None:
    secret = cookies.step_token(request)
    return steps.find(unit.reader(), secret) if secret else None


@account.get("/second")
@access.public
def second() -> ResponseReturnValue:
    step = _step()
    if step is None:
        return redirect(url_for("account.sign_in"), 303)
    return _page(step, SecondForm(), 200)


def _page(step: SignInStep, form: SecondForm, status: int) -> ResponseReturnValue:
    lifetime = membership.lifetime_of(unit.reader(), user_id=step.user_id)
    return render_template(
        "account/second.html",
        form=form,
        held=factors.held(unit.reader(), user_id=step.user_id),
        may_remember=lifetime is Lifetime.FIRM,
    ), status


@account.post("/second/question")
@access.public
def second_question() -> ResponseReturnValue:
    """What this person's device is to sign."""
    step = _step()
    if step is None:
        raise NotFound
    return questions(step.user_id, Ceremony.USE)


@account.post("/second")
@access.public
def second_now() -> ResponseReturnValue:
    step = _step()
    if step is None:
        flash(_("That took too long. Begin again with your password."), "warn")
        return redirect(url_for("account.sign_in"), 303)
    if request.form.get("passkey"):
        return _by_key(step)
    form = submitted(SecondForm)
    if not form.validate():
        return _page(step, form, 422)
    factor = factors.check(step.user, form.code.data)
    if factor is None:
        refusals.note("sign_in_refused", "second_step", who=step.user.public_id)
        form.refuse({"code": "wrong_factor"})
        return _page(step, form, 422)
    return _entered(step, factor, remember=form.remember.data)


def _by_key(step: SignInStep) -> ResponseReturnValue:
    given, form = submitted(KeyForm), SecondForm()
    factor = factors.check_passkey(step.user, given.passkey.data) if given.validate() else None
    if factor is None:
        form.refuse({"code": "wrong_passkey"})
        return _page(step, form, 422)
    return _entered(step, factor, remember=given.remember.data)


def _entered(step: SignInStep, factor: Factor, *, remember: bool) -> ResponseReturnValue:
    """The half sign-in is spent, the whole one begins."""
    user_id, wanted, step_id = step.user_id, step.wanted, step.id
    with unit.transaction() as writer:
        unit.about("login", "begun", factor=factor)
        is_mine = steps.use(writer, step_id=step_id)
        if factor is Factor.RECOVERY:
            tell.access_changed(writer, user=writer.get_one(User, user_id), what="recovery_used")
    if not is_mine:
        return redirect(url_for("account.sign_in"), 303)
    answer = enter(user_id, wanted, factor=factor, remember=remember)
    if factor is Factor.RECOVERY:
        _say_left(recovery_codes.left(unit.reader(), user_id=user_id))
    return answer


def _say_left(left: int) -> None:
    flash(
        ngettext(
            "%(count)s recovery code is left. Make new ones soon.",
            "%(count)s recovery codes are left.",
            left,
            count=formats.number(left, g.language),
        ),
        "warn",
    )
