"""A firm edits its product: a draft at once, one on sale by review while it stays on sale."""

from collections.abc import Mapping

from sqlalchemy.orm import Session

from portal.catalog import changes
from portal.catalog import fields as product_fields
from portal.catalog.changes import Edited
from portal.catalog.fields import Review
from portal.catalog.finding import own_product
from portal.core.errors import StaleVersion


def edit(
    session: Session,
    *,
    firm_id: int,
    public_id: str,
    fields: Mapping[str, object],
    by: str,
    version: int | None = None,
) -> Edited:
    """Take over what was typed, in any digits; only what differs counts.

    `version` is the product's when the form was shown. Raises NotFound, StaleVersion, Invalid, and
    Refused("in_review" | "retired").
    """
    product = own_product(session, firm_id=firm_id, public_id=public_id)
    changes.refuse_closed(product)
    if version is not None and version != product.version:
        raise StaleVersion
    values = product_fields.clean(session, product.family, fields)
    if not changes.is_reviewed(product):
        return Edited(product, applied=changes.apply(session, product, values))
    free = {
        path: value
        for path, value in values.items()
        if product_fields.review_of(path, product.family.attributes) is Review.FREE
    }
    asked = {path: value for path, value in values.items() if path not in free}
    return Edited(
        product,
        applied=changes.apply(session, product, free),
        waiting=changes.ask(session, product, asked, by=by),
    )
