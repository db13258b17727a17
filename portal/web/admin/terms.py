"""Dated texts that people accept: a new version from a day on; old ones stay."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.accounts import terms as use_cases
from portal.core.errors import Invalid, Refused
from portal.firms.policy import Permission
from portal.web import access, unit
from portal.web.consortium.area import admin
from portal.web.forms import Choose, JalaliDay, PortalForm, Required, Text, submitted
from portal.web.sentences import sentence
from portal.web.wording import gettext as _
from portal.web.wording import lazy as _l

CODES = {
    "sale": _l("Terms of sale"),
    "privacy": _l("Privacy"),
    "membership": _l("Terms of membership"),
}
LONGEST_TEXT = 60_000
TEXTS = ("title_fa", "title_en", "body_fa", "body_en")  # of the last version, to begin with


class TermsForm(PortalForm):
    code = Choose(_l("Text"), choices=list(CODES.items()))
    effective_on = JalaliDay(_l("In force from"), [Required()])
    title_fa = Text(_l("Title in Persian"), [Required()], longest=120)
    title_en = Text(_l("Title in English"), [Required()], longest=120)
    body_fa = Text(_l("Text in Persian (Markdown)"), [Required()], longest=LONGEST_TEXT)
    body_en = Text(_l("Text in English (Markdown)"), [Required()], longest=LONGEST_TEXT)


@admin.get("/terms")
@access.office(Permission.TERMS_EDIT)
def terms() -> ResponseReturnValue:
    code = request.args.get("code", "sale")
    code = code if code in CODES else "sale"
    versions = use_cases.versions(unit.reader(), code=code)
    kept = {name: getattr(versions[0], name) for name in TEXTS} if versions else {}
    return _page(TermsForm(data={"code": code, **kept}), code, 200)


def _page(form: TermsForm, code: str, status: int) -> ResponseReturnValue:
    versions = use_cases.versions(unit.reader(), code=code)
    return render_template(
        "admin/terms.html", form=form, code=code, versions=versions, codes=CODES
    ), status


@admin.post("/terms")
@access.office(Permission.TERMS_EDIT)
def publish_terms() -> ResponseReturnValue:
    form = submitted(TermsForm)
    if not form.validate():
        return _page(form, form.code.data, 422)
    try:
        with unit.transaction() as session:
            made = use_cases.publish(session, **form.data, by=access.actor_name())
            unit.about("terms", f"{made.code}:{made.version}")
    except Invalid as error:
        form.refuse(error.errors)
        return _page(form, form.code.data, 422)
    except Refused as error:
        flash(sentence(error.code), "bad")
        return _page(form, form.code.data, 422)
    flash(_("Published; people accept this version from its day on."), "ok")
    return redirect(url_for("admin.terms", code=form.code.data), 303)
