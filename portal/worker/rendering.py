"""Messages in words: `templates/mail/<kind>/<language>.txt` with a subject, a body and an SMS.

Plain text has no `<bdi>`: what runs against the reader's direction stands between FSI and PDI
(design guide, section 4). The HTML of a letter says the same as its text.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context, select_autoescape
from jinja2.runtime import Context

from config import Settings
from portal.core.money import Currency
from portal.i18n import formats
from portal.i18n.languages import LANGUAGES, Language
from portal.messaging.models import Channel, Message
from portal.messaging.notices import LINKS
from portal.messaging.sending import Words
from portal.reference import listing_reasons

FOLDER = Path(__file__).resolve().parent.parent / "templates" / "mail"
FSI, PDI = "\u2068", "\u2069"
LTR = re.compile("[0-9A-Za-z\u00c0-\u024f\u0400-\u04ff]")  # isolated in Persian
RTL = re.compile("[\u0590-\u08ff]")
RTL_LANGUAGES = {language.code for language in LANGUAGES.values() if language.direction == "rtl"}
SHORT = 60  # characters of a free text in an SMS
BLANKS = re.compile(r"\n{3,}")


class _Current:
    settings = Settings()


def configure(settings: Settings) -> None:
    """Take the brand's names and the site's address from `settings`."""
    _Current.settings = settings


def render(message: Message) -> Words:
    """The message in its reader's language."""
    language = LANGUAGES[message.language]
    template = ENVIRONMENT.get_template(f"{message.kind}/{language.code}.txt")
    context = template.new_context(_given(message.facts, language))

    def block(name: str) -> str:
        return _tidy("".join(template.blocks[name](context)))

    if message.channel is Channel.SMS:
        return Words(subject="", body=block("sms"))
    subject, body = block("subject"), block("body")
    signed = f"{body}\n\n{context['brand']}\n{context['home']}\n"
    return Words(subject, signed, _letter(subject, body, context, language))


def _given(facts: Mapping[str, Any], language: Language) -> dict[str, Any]:
    """The facts as a template reads them: the pair `x_fa`, `x_en` is `x`, paths are addresses."""
    settings = _Current.settings
    given = {**facts, **_in_language(facts, language.code)}
    for name in LINKS:
        if name in given:
            given[name] = f"{settings.public_url}{language.prefix}{given[name]}"
    return given | {
        "language": language.code,
        "brand": settings.brand_fa if language.code == "fa" else settings.brand_en,
        "home": f"{settings.public_url}{language.prefix}/",
        "host": urlsplit(settings.public_url).hostname,
    }


def _in_language(facts: Mapping[str, Any], code: str) -> dict[str, Any]:
    ending = f"_{code}"
    return {name.removesuffix(ending): facts[name] for name in facts if name.endswith(ending)}


def _letter(subject: str, body: str, context: Context, language: Language) -> str:
    return ENVIRONMENT.get_template("letter.html").render(
        subject=subject,
        paragraphs=[paragraph.split("\n") for paragraph in body.split("\n\n")],
        language=language,
        brand=context["brand"],
        home=context["home"],
    )


def _tidy(text: str) -> str:
    """No blank edges, no blank ends of lines, at most one blank line."""
    lines = [line.strip() for line in text.splitlines()]
    return BLANKS.sub("\n\n", "\n".join(lines)).strip()


@pass_context
def money(context: Context, minor: int) -> str:
    """Minor units in the message's currency, rials when it names none."""
    currency = Currency(context.get("currency", Currency.IRR))
    return formats.money(minor, currency, context["language"])


@pass_context
def number(context: Context, value: int) -> str:
    return formats.number(value, context["language"])


@pass_context
def digits(context: Context, text: object) -> str:
    return formats.digits(text, context["language"])


@pass_context
def day(context: Context, iso: str) -> str:
    """A day of ISO text with its weekday, without its year."""
    return formats.weekday_day(date.fromisoformat(iso), context["language"])


@pass_context
def isolate(context: Context, text: object) -> str:
    """`text` kept in its own direction, where it holds letters or codes of the other one."""
    shown = str(text)
    strange = LTR if context["language"] in RTL_LANGUAGES else RTL
    return f"{FSI}{shown}{PDI}" if strange.search(shown) else shown


@pass_context
def in_words(context: Context, row: Mapping[str, Any], name: str) -> str:
    """A text of `row`, from its pair in two languages if it has one."""
    return str(_in_language(row, context["language"]).get(name) or row[name])


@pass_context
def each(context: Context, texts: Mapping[str, str] | Sequence[Any]) -> list[str]:
    """The texts of a list, or of a table from field to text; reasons of a review in words."""
    rows = texts.values() if isinstance(texts, Mapping) else texts
    return [
        listing_reasons.in_words(row, context["language"]) if isinstance(row, Mapping) else row
        for row in rows
    ]


def count_of(things: int | Sequence[object]) -> int:
    """A count, given as such or as the things themselves."""
    return things if isinstance(things, int) else len(things)


def short(text: str) -> str:
    """A free text cut to what an SMS has room for."""
    return text if len(text) <= SHORT else f"{text[: SHORT - 1].rstrip()}…"


ENVIRONMENT = Environment(
    loader=FileSystemLoader(FOLDER),
    undefined=StrictUndefined,
    autoescape=select_autoescape(["html"]),
    trim_blocks=True,
    lstrip_blocks=True,
)
ENVIRONMENT.filters |= {
    filter_.__name__: filter_
    for filter_ in (money, number, digits, day, isolate, in_words, each, count_of, short)
}
