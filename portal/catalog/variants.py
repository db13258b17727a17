"""The packs of a product: what the label says is reviewed, what only the carrier needs is not."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.catalog import cards, changes, packs, paths
from portal.catalog.changes import Edited
from portal.catalog.finding import own_product, own_variant
from portal.catalog.models import Product, Variant
from portal.core.errors import Refused

MOST = 40  # packs of one product
NAMES = (*packs.GATED, *packs.FREE)


def add(
    session: Session, *, firm_id: int, public_id: str, facts: Mapping[str, object], by: str
) -> Variant:
    """A new pack of the firm's product. Of a product on sale it waits, inactive, for review.

    `facts` by the names of `packs`, as typed. Raises NotFound, Invalid, Refused("in_review" |
    "retired" | "too_many_packs").
    """
    product = own_product(session, firm_id=firm_id, public_id=public_id)
    changes.refuse_closed(product)
    values = {name: value for name, value in packs.clean(facts).items() if value is not None}
    packs.check(values, product.family.unit_basis)
    variant = Variant(**{"position": _next_position(session, product), **values})
    variant.product_id = product.id
    variant.is_active = not changes.is_reviewed(product)
    session.add(variant)
    session.flush()
    session.expire(product, ["variants"])
    if not variant.is_active:
        _ask_to_activate(session, product, variant, by)
    return variant


def _next_position(session: Session, product: Product) -> int:
    query = select(func.count(), func.max(Variant.position)).where(Variant.product_id == product.id)
    count, last = session.execute(query).one()
    if count >= MOST:
        raise Refused("too_many_packs", most=MOST)
    return (last or 0) + 1


def _ask_to_activate(session: Session, product: Product, variant: Variant, by: str) -> None:
    label = {name: getattr(variant, name) for name in packs.GATED}
    path = paths.of_variant(variant, "is_active")
    changes.ask(session, product, {path: True}, by=by, facts={"pack": label})


def edit(
    session: Session, *, firm_id: int, variant_id: str, facts: Mapping[str, object], by: str
) -> Edited:
    """Change a pack. Net, drained and packing of a product on sale wait for review.

    Raises NotFound, Invalid, Refused("in_review" | "retired").
    """
    variant = own_variant(session, firm_id=firm_id, variant_id=variant_id)
    product = _locked(session, firm_id, variant)
    typed = packs.clean(facts)
    whole = {name: getattr(variant, name) for name in NAMES} | typed
    packs.check(whole, product.family.unit_basis)
    values = {paths.of_variant(variant, name): whole[name] or _empty(name) for name in typed}
    if not changes.is_reviewed(product):
        return Edited(product, applied=changes.apply(session, product, values))
    gated = {paths.of_variant(variant, name) for name in packs.GATED}
    free = {path: value for path, value in values.items() if path not in gated}
    asked = {path: value for path, value in values.items() if path in gated}
    return Edited(
        product,
        applied=changes.apply(session, product, free),
        waiting=changes.ask(session, product, asked, by=by),
    )


def _empty(name: str) -> Any:
    """What stands for nothing typed: one piece, first place, else NULL."""
    return {"pieces": 1, "position": 0}.get(name)


def _locked(session: Session, firm_id: int, variant: Variant) -> Product:
    product = own_product(session, firm_id=firm_id, public_id=variant.product.public_id)
    changes.refuse_closed(product)
    return product


def deactivate(session: Session, *, firm_id: int, variant_id: str, by: str) -> Variant:
    """Take a pack off sale at once. Raises NotFound, Refused."""
    variant = own_variant(session, firm_id=firm_id, variant_id=variant_id)
    product = _locked(session, firm_id, variant)
    variant.is_active = False
    changes.drop(session, product, paths.of_variant(variant, "is_active"), by=by)
    cards.refresh(session, [product.id])
    return variant


def activate(session: Session, *, firm_id: int, variant_id: str, by: str) -> Variant:
    """Bring a pack back; of a product on sale it waits for review, as a new one does."""
    variant = own_variant(session, firm_id=firm_id, variant_id=variant_id)
    product = _locked(session, firm_id, variant)
    if changes.is_reviewed(product):
        _ask_to_activate(session, product, variant, by)
    else:
        variant.is_active = True
        session.flush()
    return variant
