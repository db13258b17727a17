"""A person's own page: desks, what they keep here, name and language."""

from flask import flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal.accounts import people
from portal.i18n.languages import LANGUAGES
from portal.web import access, unit
from portal.web.account.area import account
from portal.web.forms import Choose, PortalForm, Required, Text, submitted
from portal.web.wording import gettext as _
from portal.web.wording import lazy as _l


class PersonForm(PortalForm):
    name = Text(_l("Your name"), [Required()], longest=80)
    language = Choose(
        _l("Language of messages"), choices=[(row.code, row.name) for row in LANGUAGES.values()]
    )
    theme = Choose(_l("Colours"), choices=[("light", _l("Light")), ("dark", _l("Dark"))])


@account.get("")
@access.person
def home() -> ResponseReturnValue:
    return _page(PersonForm(obj=g.user), 200)


def _page(form: PersonForm, status: int) -> ResponseReturnValue:
    return render_template(
        "account/home.html",
        form=form,
        held=[m for m in access.memberships() if m.organisation.kind.value in DESKS],
    ), status


DESKS = {"firm", "consortium"}


@account.post("")
@access.person
def save() -> ResponseReturnValue:
    form = submitted(PersonForm)
    if not form.validate():
        return _page(form, 422)
    user_id = g.user.id
    with unit.transaction() as writer:
        unit.about("user", g.user.public_id)
        people.edit(
            writer,
            user_id=user_id,
            name=form.name.data,
            language=form.language.data,
            theme=form.theme.data,
            by=access.actor_name(),
        )
    flash(_("Saved."), "ok")
    return redirect(url_for("account.home"), 303)
