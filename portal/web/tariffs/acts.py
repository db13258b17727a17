"""What is done: terms, zones and weight bands, each in one transaction, then back to the page."""

from collections.abc import Callable
from typing import Any

from flask import Response, flash, redirect
from flask.typing import ResponseReturnValue

from portal.core.errors import Invalid
from portal.shipping import bands, tariff_view, tariffs, zones
from portal.web import access, unit
from portal.web.forms import PortalForm, submitted
from portal.web.tariffs import pages
from portal.web.tariffs.forms import TariffForm, rate_form, zone_form
from portal.web.tariffs.owner import Owner
from portal.web.wording import gettext as _

Act = Callable[[unit.Session], Any]


def _tried(form: PortalForm, kind: str, name: str, act: Act) -> bool:
    """Do it in one transaction; False when the form was refused."""
    if not form.validate():
        return False
    try:
        with unit.transaction() as session:
            unit.about(kind, name)
            act(session)
    except Invalid as error:
        form.refuse(error.errors)
        return False
    return True


def _to(address: str, message: str) -> Response:
    flash(message, "ok")
    answer: Response = redirect(address, 303)  # type: ignore[assignment]
    return answer


def save_terms(owner: Owner) -> ResponseReturnValue:
    """The name and the threshold; opens the firm's own tariff when it has none."""
    form: Any = submitted(TariffForm)
    is_new = tariff_view.view(unit.reader(), firm_id=owner.firm_id) is None
    verb: Any = tariffs.open_own if is_new and owner.firm_id is not None else tariffs.edit

    def act(session: unit.Session) -> None:
        verb(session, firm_id=owner.firm_id, by=access.actor_name(), **form.data)

    if not _tried(form, "tariff", "terms", act):
        return pages.tariff(owner, terms=form, status=422)
    return _to(owner.home, _("Saved. Baskets are quoted anew from now on."))


def close(owner: Owner, firm_id: int) -> ResponseReturnValue:
    with unit.transaction() as session:
        unit.about("tariff", "closed")
        tariffs.close_own(session, firm_id=firm_id, by=access.actor_name())
    return _to(owner.home, _("The consortium's delivery prices hold for you again."))


def add_zone(owner: Owner) -> ResponseReturnValue:
    form = zone_form(posted=True)

    def act(session: unit.Session) -> None:
        zones.add(
            session,
            firm_id=owner.firm_id,
            title_fa=form.title_fa.data,
            title_en=form.title_en.data,
            places=form.places(session),
            by=access.actor_name(),
        )

    if not _tried(form, "zone", "added", act):
        return pages.tariff(owner, zone=form, status=422)
    return _to(owner.home, _("The zone stands. Add its rates now."))


def save_zone(owner: Owner, name: str) -> ResponseReturnValue:
    form = zone_form(posted=True)

    def act(session: unit.Session) -> None:
        zones.edit(
            session,
            firm_id=owner.firm_id,
            zone=name,
            title_fa=form.title_fa.data,
            title_en=form.title_en.data,
            places=form.places(session),
            by=access.actor_name(),
        )

    if not _tried(form, "zone", name, act):
        return pages.zone(owner, name, form=form, status=422)
    return _to(owner.address("zone", name=name), _("Saved. Baskets are quoted anew from now on."))


def drop_zone(owner: Owner, name: str) -> ResponseReturnValue:
    with unit.transaction() as session:
        unit.about("zone", name)
        zones.drop(session, firm_id=owner.firm_id, zone=name, by=access.actor_name())
    return _to(owner.home, _("The zone and its rates are gone; placed orders keep their price."))


def add_rate(owner: Owner, zone: str) -> ResponseReturnValue:
    form = rate_form(posted=True)

    def act(session: unit.Session) -> None:
        bands.add(
            session, firm_id=owner.firm_id, zone=zone, facts=form.facts(), by=access.actor_name()
        )

    if not _tried(form, "rate", zone, act):
        return pages.zone(owner, zone, rate=form, status=422)
    return _to(owner.address("zone", name=zone), _("The rate holds from now on."))


def save_rate(owner: Owner, name: str) -> ResponseReturnValue:
    form = rate_form(posted=True)

    def act(session: unit.Session) -> None:
        bands.edit(
            session, firm_id=owner.firm_id, rate=name, facts=form.facts(), by=access.actor_name()
        )

    if not _tried(form, "rate", name, act):
        return pages.rate(owner, name, form=form, status=422)
    return _to(owner.home, _("The rate holds from now on."))


def turn_rate(owner: Owner, name: str, *, is_on: bool) -> ResponseReturnValue:
    """Offer the band again, or no longer."""
    verb = bands.start if is_on else bands.stop
    with unit.transaction() as session:
        unit.about("rate", name)
        verb(session, firm_id=owner.firm_id, rate=name, by=access.actor_name())
    return _to(owner.home, _("Offered again.") if is_on else _("No longer offered."))
