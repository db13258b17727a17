"""The life of a product: drafted, submitted, on sale, hidden, retired."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.catalog import cards, changes, fields, listed
from portal.catalog.finding import own_product
from portal.catalog.models import (
    CHANGE,
    PRODUCT,
    Category,
    ChangeState,
    Family,
    Ownership,
    Product,
    ProductChange,
    ProductState,
)
from portal.catalog.readiness import missing
from portal.core import clock
from portal.core.errors import Invalid, NotFound, Refused
from portal.core.text import slugify
from portal.firms.models import Organisation, OrganisationKind, OrganisationState

__all__ = ["create_draft", "hide", "missing", "retire", "show", "submit", "withdraw"]


def create_draft(
    session: Session,
    *,
    firm_id: int,
    family_code: str,
    category_code: str,
    title_fa: str,
    title_en: str,
    by: str,
) -> Product:
    """A new product of the firm that nobody else sees. Of a brand it is a joint one.

    Raises NotFound for the firm, Invalid for "family", "category" or a title that is too long.
    """
    owner = session.get(Organisation, firm_id)
    if owner is None:
        raise NotFound
    family, category = _family(session, family_code), _category(session, category_code)
    titles = fields.clean(session, family, {"title_fa": title_fa, "title_en": title_en})
    is_brand = owner.kind is OrganisationKind.BRAND
    product = Product(
        ownership=Ownership.JOINT if is_brand else Ownership.FIRM,
        owner_id=firm_id,
        family_id=family.id,
        category_id=category.id,
        state=ProductState.DRAFT,
        slug_fa=slugify(titles["title_fa"]),
        slug_en=slugify(titles["title_en"]),
        **titles,
    )
    session.add(product)
    session.flush()
    PRODUCT.begin(session, product, by=by)
    return product


def _family(session: Session, code: str) -> Family:
    found = session.scalar(select(Family).where(Family.code == code))
    if found is None:
        raise Invalid({"family": "unknown_choice"})
    return found


def _category(session: Session, code: str) -> Category:
    found = session.scalar(select(Category).where(Category.code == code))
    if found is None:
        raise Invalid({"category": "unknown_choice"})
    return found


def submit(session: Session, *, firm_id: int, public_id: str, by: str) -> ProductChange:
    """Hand a draft to the office, or a change that was sent back, once it is complete.

    Raises Invalid with all that is missing, Refused("firm_not_active" | "nothing_to_submit").
    """
    product = own_product(session, firm_id=firm_id, public_id=public_id)
    if product.owner.state is not OrganisationState.ACTIVE:
        raise Refused("firm_not_active")
    change = changes.open_change(session, product)
    if product.state is ProductState.DRAFT:
        return _submit_listing(session, product, change, by)
    if change is None or change.state is not ChangeState.NEEDS_WORK:
        raise Refused("nothing_to_submit")
    return _hand_in(session, change, by)


def _submit_listing(
    session: Session, product: Product, change: ProductChange | None, by: str
) -> ProductChange:
    lacking = missing(session, product)
    if lacking:
        raise Invalid(lacking)
    PRODUCT.move(session, product, ProductState.IN_REVIEW, by=by)
    if change is None:
        return listed.begin(session, product, by=by)
    listed.renew(session, product, change)
    return _hand_in(session, change, by)


def _hand_in(session: Session, change: ProductChange, by: str) -> ProductChange:
    CHANGE.move(session, change, ChangeState.SUBMITTED, by=by)
    change.submitted_by, change.submitted_at = by, clock.now()
    session.flush()
    return change


def withdraw(session: Session, *, firm_id: int, public_id: str, by: str) -> None:
    """Take the listing or the change back from the office. Raises Refused("nothing_submitted")."""
    product = own_product(session, firm_id=firm_id, public_id=public_id)
    change = changes.open_change(session, product)
    if change is None:
        raise Refused("nothing_submitted")
    _withdraw(session, product, change, by)


def _withdraw(session: Session, product: Product, change: ProductChange, by: str) -> None:
    CHANGE.move(session, change, ChangeState.WITHDRAWN, by=by)
    if product.state is ProductState.IN_REVIEW:
        PRODUCT.move(session, product, ProductState.DRAFT, by=by)
    if not change.is_new:
        listed.discard_pictures(session, product, change)
    session.flush()


def hide(session: Session, *, firm_id: int, public_id: str, by: str) -> Product:
    """Off the shop for the present; what was approved stays approved."""
    return _turn(session, firm_id, public_id, ProductState.HIDDEN, by)


def show(session: Session, *, firm_id: int, public_id: str, by: str) -> Product:
    """Back into the shop. Raises Refused("not_hidden"): only what was approved can be shown."""
    product = own_product(session, firm_id=firm_id, public_id=public_id)
    if product.state is not ProductState.HIDDEN:
        raise Refused("not_hidden")
    return _turn(session, firm_id, public_id, ProductState.LIVE, by)


def retire(session: Session, *, firm_id: int, public_id: str, by: str) -> Product:
    """For good; the page says so, and old orders keep their lines."""
    product = own_product(session, firm_id=firm_id, public_id=public_id)
    change = changes.open_change(session, product)
    if change is not None:
        _withdraw(session, product, change, by)
    return _turn(session, firm_id, public_id, ProductState.RETIRED, by)


def _turn(session: Session, firm_id: int, public_id: str, state: ProductState, by: str) -> Product:
    product = own_product(session, firm_id=firm_id, public_id=public_id)
    PRODUCT.move(session, product, state, by=by)
    session.flush()
    cards.refresh(session, [product.id])
    return product
