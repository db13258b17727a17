"""The member firms: suspend, take back, end."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.catalog import cards, review
from portal.catalog.review import Reason
from portal.firms import queries, standing
from portal.firms.models import Organisation, OrganisationKind
from portal.firms.policy import Permission
from portal.i18n import parse
from portal.web import access, unit
from portal.web.consortium.area import consortium
from portal.web.forms import PortalForm, Required, Text, submitted
from portal.web.sentences import sentence
from portal.web.wording import gettext as _
from portal.web.wording import lazy as _l


class SuspendForm(PortalForm):
    reason = Text(_l("Reason, read by the firm"), [Required()], longest=500)


@consortium.get("/firms")
@access.office(Permission.FIRMS_APPROVE)
def firms() -> ResponseReturnValue:
    page = queries.organisations(
        unit.reader(),
        kind=OrganisationKind.FIRM,
        words=request.args.get("q", "")[:80],
        number=parse.integer(request.args.get("page", "1")) or 1,
    )
    return render_template("consortium/firms.html", page=page)


@consortium.post("/firms/<public_id>/suspend")
@access.office(Permission.FIRMS_APPROVE)
def suspend_firm(public_id: str) -> ResponseReturnValue:
    form = submitted(SuspendForm)
    if not form.validate():
        flash(sentence("reason_required"), "bad")
        return redirect(url_for("consortium.firms"), 303)
    with unit.transaction() as session:
        unit.about("organisation", public_id)
        firm = standing.suspend(
            session, public_id=public_id, reason=form.reason.data, by=access.actor_name()
        )
        _stop_sales(session, firm, form.reason.data)
    flash(_("Suspended: its goods are no longer shown; paid orders go on."), "ok")
    return redirect(url_for("consortium.firms"), 303)


def _stop_sales(session: unit.Session, firm: Organisation, reason: str) -> None:
    """Waiting listings fall, and the shop's cards follow, in the same transaction."""
    review.reject_all_of(
        session,
        firm_id=firm.id,
        reason=Reason("firm_suspended", reason),
        by=access.actor_name(),
    )
    session.flush()
    cards.refresh_firm(session, firm.id)


@consortium.post("/firms/<public_id>/reinstate")
@access.office(Permission.FIRMS_APPROVE)
def reinstate_firm(public_id: str) -> ResponseReturnValue:
    with unit.transaction() as session:
        unit.about("organisation", public_id)
        firm = standing.reinstate(session, public_id=public_id, by=access.actor_name())
        session.flush()
        cards.refresh_firm(session, firm.id)
    flash(_("The firm sells again."), "ok")
    return redirect(url_for("consortium.firms"), 303)
