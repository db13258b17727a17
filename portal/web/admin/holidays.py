"""The official holidays: promised days skip them."""

from datetime import date

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal.core import clock
from portal.core.errors import Invalid, NotFound
from portal.firms.policy import Permission
from portal.shipping import holidays as use_cases
from portal.web import access, unit
from portal.web.consortium.area import admin
from portal.web.forms import JalaliDay, PortalForm, Required, Text, submitted
from portal.web.wording import gettext as _
from portal.web.wording import lazy as _l


class HolidayForm(PortalForm):
    day = JalaliDay(_l("Day"), [Required()])
    title_fa = Text(_l("Name in Persian"), [Required()], longest=80)
    title_en = Text(_l("Name in English"), [Required()], longest=80)


@admin.get("/holidays")
@access.office(Permission.TARIFFS_EDIT)
def holidays() -> ResponseReturnValue:
    return _page(HolidayForm(), 200)


def _page(form: HolidayForm, status: int) -> ResponseReturnValue:
    known = use_cases.listing(unit.reader(), first=clock.today())
    return render_template("admin/holidays.html", known=known, form=form), status


@admin.post("/holidays")
@access.office(Permission.TARIFFS_EDIT)
def add_holiday() -> ResponseReturnValue:
    form = submitted(HolidayForm)
    if not form.validate():
        return _page(form, 422)
    try:
        with unit.transaction() as session:
            unit.about("holiday", form.day.data.isoformat())
            use_cases.add(
                session,
                day=form.day.data,
                title_fa=form.title_fa.data,
                title_en=form.title_en.data,
                by=access.actor_name(),
            )
    except Invalid as error:
        form.refuse(error.errors)
        return _page(form, 422)
    flash(_("Kept. Promised days skip it from now on."), "ok")
    return redirect(url_for("admin.holidays"), 303)


@admin.post("/holidays/<day>/remove")
@access.office(Permission.TARIFFS_EDIT)
def remove_holiday(day: str) -> ResponseReturnValue:
    with unit.transaction() as session:
        unit.about("holiday", day[:10])
        use_cases.remove(session, day=_day(day), by=access.actor_name())
    flash(_("Taken off the list."), "ok")
    return redirect(url_for("admin.holidays"), 303)


def _day(iso: str) -> date:
    try:
        return date.fromisoformat(iso)
    except ValueError:
        raise NotFound from None
