"""Sales by week, month and product, each chart with its table."""

from datetime import timedelta

from flask import g, render_template, request
from flask.typing import ResponseReturnValue

from portal.core import clock
from portal.firms.policy import Permission
from portal.reports import firm as queries
from portal.web import access, unit
from portal.web.charts import bars
from portal.web.desk.area import desk
from portal.web.forms import JalaliDay, PortalForm
from portal.web.wording import lazy as _l

PERIOD = timedelta(days=90)


class PeriodForm(PortalForm):
    since = JalaliDay(_l("From"))
    until = JalaliDay(_l("Until"))


@desk.get("/reports")
@access.firm(Permission.REPORTS_VIEW)
def reports(firm_id: int) -> ResponseReturnValue:
    session = unit.reader()
    form = PeriodForm(request.args)
    is_right = form.validate()
    until = form.until.data or clock.today()
    since = min(form.since.data or until - PERIOD, until)
    title = "title_fa" if g.language == "fa" else "title_en"
    months = queries.sales_by_month(session, firm_id=firm_id)
    return render_template(
        "desk/reports.html",
        form=form,
        weeks=bars([(w.starts, w.total) for w in queries.sales_by_week(session, firm_id=firm_id)]),
        months=bars([(getattr(month, title), month.total) for month in months]),
        products=queries.sales_by_product(session, firm_id=firm_id, since=since, until=until),
        since=since,
        until=until,
    ), (200 if is_right else 422)
