"""What is shown: the tariff with its zones, one zone, one weight band."""

from flask import render_template
from flask.typing import ResponseReturnValue

from portal.core.errors import NotFound
from portal.shipping import bands, carriers, tariff_view
from portal.shipping.tariff_view import TariffView, ZoneView
from portal.web import unit
from portal.web.tariffs.forms import (
    PAYERS,
    RateForm,
    TariffForm,
    ZoneForm,
    rate_form,
    zone_form,
)
from portal.web.tariffs.owner import Owner

FORM_NAMES = ("title_fa", "title_en", "free_above")


def tariff(
    owner: Owner,
    *,
    terms: TariffForm | None = None,
    zone: ZoneForm | None = None,
    status: int = 200,
) -> ResponseReturnValue:
    """The whole list, or the offer to open an own one."""
    session = unit.reader()
    seen = tariff_view.view(session, firm_id=owner.firm_id)
    common = tariff_view.view(session, firm_id=None) if owner.firm_id is not None else None
    return render_template(
        "tariffs/tariff.html",
        owner=owner,
        layout=f"{owner.area}/layout.html",
        tariff=seen,
        common=common,
        carriers={row.code: row for row in carriers.active(session)},
        payers=PAYERS,
        terms=terms or _terms(seen),
        zone_form=zone or zone_form(),
    ), status


def _terms(seen: TariffView | None) -> TariffForm:
    return (
        TariffForm(**{name: getattr(seen, name) for name in FORM_NAMES}) if seen else TariffForm()
    )


def zone(
    owner: Owner,
    name: str,
    *,
    form: ZoneForm | None = None,
    rate: RateForm | None = None,
    status: int = 200,
) -> ResponseReturnValue:
    """One zone: its places and its weight bands. Raises NotFound."""
    seen = find_zone(owner, name)
    return render_template(
        "tariffs/zone.html",
        owner=owner,
        layout=f"{owner.area}/layout.html",
        zone=seen,
        carriers={row.code: row for row in carriers.active(unit.reader())},
        payers=PAYERS,
        form=form or zone_form(seen),
        rate=rate or rate_form(),
    ), status


def find_zone(owner: Owner, name: str) -> ZoneView:
    seen = tariff_view.view(unit.reader(), firm_id=owner.firm_id)
    for candidate in seen.zones if seen else ():
        if candidate.public_id == name:
            return candidate
    raise NotFound


def rate(
    owner: Owner, name: str, *, form: RateForm | None = None, status: int = 200
) -> ResponseReturnValue:
    """One weight band. Raises NotFound."""
    row = bands.find(unit.reader(), firm_id=owner.firm_id, rate=name)
    return render_template(
        "tariffs/rate.html",
        owner=owner,
        layout=f"{owner.area}/layout.html",
        row=row,
        form=form or rate_form(bands.facts_of(row)),
    ), status
