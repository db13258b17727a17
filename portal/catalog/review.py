"""The office decides on listings and changes, field by field, while the product stays on sale."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.catalog import cards, fields, listed, paths
from portal.catalog.models import (
    CHANGE,
    PRODUCT,
    ChangeState,
    ImageState,
    Product,
    ProductChange,
    ProductChangeItem,
    ProductState,
)
from portal.core import clock
from portal.core.errors import Invalid, NotFound, Refused
from portal.core.text import fold
from portal.firms.models import OrganisationState
from portal.messaging import notices

SELLING = (OrganisationState.ACTIVE, OrganisationState.PAUSED)
APPROVED, REJECTED = "approved", "rejected"


@dataclass(frozen=True, slots=True)
class Reason:
    """Why not: a stable `code` with a sentence in the page, and words of the officer's own."""

    code: str
    text: str = ""


NOBODY: Mapping[str, Reason] = {}
FIRM_STOPPED = Reason("firm_not_active")


def approve(
    session: Session,
    *,
    public_id: str,
    rejected: Mapping[str, Reason] = NOBODY,
    note: str = "",
    by: str,
) -> ProductChange:
    """Approve a submitted change but for the paths in `rejected`.

    A change may come back STALE: a field it touches was changed by somebody else since; nothing of
    it is applied then, and `queries.change_for_review` shows the three values. A firm that was
    stopped has its change rejected instead. Raises NotFound, Refused("not_submitted" |
    "send_back_instead": a new listing is approved whole), Invalid for a path that is no item.
    """
    change = _submitted(session, public_id)
    product = change.product
    if product.owner.state not in SELLING:
        return _reject(session, change, FIRM_STOPPED, by)
    _answer(change, rejected)
    if change.is_new:
        return _publish(session, change, note, by)
    if _is_stale(session, change):
        return _decide(session, change, ChangeState.STALE, note, by)
    return _merge(session, change, note, by)


def _submitted(session: Session, public_id: str) -> ProductChange:
    """The change, locked with its product: product first, as everywhere."""
    product_id = select(ProductChange.product_id).where(ProductChange.public_id == public_id)
    session.execute(
        select(Product.id)
        .where(Product.id == product_id.scalar_subquery())
        .with_for_update(key_share=True)
    )
    mine = select(ProductChange).where(ProductChange.public_id == public_id)
    change = session.scalar(mine.execution_options(populate_existing=True))
    if change is None:
        raise NotFound
    if change.state is not ChangeState.SUBMITTED:
        raise Refused("not_submitted")
    return change


def _answer(change: ProductChange, rejected: Mapping[str, Reason]) -> None:
    known = {item.path for item in change.items}
    unknown = {path: "unknown_field" for path in rejected if path not in known}
    if unknown:
        raise Invalid(unknown)
    if change.is_new and rejected:
        raise Refused("send_back_instead")
    for item in change.items:
        _write_answer(item, rejected.get(item.path))


def _write_answer(item: ProductChangeItem, reason: Reason | None) -> None:
    item.verdict = REJECTED if reason else APPROVED
    item.reason_code = reason.code if reason else None
    item.reason = fold(reason.text) if reason else None


def _publish(session: Session, change: ProductChange, note: str, by: str) -> ProductChange:
    product = change.product
    PRODUCT.move(session, product, ProductState.LIVE, by=by)
    product.published_at = product.published_at or clock.now()
    for image in listed.shown(product):
        paths.put_image(session, image, ImageState.LIVE)
    return _decide(session, change, ChangeState.APPROVED, note, by)


def _is_stale(session: Session, change: ProductChange) -> bool:
    """Did a field that would be written change since the firm saw it? Other fields merge."""
    product = change.product
    if product.version == change.base_version:
        return False
    return any(
        paths.read(session, product, item.path) not in (item.was["value"], item.now["value"])
        for item in change.items
        if item.verdict == APPROVED
    )


def _merge(session: Session, change: ProductChange, note: str, by: str) -> ProductChange:
    product = change.product
    approved = [item for item in change.items if item.verdict == APPROVED]
    for item in approved:
        paths.write(session, product, item.path, item.now["value"])
    product.version += bool(approved)
    state = ChangeState.APPROVED if approved else ChangeState.REJECTED
    return _decide(session, change, state, note, by)


def _decide(
    session: Session, change: ProductChange, state: ChangeState, note: str, by: str
) -> ProductChange:
    CHANGE.move(session, change, state, by=by)
    change.decided_by, change.decided_at, change.note = by, clock.now(), fold(note)
    session.flush()
    if not change.is_new:  # what was not approved stays nobody's; a draft keeps its pictures
        listed.discard_pictures(session, change.product, change)
    cards.refresh(session, [change.product_id])
    _tell(session, change)
    return change


def send_back(
    session: Session,
    *,
    public_id: str,
    reasons: Mapping[str, Reason],
    note: str = "",
    by: str,
) -> ProductChange:
    """Ask the firm to work on it: a reason per field, or a note. A listing is a draft again.

    Raises NotFound, Refused("not_submitted"), Invalid({"note": "required"}) without any reason.
    """
    change = _submitted(session, public_id)
    if not reasons and not fold(note):
        raise Invalid({"note": "required"})
    _require_items(change, reasons)
    for item in change.items:
        if item.path in reasons:
            _write_answer(item, reasons[item.path])
    if change.is_new:
        PRODUCT.move(session, change.product, ProductState.DRAFT, by=by)
    CHANGE.move(session, change, ChangeState.NEEDS_WORK, by=by)
    change.decided_by, change.decided_at, change.note = by, clock.now(), fold(note)
    session.flush()
    _tell(session, change)
    return change


def _require_items(change: ProductChange, reasons: Iterable[str]) -> None:
    known = {item.path for item in change.items}
    unknown = {path: "unknown_field" for path in reasons if path not in known}
    if unknown:
        raise Invalid(unknown)


def reject(session: Session, *, public_id: str, reason: Reason, by: str) -> ProductChange:
    """Refuse it for good; a listing is a draft again. Raises NotFound, Refused("not_submitted")."""
    return _reject(session, _submitted(session, public_id), reason, by)


def _reject(session: Session, change: ProductChange, reason: Reason, by: str) -> ProductChange:
    for item in change.items:
        _write_answer(item, reason)
    if change.is_new:
        PRODUCT.move(session, change.product, ProductState.DRAFT, by=by)
    return _decide(session, change, ChangeState.REJECTED, reason.text, by)


def reject_all_of(session: Session, *, firm_id: int, reason: Reason = FIRM_STOPPED, by: str) -> int:
    """Reject what a firm that is stopped has submitted, so that nothing is published by its return.

    Returns how many changes.
    """
    mine = (
        select(ProductChange.public_id)
        .join(Product, Product.id == ProductChange.product_id)
        .where(Product.owner_id == firm_id, ProductChange.state == ChangeState.SUBMITTED)
        .order_by(ProductChange.product_id)
    )
    public_ids = session.scalars(mine).all()
    for public_id in public_ids:
        reject(session, public_id=public_id, reason=reason, by=by)
    return len(public_ids)


def _tell(session: Session, change: ProductChange) -> None:
    """The firm hears of every decision: what was approved, and what was not and why."""
    product, moment = change.product, (change.decided_at or clock.now()).isoformat()
    is_good = change.state is ChangeState.APPROVED
    kind = "listing_approved" if is_good else "listing_sent_back"
    facts: dict[str, Any] = {"title_fa": product.title_fa, "title_en": product.title_en}
    notices.notify(
        session,
        kind=kind,
        key=f"{kind}:{change.public_id}:{moment}",
        language="fa",
        facts={**facts, "note": change.note, "reasons": _reasons(change)},
        email=product.owner.email,
        sms=product.owner.mobile,
    )


def _reasons(change: ProductChange) -> list[dict[str, str]]:
    """Each field sent back and why; a fact of the family by its own name in both languages."""
    names = {
        fields.canonical(fields.ATTRIBUTE + row.code): {
            "name_fa": row.title_fa,
            "name_en": row.title_en,
        }
        for row in change.product.family.attributes
    }
    return [
        {
            "field": item.path,
            "code": item.reason_code,
            "text": item.reason or "",
            **names.get(item.path, {}),
        }
        for item in change.items
        if item.verdict == REJECTED and item.reason_code
    ]
