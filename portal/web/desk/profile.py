"""The firm's own page and facts, its holiday, its bank account."""

from dataclasses import fields
from typing import Any

from flask import flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal.catalog import cards
from portal.core.errors import Invalid
from portal.firms import profile as profiles
from portal.firms import queries
from portal.firms.policy import Permission
from portal.shipping import places
from portal.web import access, unit
from portal.web.desk.area import desk
from portal.web.forms import (
    Choose,
    EconomicCode,
    Email,
    Iban,
    JalaliDay,
    LegalId,
    Mobile,
    Phone,
    PortalForm,
    Postcode,
    Required,
    Text,
    Whole,
    submitted,
)
from portal.web.wording import gettext as _
from portal.web.wording import lazy as _l


class ProfileForm(PortalForm):
    name_fa = Text(_l("Name in Persian"), [Required()], longest=80)
    name_en = Text(_l("Name in English"), [Required()], longest=80)
    story_fa = Text(_l("Your story in Persian"), longest=1200)
    story_en = Text(_l("Your story in English"), longest=1200)
    place_fa = Text(_l("Place in Persian"), [Required()], longest=80)
    place_en = Text(_l("Place in English"), [Required()], longest=80)
    founded = Whole(_l("Founded in (Jalali year)"), least=1250, most=1500)
    phone = Phone(_l("Phone"))
    email = Email(_l("E-mail for orders"))
    mobile = Mobile(_l("Mobile for orders"))
    legal_name = Text(_l("Legal name"), [Required()], longest=120)
    national_id = LegalId(_l("National id of the company"), [Required()])
    economic_code = EconomicCode(_l("Economic code"))
    licence_number = Text(_l("Licence number"), longest=40)
    province_code = Choose(_l("Province"))
    city_code = Choose(_l("City"))
    postcode = Postcode(_l("Postcode"), [Required()])
    address = Text(_l("Address"), [Required()], longest=300)
    preparation_days = Whole(_l("Working days to prepare a parcel"), [Required()], least=0, most=20)
    tint = Whole(_l("Colour of the monogram"), [Required()], least=1, most=8)


class PauseForm(PortalForm):
    until = JalaliDay(_l("Closed until"), [Required()])


class IbanForm(PortalForm):
    iban = Iban(_l("IBAN (Sheba)"), [Required()])


def _filled(kind: type[ProfileForm], *, posted: bool) -> ProfileForm:
    form = submitted(kind) if posted else kind(obj=g.organisation)
    session = unit.reader()
    form.province_code.choices = [
        (row.code, row.name_fa if g.language == "fa" else row.name_en)
        for row in places.provinces(session)
    ]
    province = form.province_code.data or form.province_code.choices[0][0]
    form.city_code.choices = [
        (row.code, row.name_fa if g.language == "fa" else row.name_en)
        for row in places.cities(session, province_code=province)
    ]
    return form


@desk.get("/profile")
@access.firm(Permission.PROFILE_EDIT)
def profile(firm_id: int) -> ResponseReturnValue:
    return _page(firm_id, _filled(ProfileForm, posted=False), 200)


def _page(firm_id: int, form: ProfileForm, status: int, **forms: Any) -> ResponseReturnValue:
    firm = queries.desk(unit.reader(), firm_id=firm_id)
    forms = {"pause": PauseForm(), "bank": IbanForm(), **forms}
    return render_template("desk/profile.html", firm=firm, form=form, **forms), status


@desk.post("/profile")
@access.firm(Permission.PROFILE_EDIT)
def save_profile(firm_id: int) -> ResponseReturnValue:
    form = _filled(ProfileForm, posted=True)
    if not form.validate():
        return _page(firm_id, form, 422)
    names = [field.name for field in fields(profiles.Profile)]
    wanted = profiles.Profile(**{name: form.data[name] for name in names})
    try:
        with unit.transaction() as session:
            unit.about("organisation", g.organisation.code)
            profiles.edit(session, firm_id=firm_id, profile=wanted, by=access.actor_name())
            cards.refresh_firm(session, firm_id)
    except Invalid as error:
        form.refuse(error.errors)
        return _page(firm_id, form, 422)
    flash(_("Saved. Shoppers see it at once."), "ok")
    return redirect(url_for("desk.profile"), 303)


@desk.post("/profile/pause")
@access.firm(Permission.PROFILE_EDIT)
def pause(firm_id: int) -> ResponseReturnValue:
    form = submitted(PauseForm)
    if not form.validate():
        return _page(firm_id, _filled(ProfileForm, posted=False), 422, pause=form)
    try:
        with unit.transaction() as session:
            unit.about("organisation", g.organisation.code)
            profiles.pause(session, firm_id=firm_id, until=form.until.data, by=access.actor_name())
            cards.refresh_firm(session, firm_id)
    except Invalid as error:
        form.refuse(error.errors)
        return _page(firm_id, _filled(ProfileForm, posted=False), 422, pause=form)
    flash(_("Your goods stay to be seen, but cannot be ordered until then."), "ok")
    return redirect(url_for("desk.profile"), 303)


@desk.post("/profile/resume")
@access.firm(Permission.PROFILE_EDIT)
def resume(firm_id: int) -> ResponseReturnValue:
    with unit.transaction() as session:
        unit.about("organisation", g.organisation.code)
        profiles.resume(session, firm_id=firm_id, by=access.actor_name())
        cards.refresh_firm(session, firm_id)
    flash(_("You are open again."), "ok")
    return redirect(url_for("desk.profile"), 303)


@desk.post("/profile/iban")
@access.firm(Permission.TEAM_EDIT)
def save_iban(firm_id: int) -> ResponseReturnValue:
    """Owners only, and, as their permission says, only soon after a proof."""
    form = submitted(IbanForm)
    if not form.validate():
        return _page(firm_id, _filled(ProfileForm, posted=False), 422, bank=form)
    with unit.transaction() as session:
        unit.about("organisation", g.organisation.code)
        profiles.set_iban(session, firm_id=firm_id, iban=form.iban.data, by=access.actor_name())
    flash(_("The bank account was saved."), "ok")
    return redirect(url_for("desk.profile"), 303)
