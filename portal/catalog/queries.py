"""What pages read of the catalogue; one door to the files behind it."""

from portal.catalog.editor import OfferEdit, PackEdit, ProductEdit, product_for_edit
from portal.catalog.own_products import ProductRow, my_products
from portal.catalog.own_stock import StockRow, stock_list
from portal.catalog.product_facts import AttributeView, OfferView, PackView, ProductPage
from portal.catalog.product_page import attribute_titles, product_page
from portal.catalog.reviewing import (
    ChangeView,
    ItemView,
    QueueRow,
    change_for_review,
    review_queue,
)
from portal.catalog.shelves import Section, categories_tree, families

__all__ = [
    "AttributeView",
    "ChangeView",
    "ItemView",
    "OfferEdit",
    "OfferView",
    "PackEdit",
    "PackView",
    "ProductEdit",
    "ProductPage",
    "ProductRow",
    "QueueRow",
    "Section",
    "StockRow",
    "attribute_titles",
    "categories_tree",
    "change_for_review",
    "families",
    "my_products",
    "product_for_edit",
    "product_page",
    "review_queue",
    "stock_list",
]
