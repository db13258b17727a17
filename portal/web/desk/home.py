"""Today's work: what is due, what is short, what is owed."""

from flask import g, render_template
from flask.typing import ResponseReturnValue

from portal.core import clock
from portal.firms.policy import Permission
from portal.reports import firm as reports
from portal.web import access, unit
from portal.web.charts import bars
from portal.web.desk import today
from portal.web.desk.area import desk


@desk.get("/")
@access.firm(Permission.ORDERS_VIEW)
def home(firm_id: int) -> ResponseReturnValue:
    board = reports.dashboard(unit.reader(), firm_id=firm_id)
    g.menu_counts = {"desk.orders": board.to_do, "desk.stock": board.low_count}
    return render_template(
        "desk/home.html",
        board=board,
        weeks=bars([(week.starts, week.total) for week in board.weeks]),
        tasks=today.tasks(board, access.allows),
        today=clock.today(),
    )
