"""The shop: what everybody sees. Importing the pages registers them."""

from portal.web.storefront import (
    cart,
    checkout,
    find_order,
    home,
    join,
    listing,
    makers,
    order,
    pages,
    placing,
    product,
    trace,
    transfer,
)
from portal.web.storefront.area import storefront

__all__ = [
    "cart",
    "checkout",
    "find_order",
    "home",
    "join",
    "listing",
    "makers",
    "order",
    "pages",
    "placing",
    "product",
    "storefront",
    "trace",
    "transfer",
]
