"""People of the site: find, close, open again."""

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.accounts import factors, people
from portal.core.errors import Refused
from portal.firms.policy import Permission
from portal.i18n import parse
from portal.web import access, tell, unit
from portal.web.consortium.area import admin
from portal.web.forms import PortalForm, Required, Text, submitted
from portal.web.wording import gettext as _
from portal.web.wording import lazy as _l


class DropForm(PortalForm):
    reason = Text(_l("How you made sure who it is"), [Required()], longest=200)


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


@admin.post("/users/<public_id>/second-step")
@access.office(Permission.USERS_EDIT)
def drop_second_step(public_id: str) -> ResponseReturnValue:
    """The telephone is lost and so are the codes: the person sets all up anew at the next sign-in.

    Not for oneself: another administrator does it, or `flask admin drop-second-step`.
    """
    form = submitted(DropForm)
    if public_id == g.user.public_id:
        raise Refused("not_yourself")
    if not form.validate():
        raise Refused("identity_unproven")
    with unit.transaction() as session:
        unit.about("user", public_id, reason=form.reason.data)
        person = people.get(session, public_id=public_id)
        factors.remove_all(session, user_id=person.id, by=access.actor_name())
        tell.access_changed(session, user=person, what="office")
    flash(_("The second step was taken away, and the person signed out everywhere."), "ok")
    return redirect(url_for("admin.users"), 303)
