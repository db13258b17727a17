"""The audit log, newest first, and the seals over it."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from portal.core import audit as log
from portal.core import seals
from portal.firms.policy import Permission
from portal.i18n import parse
from portal.web import access, unit
from portal.web.admin import act_words
from portal.web.consortium.area import admin


@admin.get("/audit")
@access.office(Permission.AUDIT_READ)
def audit() -> ResponseReturnValue:
    page = log.entries(
        unit.reader(),
        actor=request.args.get("actor", "")[:64],
        object_id=request.args.get("object", "")[:64],
        action=request.args.get("action", "")[:64],
        number=parse.integer(request.args.get("page", "1")) or 1,
    )
    return render_template("admin/audit.html", page=page, words=act_words)


@admin.get("/audit/seals")
@access.office(Permission.AUDIT_READ)
def audit_seals() -> ResponseReturnValue:
    """The seal of each day, to be printed, sent and kept elsewhere."""
    return render_template("admin/seals.html", days=seals.days(unit.reader()))
