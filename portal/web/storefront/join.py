"""A firm asks to join the consortium."""

from dataclasses import fields

from flask import g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.core.errors import Invalid
from portal.firms import applications
from portal.firms.applications import Wish
from portal.messaging import notices
from portal.shipping import places
from portal.web import access, limits, unit
from portal.web.reading import reader
from portal.web.storefront import address, checkout_words
from portal.web.storefront.area import storefront
from portal.web.storefront.dated import Dated, dated_terms
from portal.web.storefront.forms import JoinForm
from portal.web.wording import gettext as _


@storefront.get("/join")
@access.public
def apply() -> ResponseReturnValue:
    return _page(JoinForm())


def _page(form: JoinForm, status: int = 200) -> ResponseReturnValue:
    terms = dated_terms("membership")
    page = render_template(
        "storefront/join.html",
        form=form,
        terms=terms,
        accept_text=checkout_words.accept(terms, "membership"),
        **address.lists(form),
    )
    return page, status


@storefront.post("/join")
@access.public
def apply_send() -> ResponseReturnValue:
    form = JoinForm(request.form)
    if request.form.get("narrow"):
        return _page(form)
    if not _is_fine(form):
        return _page(form, 422)
    terms = dated_terms("membership")
    try:
        _apply(form, terms)
    except Invalid as error:
        form.refuse(error.errors)
        return _page(form, 422)
    return redirect(url_for("storefront.applied"), 303)


def _is_fine(form: JoinForm) -> bool:
    """Every fault at once, the place and the tick included."""
    is_fine = form.validate()
    if not form.accepts.data:
        form.refuse({"accepts": "terms_not_accepted"})
        is_fine = False
    try:
        places.named(
            reader(),
            province_code=form.province_code.data or "",
            city_code=form.city_code.data or "",
        )
    except Invalid as error:
        form.refuse(error.errors)
        return False
    return is_fine


def _apply(form: JoinForm, terms: Dated) -> None:
    wish = Wish(**{field.name: form[field.name].data or "" for field in fields(Wish)})
    with unit.transaction() as session:
        made = applications.apply(
            session,
            wish=wish,
            terms_version=terms.version,
            language=g.language,
            address=limits.caller(),
        )
        unit.about("application", made.public_id)
        notices.notify(
            session,
            kind="application_received",
            key=f"application_received:{made.public_id}",
            language=g.language,
            facts={"name": getattr(made.organisation, f"name_{g.language}")},
            email=made.contact_email,
            sms=made.contact_mobile,
        )


@storefront.get("/join/thanks")
@access.public
def applied() -> ResponseReturnValue:
    return render_template(
        "storefront/message.html",
        sign="check",
        title=_("We have your application"),
        text=[
            _("The office looks at it and answers within ten working days by e-mail and SMS."),
            _("If something is missing, somebody calls the number you wrote."),
        ],
        ways=[
            (_("What members agree to"), url_for("storefront.page", code="membership")),
            (_("To the shop"), url_for("storefront.home")),
        ],
    )
