"""Firms that ask to join: read, approve with a code, or refuse with a reason."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.core.errors import Invalid
from portal.firms import applications as use_cases
from portal.firms import queries
from portal.firms.policy import Permission
from portal.i18n import parse
from portal.messaging import notices
from portal.web import access, tell, unit
from portal.web.consortium.area import consortium
from portal.web.forms import PortalForm, Required, Text, submitted
from portal.web.wording import gettext as _
from portal.web.wording import lazy as _l


class ApproveForm(PortalForm):
    code = Text(_l("Code of the firm, printed on its papers"), [Required()], longest=4)


class RefuseForm(PortalForm):
    reason = Text(_l("Reason, read by the firm"), [Required()], longest=500)


@consortium.get("/applications")
@access.office(Permission.FIRMS_APPROVE)
def applications() -> ResponseReturnValue:
    number = parse.integer(request.args.get("page", "1")) or 1
    page = queries.applications(unit.reader(), number=number)
    return render_template("consortium/applications.html", page=page)


@consortium.get("/applications/<public_id>")
@access.office(Permission.FIRMS_APPROVE)
def application(public_id: str) -> ResponseReturnValue:
    return _page(public_id, None, RefuseForm(), 200)


def _page(
    public_id: str, approve: ApproveForm | None, refuse: RefuseForm, status: int
) -> ResponseReturnValue:
    session = unit.reader()
    asked = queries.application(session, public_id=public_id)
    if approve is None:
        proposed = use_cases.propose_code(session, asked.organisation.name_en)
        approve = ApproveForm(code=proposed)
    return render_template(
        "consortium/application.html", asked=asked, approve=approve, refuse=refuse
    ), status


@consortium.post("/applications/<public_id>/approve")
@access.office(Permission.FIRMS_APPROVE)
def approve_application(public_id: str) -> ResponseReturnValue:
    form = submitted(ApproveForm)
    if not form.validate():
        return _page(public_id, form, RefuseForm(), 422)
    try:
        with unit.transaction() as session:
            unit.about("application", public_id)
            done = use_cases.approve(
                session, public_id=public_id, code=form.code.data, by=access.actor_name()
            )
            tell.invite(session, invitation=done.invitation)
    except Invalid as error:
        form.refuse(error.errors)
        return _page(public_id, form, RefuseForm(), 422)
    flash(_("The firm is a member; its owner has been invited."), "ok")
    return redirect(url_for("consortium.applications"), 303)


@consortium.post("/applications/<public_id>/refuse")
@access.office(Permission.FIRMS_APPROVE)
def refuse_application(public_id: str) -> ResponseReturnValue:
    form = submitted(RefuseForm)
    if not form.validate():
        return _page(public_id, None, form, 422)
    with unit.transaction() as session:
        unit.about("application", public_id)
        done = use_cases.reject(
            session, public_id=public_id, reason=form.reason.data, by=access.actor_name()
        )
        notices.notify(
            session,
            kind="application_rejected",
            key=f"application_rejected:{public_id}",
            language=done.language,
            facts={"reason": done.reason},
            email=done.contact_email,
            sms=done.contact_mobile,
        )
    flash(_("The firm has been told, with your reason."), "ok")
    return redirect(url_for("consortium.applications"), 303)
