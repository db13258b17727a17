"""The frame of every page of the shop: what `layouts/store.html` asks for."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from flask import g
from sqlalchemy.orm import Session

from portal.core import clock, jalali
from portal.i18n import formats
from portal.i18n.languages import LANGUAGES
from portal.reference.categories import NAV
from portal.web import access
from portal.web.storefront import basket, shelves


@dataclass(frozen=True, slots=True)
class Link:
    code: str
    title: str
    path: str


@dataclass(frozen=True, slots=True)
class Frame:
    """The same for every reader of a language: finished text and addresses."""

    nav: Sequence[Link]
    free_above: str
    phone: str
    phone_shown: str
    email: str
    place: str
    year: str
    home: str
    listing: str
    makers: str
    trace: str
    cart: str
    account: str
    orders: str
    find_order: str
    join: str
    page: str


class Shell(NamedTuple):
    """The frame for this reader; `basket` counts units."""

    frame: Frame
    basket: int
    orders: str


def shell() -> Shell:
    """What the frame shows to this reader."""
    held = frame(g.language)
    return Shell(held, basket.units(), held.orders if access.user() else held.find_order)


def _frame(_session: Session, language: str) -> Frame:
    shop, root = shelves.shop(), LANGUAGES[language].prefix
    office = shop.office
    return Frame(
        nav=nav(shop, language),
        free_above=_free_above(shop.free_above, language),
        phone=office.phone or "",
        phone_shown=_phone(office.phone or "", language),
        email=office.email or "",
        place=office.place_fa if language == "fa" else office.place_en,
        year=_year(language),
        home=root + "/",
        listing=root + "/shop",
        makers=root + "/makers",
        trace=root + "/trace",
        cart=root + "/cart",
        account=root + "/account",
        orders=root + "/account/orders",
        find_order=root + "/orders/find",
        join=root + "/join",
        page=root + "/pages",
    )


frame = shelves.Kept(_frame)


def nav(shop: shelves.Shop, language: str) -> list[Link]:
    """The shelves of the top line, in the order of the reference list."""
    root = LANGUAGES[language].prefix
    found = [shop.shelves[code] for code in NAV if code in shop.shelves]
    return [
        Link(
            row.code,
            getattr(row, f"title_{language}"),
            f"{root}/c/{row.code}/{getattr(row, f'slug_{language}')}",
        )
        for row in found
    ]


def say(row: object, name: str) -> str:
    """A column pair in the reader's language."""
    text: str = getattr(row, f"{name}_{g.language}")
    return text


def _free_above(rials: int | None, language: str) -> str:
    """`۲ میلیون تومان`, `2,000,000 toman`: round sums are said, not counted, in Persian."""
    if rials is None:
        return ""
    return (formats.big_money if language == "fa" else formats.money)(rials, "IRR", language)


def _phone(e164: str, language: str) -> str:
    return e164.replace("+98", "0", 1) if language == "fa" else e164


def _year(language: str) -> str:
    today = clock.today()
    year = jalali.from_date(today)[0] if language == "fa" else today.year
    return formats.digits(year, language)
