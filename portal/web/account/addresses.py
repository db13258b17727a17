"""The address book."""

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.accounts import addresses as book
from portal.core.errors import Invalid
from portal.shipping import places
from portal.web import access, unit
from portal.web.account.area import account
from portal.web.forms import Choose, Mobile, PortalForm, Postcode, Required, Text, submitted
from portal.web.wording import gettext as _
from portal.web.wording import lazy as _l


class AddressForm(PortalForm):
    recipient = Text(_l("Receiver"), [Required()], longest=80)
    mobile = Mobile(_l("Receiver's mobile"), [Required()])
    province_code = Choose(_l("Province"))
    city_code = Choose(_l("City"), validate_choice=False)
    postcode = Postcode(_l("Postcode"), [Required()])
    line = Text(_l("Street, alley, number, unit"), [Required()], longest=300)


def _form(*, posted: bool) -> AddressForm:
    form = submitted(AddressForm) if posted else AddressForm(request.args)
    session = unit.reader()
    name = "name_fa" if g.language == "fa" else "name_en"
    provinces = places.provinces(session)
    form.province_code.choices = [(row.code, getattr(row, name)) for row in provinces]
    chosen = form.province_code.data or provinces[0].code
    form.city_code.choices = [
        (row.code, getattr(row, name)) for row in places.cities(session, province_code=chosen)
    ]
    return form


@account.get("/addresses")
@access.person
def addresses() -> ResponseReturnValue:
    return _page(_form(posted=False), 200)


def _page(form: AddressForm, status: int) -> ResponseReturnValue:
    kept = book.of(unit.reader(), user_id=g.user.id)
    return render_template("account/addresses.html", form=form, kept=kept), status


@account.post("/addresses")
@access.person
def add_address() -> ResponseReturnValue:
    form = _form(posted=True)
    if request.form.get("act") == "cities":
        return _page(form, 200)
    if not form.validate():
        return _page(form, 422)
    user_id = g.user.id
    try:
        with unit.transaction() as writer:
            unit.about("address", "added")
            places.named(
                writer,
                province_code=form.province_code.data,
                city_code=form.city_code.data,
            )
            book.add(writer, user_id=user_id, place=book.Place(**form.data), by=access.actor_name())
    except Invalid as error:
        form.refuse(error.errors)
        return _page(form, 422)
    flash(_("The address was kept."), "ok")
    return redirect(url_for("account.addresses"), 303)


@account.post("/addresses/<public_id>/remove")
@access.person
def remove_address(public_id: str) -> ResponseReturnValue:
    user_id = g.user.id
    with unit.transaction() as writer:
        unit.about("address", public_id)
        book.remove(writer, user_id=user_id, public_id=public_id, by=access.actor_name())
    return redirect(url_for("account.addresses"), 303)
