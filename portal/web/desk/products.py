"""The firm's products: the list, a new one, its texts and facts, and its way into the shop."""

from collections.abc import Callable
from typing import Any

from flask import Response, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.catalog import editing, queries
from portal.catalog import products as use_cases
from portal.catalog.changes import Edited
from portal.catalog.models import ChangeState, ProductState
from portal.core.errors import Invalid, StaleVersion
from portal.firms.policy import Permission
from portal.i18n import formats, parse
from portal.web import access, unit
from portal.web.desk import editor
from portal.web.desk.area import desk
from portal.web.desk.product_form import NewForm, product_form, shelf_choices, typed
from portal.web.forms import submitted
from portal.web.storefront import product as storefront
from portal.web.wording import gettext as _
from portal.web.wording import lazy as _l

SENT_BACK = "sent_back"  # no state of a product but of its change
TABS = {
    "": _l("All"),
    "live": _l("In the shop"),
    "draft": _l("Drafts"),
    "in_review": _l("In review"),
    SENT_BACK: _l("Sent back"),
    "hidden": _l("Hidden"),
    "retired": _l("Retired"),
}


@desk.get("/products")
@access.firm(Permission.CATALOGUE_EDIT)
def products(firm_id: int) -> ResponseReturnValue:
    state = request.args.get("state", "")
    state = state if state in TABS else ""
    is_sent_back = state == SENT_BACK
    page = queries.my_products(
        unit.reader(),
        firm_id=firm_id,
        state=ProductState(state) if state and not is_sent_back else None,
        change=ChangeState.NEEDS_WORK if is_sent_back else None,
        text=request.args.get("q", "")[:80],
        number=parse.integer(request.args.get("page", "1")) or 1,
    )
    return render_template("desk/products.html", page=page, state=state, tabs=TABS)


@desk.get("/products/new")
@access.firm(Permission.CATALOGUE_EDIT)
def new_product(firm_id: int) -> ResponseReturnValue:  # noqa: ARG001 - the mark gives it
    return _new_page(NewForm(request.args), 200)


def _new_page(form: NewForm, status: int) -> ResponseReturnValue:
    return render_template("desk/new_product.html", form=_filled(form)), status


def _filled(form: NewForm) -> NewForm:
    session = unit.reader()
    title = "title_fa" if g.language == "fa" else "title_en"
    form.family.choices = [(row.code, getattr(row, title)) for row in queries.families(session)]
    form.category.choices = shelf_choices(queries.categories_tree(session))
    return form


@desk.post("/products/new")
@access.firm(Permission.CATALOGUE_EDIT)
def create_product(firm_id: int) -> ResponseReturnValue:
    form: Any = _filled(submitted(NewForm))
    if not form.validate():
        return _new_page(form, 422)
    try:
        with unit.transaction() as session:
            made = use_cases.create_draft(
                session,
                firm_id=firm_id,
                family_code=form.family.data,
                category_code=form.category.data,
                title_fa=form.title_fa.data,
                title_en=form.title_en.data,
                by=access.actor_name(),
            )
            unit.about("product", made.public_id)
    except Invalid as error:
        form.refuse(error.errors)
        return _new_page(form, 422)
    flash(_("The draft is kept; nobody else sees it. Complete it in any order."), "ok")
    return to_editor(made.public_id)


def to_editor(public_id: str, anchor: str | None = None) -> Response:
    answer: Response = redirect(  # type: ignore[assignment]
        url_for("desk.product", public_id=public_id, _anchor=anchor), 303
    )
    return answer


@desk.get("/products/<public_id>")
@access.firm(Permission.CATALOGUE_EDIT)
def product(firm_id: int, public_id: str) -> ResponseReturnValue:
    return editor.page(firm_id, public_id)


@desk.get("/products/<public_id>/preview")
@access.firm(Permission.CATALOGUE_EDIT)
def preview(firm_id: int, public_id: str) -> ResponseReturnValue:
    """As shoppers will see it, pictures that wait for the office too."""
    page = queries.product_page(unit.reader(), public_id=public_id, firm_id=firm_id)
    return storefront.preview(page)


@desk.post("/products/<public_id>")
@access.firm(Permission.CATALOGUE_EDIT)
def save_product(firm_id: int, public_id: str) -> ResponseReturnValue:
    """Texts and facts; a draft changes at once, what is on sale waits for the office."""
    form = product_form(*editor.read(firm_id, public_id), posted=True)
    if not form.validate():
        return editor.page(firm_id, public_id, form=form, status=422)
    try:
        with unit.transaction() as session:
            unit.about("product", public_id)
            done = editing.edit(
                session,
                firm_id=firm_id,
                public_id=public_id,
                fields=typed(form),
                version=parse.integer(request.form.get("version", "")),
                by=access.actor_name(),
            )
    except Invalid as error:
        form.refuse(error.errors)
        return editor.page(firm_id, public_id, form=form, status=422)
    except StaleVersion:
        return editor.page(firm_id, public_id, form=form, is_stale=True, status=409)
    flash(outcome(done), "ok")
    return to_editor(public_id)


def outcome(done: Edited) -> str:
    """What became of an edit, in words."""
    if done.waiting:
        count = formats.number(len(done.waiting), g.language)
        return _(
            "Kept. %(count)s changes wait for the office; until then the shop shows what stands.",
            count=count,
        )
    return _("Saved.") if done.applied else _("Nothing was different.")


def turn(public_id: str, verb: Callable[[unit.Session], object], done: str) -> Response:
    """One step of the product's life, then its page again."""
    with unit.transaction() as session:
        unit.about("product", public_id)
        verb(session)
    flash(done, "ok")
    return to_editor(public_id)


def facts(firm_id: int, public_id: str) -> dict[str, Any]:
    return {"firm_id": firm_id, "public_id": public_id, "by": access.actor_name()}


@desk.post("/products/<public_id>/submit")
@access.firm(Permission.CATALOGUE_EDIT)
def submit_product(firm_id: int, public_id: str) -> ResponseReturnValue:
    """To the office; what is still missing is listed on the page."""
    given = facts(firm_id, public_id)
    try:
        return turn(
            public_id,
            lambda session: use_cases.submit(session, **given),
            _("The office reads it now. You hear of its answer by e-mail and SMS."),
        )
    except Invalid:
        flash(_("Something is still missing: see the list."), "bad")
        return editor.page(firm_id, public_id, status=422)


@desk.post("/products/<public_id>/withdraw")
@access.firm(Permission.CATALOGUE_EDIT)
def withdraw_product(firm_id: int, public_id: str) -> ResponseReturnValue:
    given = facts(firm_id, public_id)
    said = _("Taken back from the office.")
    return turn(public_id, lambda session: use_cases.withdraw(session, **given), said)


@desk.post("/products/<public_id>/hide")
@access.firm(Permission.CATALOGUE_EDIT)
def hide_product(firm_id: int, public_id: str) -> ResponseReturnValue:
    given = facts(firm_id, public_id)
    said = _("Hidden: the shop no longer shows it. Open orders go on.")
    return turn(public_id, lambda session: use_cases.hide(session, **given), said)


@desk.post("/products/<public_id>/show")
@access.firm(Permission.CATALOGUE_EDIT)
def show_product(firm_id: int, public_id: str) -> ResponseReturnValue:
    given = facts(firm_id, public_id)
    said = _("The shop shows it again.")
    return turn(public_id, lambda session: use_cases.show(session, **given), said)


@desk.post("/products/<public_id>/retire")
@access.firm(Permission.CATALOGUE_EDIT)
def retire_product(firm_id: int, public_id: str) -> ResponseReturnValue:
    given = facts(firm_id, public_id)
    said = _("Taken out of the shop for good. Open orders go on.")
    return turn(public_id, lambda session: use_cases.retire(session, **given), said)
