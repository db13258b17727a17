"""Where a person is signed in: seen, and ended one by one or all at once."""

from flask import flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal.accounts import devices
from portal.accounts import sessions as sign_ins
from portal.accounts.factor_models import Factor
from portal.accounts.models import LoginSession
from portal.core.errors import NotFound
from portal.web import access, unit
from portal.web.account.area import account
from portal.web.wording import LazyString
from portal.web.wording import gettext as _
from portal.web.wording import lazy as _l

BROWSERS: dict[str, LazyString] = {
    "chrome": _l("Chrome"),
    "edge": _l("Edge"),
    "firefox": _l("Firefox"),
    "opera": _l("Opera"),
    "safari": _l("Safari"),
    "samsung": _l("Samsung's browser"),
    devices.OTHER: _l("A browser"),
}
SYSTEMS: dict[str, LazyString] = {
    "android": _l("an Android telephone"),
    "ipad": _l("an iPad"),
    "iphone": _l("an iPhone"),
    "linux": _l("Linux"),
    "mac": _l("a Mac"),
    "windows": _l("Windows"),
    devices.OTHER: _l("an unknown device"),
}
FACTORS: dict[str | None, LazyString] = {
    None: _l("without a second step"),
    Factor.APP: _l("with a code of the app"),
    Factor.PASSKEY: _l("with a passkey"),
    Factor.RECOVERY: _l("with a recovery code"),
}


def device(row: LoginSession) -> str:
    return device_words(row.device)


def device_words(names: str | None) -> str:
    """Such as "Chrome on an Android telephone"."""
    browser, _slash, system = (names or "").partition("/")
    return _(
        "%(browser)s on %(system)s",
        browser=BROWSERS.get(browser, BROWSERS[devices.OTHER]),
        system=SYSTEMS.get(system, SYSTEMS[devices.OTHER]),
    )


@account.get("/sessions")
@access.person
def sessions() -> ResponseReturnValue:
    mine = sign_ins.open_of(unit.reader(), user_id=g.user.id)
    return render_template("account/sessions.html", mine=mine, device=device, factors=FACTORS)


@account.post("/sessions/<name>/end")
@access.confirmed_person
def end_session(name: str) -> ResponseReturnValue:
    user_id = g.user.id
    with unit.transaction() as writer:
        unit.about("user", g.user.public_id)
        if not sign_ins.end_named(writer, user_id=user_id, name=name):
            raise NotFound
    flash(_("This browser was signed out."), "ok")
    return redirect(url_for("account.sessions"), 303)


@account.post("/sessions/end")
@access.confirmed_person
def end_others() -> ResponseReturnValue:
    """Sign out every other browser."""
    user_id, login_id = g.user.id, g.login.id
    with unit.transaction() as writer:
        unit.about("user", g.user.public_id)
        sign_ins.end_all_of(writer, user_id=user_id, except_id=login_id)
    flash(_("Every other browser was signed out."), "ok")
    return redirect(url_for("account.sessions"), 303)
