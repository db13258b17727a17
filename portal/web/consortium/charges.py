"""Commission and levy rules: dated, ordered, never deleted; and which one would hit."""

from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.catalog import queries as catalogue
from portal.core import clock
from portal.core.errors import Invalid
from portal.firms import queries as firms
from portal.firms.models import Organisation
from portal.firms.policy import Permission
from portal.orders import charge_rules, charges
from portal.orders.charges import Fit
from portal.orders.models import ChargeKind
from portal.web import access, unit
from portal.web.consortium.area import consortium
from portal.web.forms import Choose, JalaliDay, Number, PortalForm, Required, Text, submitted
from portal.web.wording import gettext as _
from portal.web.wording import lazy as _l

HUNDRED_PERCENT = 100
FIT_WORDS = {
    Fit.HIT: (_l("is charged"), "ok"),
    Fit.SHADOWED: (_l("a rule above it is charged"), "warn"),
    Fit.OTHER_FIRM: (_l("of another firm"), ""),
    Fit.OTHER_FAMILY: (_l("of other goods"), ""),
    Fit.NOT_YET: (_l("not in force yet"), ""),
    Fit.ENDED: (_l("has ended"), ""),
}


class RuleForm(PortalForm):
    kind = Choose(_l("Kind"), choices=[("commission", _l("Commission")), ("levy", _l("Levy"))])
    title_fa = Text(_l("Name in Persian"), [Required()], longest=80)
    title_en = Text(_l("Name in English"), [Required()], longest=80)
    percent = Number(_l("Per cent of the sale net of VAT"), [Required()])
    vat_percent = Number(_l("VAT on it, per cent"), [Required()])
    firm = Choose(_l("Firm"))
    family_code = Choose(_l("Kind of goods"))
    active_from = JalaliDay(_l("From"), [Required()])


class TrialForm(PortalForm):
    """A sale to try the rules on: of this firm, of these goods, on this day."""

    try_firm = Choose(_l("Firm"))
    try_family = Choose(_l("Kind of goods"))
    try_day = JalaliDay(_l("Sold on"))


def _choices() -> tuple[list[tuple[str, str]], list[tuple[str, str]], list[Organisation]]:
    session = unit.reader()
    name, title = ("name_fa", "title_fa") if g.language == "fa" else ("name_en", "title_en")
    known = firms.firms(session)
    families = catalogue.families(session)
    return (
        [(row.code, getattr(row, name)) for row in known],
        [(row.code, getattr(row, title)) for row in families],
        known,
    )


@consortium.get("/charges", endpoint="charges")
@access.office(Permission.CHARGES_EDIT)
def rules() -> ResponseReturnValue:
    return _page(RuleForm(vat_percent=10, active_from=clock.today()), 200)


def _page(form: RuleForm, status: int) -> ResponseReturnValue:
    firm_choices, family_choices, known = _choices()
    _fill(form, firm_choices, family_choices)
    trial = TrialForm(request.args, try_day=clock.today())
    trial.try_firm.choices, trial.try_family.choices = firm_choices, family_choices
    return render_template(
        "consortium/charges.html",
        rules=charge_rules.listing(unit.reader()),
        form=form,
        trial=trial,
        verdicts=_verdicts(trial, known),
        fit_words=FIT_WORDS,
    ), status


def _fill(form: RuleForm, firm_choices: list[Any], family_choices: list[Any]) -> None:
    form.firm.choices = [("", _("every firm")), *firm_choices]
    form.family_code.choices = [("", _("all goods")), *family_choices]


def _verdicts(trial: Any, known: list[Organisation]) -> dict[str, Fit]:
    """Rule -> what becomes of it for the sale that is asked about; empty when none is."""
    firm = next((row for row in known if row.code == trial.try_firm.data), None)
    if "try_firm" not in request.args or firm is None or not trial.validate():
        return {}
    told = charges.why(
        unit.reader(),
        firm_id=firm.id,
        family_code=trial.try_family.data,
        day=trial.try_day.data or clock.today(),
    )
    return {each.rule.public_id: each.fit for each in told}


@consortium.post("/charges")
@access.office(Permission.CHARGES_EDIT)
def add_charge() -> ResponseReturnValue:
    form = submitted(RuleForm)
    firm_choices, family_choices, _known = _choices()
    _fill(form, firm_choices, family_choices)
    if not form.validate():
        return _page(form, 422)
    try:
        with unit.transaction() as session:
            made = charge_rules.add(
                session,
                kind=ChargeKind(form.kind.data),
                title_fa=form.title_fa.data,
                title_en=form.title_en.data,
                percent_bp=_basis_points(form.percent),
                vat_bp=_basis_points(form.vat_percent),
                firm_code=form.firm.data or None,
                family_code=form.family_code.data or None,
                active_from=form.active_from.data,
                by=access.actor_name(),
            )
            unit.about("charge_rule", made.public_id)
    except Invalid as error:
        form.refuse(error.errors)
        return _page(form, 422)
    flash(_("The rule stands. Sales of the past keep what they were sold under."), "ok")
    return redirect(url_for("consortium.charges"), 303)


def _basis_points(field: Number) -> int:
    """8.5 per cent is 850 basis points; finer than that is refused."""
    points = (field.data or 0) * HUNDRED_PERCENT
    if points != int(points):
        raise Invalid({field.name: "not_a_number"})
    return int(points)


@consortium.post("/charges/<public_id>/end")
@access.office(Permission.CHARGES_EDIT)
def end_charge(public_id: str) -> ResponseReturnValue:
    with unit.transaction() as session:
        unit.about("charge_rule", public_id)
        charge_rules.end(
            session, public_id=public_id, last_day=clock.today(), by=access.actor_name()
        )
    flash(_("The rule ends today."), "ok")
    return redirect(url_for("consortium.charges"), 303)


@consortium.post("/charges/<public_id>/move")
@access.office(Permission.CHARGES_EDIT)
def move_charge(public_id: str) -> ResponseReturnValue:
    """One place up or down: the first rule that fits wins."""
    step = -1 if request.form.get("to") == "up" else 1
    with unit.transaction() as session:
        unit.about("charge_rule", public_id)
        charge_rules.move(session, public_id=public_id, step=step, by=access.actor_name())
    return redirect(url_for("consortium.charges"), 303)
