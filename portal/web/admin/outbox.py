"""Every message the site wrote: in development this is where they land."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.accounts import emails
from portal.core import identifiers
from portal.firms.policy import Permission
from portal.i18n import parse
from portal.messaging import queries, sending
from portal.messaging.models import Channel, MessageState
from portal.web import access, unit
from portal.web.admin import words
from portal.web.admin.message_faults import fault
from portal.web.consortium.area import admin
from portal.web.wording import gettext as _
from portal.web.wording import lazy as _l

STATES = {
    "": _l("All"),
    "queued": _l("Waiting"),
    "sent": _l("Sent"),
    "failed": _l("Failed"),
}


@admin.get("/outbox")
@access.office(Permission.OUTBOX_READ)
def outbox() -> ResponseReturnValue:
    state, channel = request.args.get("state", ""), request.args.get("channel", "")
    page = queries.outbox(
        unit.reader(),
        state=MessageState(state) if state in STATES and state else None,
        channel=Channel(channel) if channel in {"email", "sms"} else None,
        recipient=_recipient(request.args.get("q", "")[:254].strip()),
        page=max(1, parse.integer(request.args.get("page", "1")) or 1),
    )
    return render_template(
        "admin/outbox.html", page=page, state=state, states=STATES, words=words, fault=fault
    )


def _recipient(typed: str) -> str | None:
    """The address as messages keep it: E.164 or lower case."""
    return (identifiers.mobile(typed) or emails.canonical(typed) or typed) if typed else None


@admin.post("/outbox/<public_id>/again")
@access.office(Permission.JOBS_RETRY)
def send_again(public_id: str) -> ResponseReturnValue:
    with unit.transaction() as session:
        unit.about("message", public_id)
        sending.send_again(session, public_id=public_id)
    flash(_("It is queued again."), "ok")
    return redirect(url_for("admin.outbox"), 303)
