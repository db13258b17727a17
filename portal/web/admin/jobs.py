"""Background work that failed or waits, and trying it again."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal.core import jobs as background
from portal.firms.policy import Permission
from portal.web import access, unit
from portal.web.admin import words
from portal.web.consortium.area import admin
from portal.web.wording import gettext as _


@admin.get("/jobs")
@access.office(Permission.JOBS_RETRY)
def jobs() -> ResponseReturnValue:
    session = unit.reader()
    return render_template(
        "admin/jobs.html",
        failed=background.failed(),
        waiting=background.waiting(),
        workers=background.workers(session),
        words=words,
    )


@admin.post("/jobs/<path:key>/retry")
@access.office(Permission.JOBS_RETRY)
def retry_job(key: str) -> ResponseReturnValue:
    background.retry(key)
    with unit.transaction():
        unit.about("job", key[:60])
    flash(_("It is queued again."), "ok")
    return redirect(url_for("admin.jobs"), 303)
