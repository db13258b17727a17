"""Packs of a product, the codes under which the firm sells them, and their prices."""

from collections.abc import Callable
from datetime import date, datetime, time
from typing import Any

from flask import flash, g
from flask.typing import ResponseReturnValue

from portal.catalog import offers, prices, stock, variants
from portal.core import clock
from portal.core.errors import Invalid, Refused
from portal.firms.policy import Permission
from portal.i18n import formats
from portal.web import access, unit
from portal.web.desk import editor
from portal.web.desk.area import desk
from portal.web.desk.pack_forms import NewPackForm, OfferForm, PackForm, PriceForm, posted
from portal.web.desk.products import outcome, to_editor
from portal.web.sentences import sentence
from portal.web.wording import gettext as _

ON_SKU = frozenset({"sku_taken", "already_offered"})


def _tried(form: Any, public_id: str, act: Callable[[unit.Session], Any]) -> Any:
    """The act's answer, or None when the form was refused: then it carries the reasons."""
    if not form.validate():
        return None
    try:
        with unit.transaction() as session:
            unit.about("product", public_id)
            return act(session) or True
    except Invalid as error:
        form.refuse(error.errors)
    except Refused as no:
        if no.code not in ON_SKU:
            raise
        form.refuse({"sku": no.code})
    return None


@desk.post("/products/<public_id>/packs")
@access.firm(Permission.CATALOGUE_EDIT)
def add_pack(firm_id: int, public_id: str) -> ResponseReturnValue:
    """A pack with its code, price and first stock, all or nothing."""
    form = posted(NewPackForm, "new")
    by = access.actor_name()

    def act(session: unit.Session) -> None:
        made = variants.add(
            session, firm_id=firm_id, public_id=public_id, facts=form.facts(), by=by
        )
        sku = offers.create(
            session, firm_id=firm_id, variant_id=made.public_id, sku=form.sku.data, by=by
        ).sku
        prices.set_price(session, firm_id=firm_id, sku=sku, minor=form.price.data, by=by)
        if form.quantity.data:
            stock.receive(
                session, firm_id=firm_id, sku=sku, quantity=form.quantity.data, reason="", by=by
            )

    if not _tried(form, public_id, act):
        return editor.page(firm_id, public_id, posted={"new": form}, status=422)
    flash(_("The pack was added."), "ok")
    return to_editor(public_id, "packs")


@desk.post("/products/<public_id>/packs/<variant_id>")
@access.firm(Permission.CATALOGUE_EDIT)
def save_pack(firm_id: int, public_id: str, variant_id: str) -> ResponseReturnValue:
    key = f"pack-{variant_id}"
    form = posted(PackForm, key)
    done = _tried(
        form,
        public_id,
        lambda session: variants.edit(
            session,
            firm_id=firm_id,
            variant_id=variant_id,
            facts=form.facts(),
            by=access.actor_name(),
        ),
    )
    if done is None:
        return editor.page(firm_id, public_id, posted={key: form}, status=422)
    flash(outcome(done), "ok")
    return to_editor(public_id, "packs")


@desk.post("/products/<public_id>/packs/<variant_id>/stop")
@access.firm(Permission.CATALOGUE_EDIT)
def stop_pack(firm_id: int, public_id: str, variant_id: str) -> ResponseReturnValue:
    editor.read(firm_id, public_id)
    with unit.transaction() as session:
        unit.about("variant", variant_id)
        variants.deactivate(session, firm_id=firm_id, variant_id=variant_id, by=access.actor_name())
    flash(_("The pack is off sale. Open orders go on."), "ok")
    return to_editor(public_id, "packs")


@desk.post("/products/<public_id>/packs/<variant_id>/start")
@access.firm(Permission.CATALOGUE_EDIT)
def start_pack(firm_id: int, public_id: str, variant_id: str) -> ResponseReturnValue:
    editor.read(firm_id, public_id)
    with unit.transaction() as session:
        unit.about("variant", variant_id)
        variants.activate(session, firm_id=firm_id, variant_id=variant_id, by=access.actor_name())
    flash(_("The pack comes back; of a product on sale the office looks at it first."), "ok")
    return to_editor(public_id, "packs")


@desk.post("/products/<public_id>/packs/<variant_id>/offer")
@access.firm(Permission.CATALOGUE_EDIT)
def offer_pack(firm_id: int, public_id: str, variant_id: str) -> ResponseReturnValue:
    """Give a pack a code, so that it can have stock and a price."""
    key = f"offer-{variant_id}"
    form = posted(OfferForm, key)
    done = _tried(
        form,
        public_id,
        lambda session: offers.create(
            session,
            firm_id=firm_id,
            variant_id=variant_id,
            sku=form.sku.data,
            low_at=form.low_at.data or 0,
            by=access.actor_name(),
        ),
    )
    if done is None:
        return editor.page(firm_id, public_id, posted={key: form}, status=422)
    flash(_("The pack has its code. Set its price and stock now."), "ok")
    return to_editor(public_id, "packs")


@desk.post("/products/<public_id>/prices/<offer_id>")
@access.firm(Permission.CATALOGUE_EDIT)
def set_price(firm_id: int, public_id: str, offer_id: str) -> ResponseReturnValue:
    """A price far from the present one is asked about first: a zero is easily too many."""
    key = f"price-{offer_id}"
    form = posted(PriceForm, key)
    sku = _sku_of(firm_id, public_id, offer_id)
    try:
        done = _tried(form, public_id, lambda session: _set(session, firm_id, sku, form))
    except Refused as jump:
        if jump.code != "price_jump":
            raise
        form.confirmed.errors = [_jump(jump)]
        done = None
    if done is None:
        return editor.page(firm_id, public_id, posted={key: form}, status=422)
    flash(_("The price is kept."), "ok")
    return to_editor(public_id, "packs")


def _sku_of(firm_id: int, public_id: str, offer_id: str) -> str:
    edit, _sections = editor.read(firm_id, public_id)
    return editor.offer_named(edit, offer_id).sku


def _set(session: unit.Session, firm_id: int, sku: str, form: Any) -> object:
    return prices.set_price(
        session,
        firm_id=firm_id,
        sku=sku,
        minor=form.price.data,
        was_minor=form.was.data,
        minimum=form.minimum.data or 1,
        valid_from=_moment(form.valid_from.data),
        confirmed=form.confirmed.data,
        by=access.actor_name(),
    )


def _moment(day: date | None) -> datetime | None:
    """The beginning of a coming day in Tehran; today is now. Raises Invalid for a past day."""
    if day is None or day == clock.today():
        return None
    if day < clock.today():
        raise Invalid({"valid_from": "in_the_past"})
    return datetime.combine(day, time(), clock.TEHRAN)


def _jump(jump: Refused) -> str:
    was, now = (formats.money(int(str(jump.facts[k])), "IRR", g.language) for k in ("was", "now"))
    return _(
        "%(sentence)s Present: %(was)s, new: %(now)s.",
        sentence=sentence("price_jump"),
        was=was,
        now=now,
    )
