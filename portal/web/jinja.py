"""What templates may call: formatters in the reader's language, addresses, access questions."""

from collections.abc import Mapping
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from flask import Flask, current_app, g, get_flashed_messages, request, url_for
from flask_wtf.csrf import generate_csrf
from markupsafe import Markup, escape

from portal.core.money import Currency
from portal.i18n import formats
from portal.i18n.languages import LANGUAGES
from portal.web import access, assets, languages, security, wording


def number(value: int) -> str:
    return formats.number(value, g.language)


def decimal(value: Any, places: int) -> str:
    return formats.decimal(value, places, g.language)


def percent(value: Any) -> str:
    return formats.percent(value, g.language)


def digits(text: Any) -> str:
    return formats.digits(str(text), g.language)


def money(minor: int, currency: Currency = Currency.IRR) -> Markup:
    """`695,000 toman` on one line, the unit small."""
    return _money(minor, currency, g.language)


@lru_cache(maxsize=4096)
def _money(minor: int, currency: Currency, language: str) -> Markup:
    figure, _, unit = formats.money(minor, currency, language).rpartition(" ")
    if currency is not Currency.IRR:
        return Markup('<bdi class="nb ltr" dir="ltr">{} {}</bdi>').format(figure, unit)
    return Markup('<span class="nb">{} <small>{}</small></span>').format(figure, unit)


def big_money(minor: int) -> Markup:
    figure, _, unit = formats.big_money(minor, Currency.IRR, g.language).partition(" ")
    return Markup('<span class="nb">{} <small>{}</small></span>').format(figure, unit)


def amount(minor: int) -> str:
    """The toman figure alone."""
    return formats.amount(minor, g.language)


def rials(minor: int) -> str:
    return formats.number(minor, g.language)


def rate(basis_points: int) -> str:
    return formats.rate(basis_points, g.language)


def weight(grams: int) -> str:
    return formats.weight(grams, g.language)


def ltr(text: Any) -> Markup:
    """A code, phone, e-mail or address: left to right wherever it stands."""
    return Markup(f'<bdi class="ltr" dir="ltr">{escape(text)}</bdi>')  # noqa: S704 - escaped


def phone(e164: str | None) -> Markup:
    return ltr((e164 or "").replace("+98", "0", 1))


def day(value: date | datetime, *, year: bool = False) -> Markup:
    """`<time>` with the Jalali (or Gregorian) day."""
    return _time(value, formats.day(value, g.language, year=year))


def weekday(value: date | datetime) -> Markup:
    return _time(value, formats.weekday_day(value, g.language))


def relative(value: date | datetime) -> Markup:
    return _time(value, formats.relative_day(value, g.language))


def moment(value: datetime) -> Markup:
    """Day and clock time."""
    shown = f"{formats.day(value, g.language)}، {formats.clock_time(value, g.language)}"
    if g.language != "fa":
        shown = shown.replace("،", ",")
    return _time(value, shown)


def _time(value: date | datetime, shown: str) -> Markup:
    return Markup('<time datetime="{}">{}</time>').format(value.isoformat(), shown)


def say(row: Any, name: str) -> str:
    """The text of `name` in the reader's language: `say(product, "title")`; Persian as fallback."""
    held = row if isinstance(row, Mapping) else None
    for code in (g.language, "fa", "en"):
        key = f"{name}_{code}"
        found = held.get(key) if held is not None else getattr(row, key, None)
        if found:
            return str(found)
    return ""


def csrf_field() -> Markup:
    """The hidden token of a form, for browsers without Fetch Metadata and for plain http.

    A browser that sent it with this page will send it with the form: no token, no session cookie.
    Not so where the address is a secret: no referrer is told there, and the Origin is "null".
    """
    if "Sec-Fetch-Site" in request.headers and not security.has_secret_address():
        return Markup()
    return Markup('<input type="hidden" name="csrf_token" value="{}">').format(generate_csrf())


def page_url(**changes: Any) -> str:
    """The page's address with some of its query changed; None takes a parameter away."""
    query = request.args.to_dict(flat=False) | {
        key: [str(value)] if value is not None else [] for key, value in changes.items()
    }
    pairs = {key: values for key, values in query.items() if values}
    return url_for(str(request.endpoint), **(request.view_args or {}), **pairs)  # type: ignore[arg-type]


def paragraphs(text: str) -> Markup:
    """Plain text with blank lines, as paragraphs."""
    parts = [part.strip() for part in text.split("\n\n") if part.strip()]
    return Markup("").join(Markup("<p>{}</p>").format(escape(part)) for part in parts)


FILTERS = {
    "number": number, "decimal": decimal, "percent": percent, "digits": digits, "money": money,
    "big_money": big_money, "amount": amount, "rials": rials, "ltr": ltr, "phone": phone,
    "day": day, "weekday": weekday, "relative": relative, "moment": moment, "say": say,
    "paragraphs": paragraphs, "weight": weight, "rate": rate,
}  # fmt: skip
GLOBALS = {
    "icon": assets.icon, "csrf_field": csrf_field, "asset": assets.address, "page_url": page_url,
    "address_in": languages.address_in, "alternates": languages.alternates,
    "external": languages.external, "allows": access.allows, "person": access.user,
    "memberships": access.memberships, "flashes": get_flashed_messages, "LANGUAGES": LANGUAGES,
}  # fmt: skip


def install(app: Flask) -> None:
    app.jinja_env.filters.update(FILTERS)
    app.jinja_env.globals.update(GLOBALS)
    wording.install(app)
    app.context_processor(_brand)


def _brand() -> dict[str, Any]:
    settings = current_app.config["SETTINGS"]
    return {"brand": settings.brand_fa if g.language == "fa" else settings.brand_en}
