"""The shelves of the shop: two levels, in order, shown or hidden."""

from flask import flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms import BooleanField

from portal.catalog import categories as use_cases
from portal.catalog import queries
from portal.core.errors import Invalid
from portal.firms.policy import Permission
from portal.web import access, unit
from portal.web.consortium.area import admin
from portal.web.forms import Choose, PortalForm, Required, Text, Whole, submitted
from portal.web.wording import gettext as _
from portal.web.wording import lazy as _l


class CategoryForm(PortalForm):
    code = Text(_l("Code in addresses"), [Required()], longest=30)
    parent = Choose(_l("Section"))
    title_fa = Text(_l("Name in Persian"), [Required()], longest=60)
    title_en = Text(_l("Name in English"), [Required()], longest=60)
    position = Whole(_l("Place in the order"), [Required()], most=1000)
    is_visible = BooleanField(_l("Shown in the shop"), default=True)


def _filled(form: CategoryForm) -> CategoryForm:
    title = "title_fa" if g.language == "fa" else "title_en"
    sections = queries.categories_tree(unit.reader(), with_hidden=True)
    named = [(row.category.code, getattr(row.category, title)) for row in sections]
    form.parent.choices = [("", _l("A section of its own")), *named]
    return form


@admin.get("/categories")
@access.office(Permission.CATEGORIES_EDIT)
def categories() -> ResponseReturnValue:
    return _page(_filled(CategoryForm(position=0)), 200)


def _page(form: CategoryForm, status: int) -> ResponseReturnValue:
    tree = queries.categories_tree(unit.reader(), with_hidden=True)
    return render_template("admin/categories.html", tree=tree, form=form), status


@admin.post("/categories")
@access.office(Permission.CATEGORIES_EDIT)
def add_category() -> ResponseReturnValue:
    form = _filled(submitted(CategoryForm))
    if not form.validate():
        return _page(form, 422)
    try:
        with unit.transaction() as session:
            unit.about("category", form.code.data)
            use_cases.add(
                session,
                code=form.code.data,
                parent=form.parent.data or None,
                title_fa=form.title_fa.data,
                title_en=form.title_en.data,
                position=form.position.data,
                is_visible=form.is_visible.data,
            )
    except Invalid as error:
        form.refuse(error.errors)
        return _page(form, 422)
    flash(_("The category stands in the shop."), "ok")
    return redirect(url_for("admin.categories"), 303)


@admin.get("/categories/<code>")
@access.office(Permission.CATEGORIES_EDIT)
def category(code: str) -> ResponseReturnValue:
    row = use_cases.get(unit.reader(), code=code)
    form = _filled(CategoryForm(obj=row, parent=use_cases.parent_code(unit.reader(), row) or ""))
    return render_template("admin/category.html", form=form, code=code)


@admin.post("/categories/<code>")
@access.office(Permission.CATEGORIES_EDIT)
def save_category(code: str) -> ResponseReturnValue:
    form = _filled(submitted(CategoryForm))
    form.code.data = code
    if not form.validate():
        return render_template("admin/category.html", form=form, code=code), 422
    try:
        with unit.transaction() as session:
            unit.about("category", code)
            use_cases.edit(
                session,
                code=code,
                parent=form.parent.data or None,
                title_fa=form.title_fa.data,
                title_en=form.title_en.data,
                position=form.position.data,
                is_visible=form.is_visible.data,
            )
    except Invalid as error:
        form.refuse(error.errors)
        return render_template("admin/category.html", form=form, code=code), 422
    flash(_("Saved."), "ok")
    return redirect(url_for("admin.categories"), 303)
