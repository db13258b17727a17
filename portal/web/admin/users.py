"""People of the site: find, close, open again."""

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.accounts import people
from portal.core.errors import Refused
from portal.firms.policy import Permission
from portal.i18n import parse
from portal.web import access, unit
from portal.web.consortium.area import admin
from portal.web.wording import gettext as _


@admin.get("/users")
@access.office(Permission.USERS_EDIT)
def users() -> ResponseReturnValue:
    page = people.search(
        unit.reader(),
        words=request.args.get("q", "")[:80],
        number=parse.integer(request.args.get("page", "1")) or 1,
    )
    return render_template("admin/users.html", page=page)


@admin.post("/users/<public_id>/active")
@access.office(Permission.USERS_EDIT)
def set_user_active(public_id: str) -> ResponseReturnValue:
    is_active = request.form.get("active") == "yes"
    if public_id == g.user.public_id:
        raise Refused("not_yourself")
    with unit.transaction() as session:
        unit.about("user", public_id, active=is_active)
        people.set_active(session, public_id=public_id, is_active=is_active, by=access.actor_name())
    flash(
        _("This person may sign in again.")
        if is_active
        else _("This person is signed out everywhere and may not sign in."),
        "ok",
    )
    return redirect(url_for("admin.users"), 303)
