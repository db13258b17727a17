"""The catalogue's words, typed and quick: a page says a hundred of them.

Messages are looked up in the compiled catalogue of the reader's language, loaded once a process.
Templates get the same words as Markup, so that what is filled into them is escaped.
"""

from collections.abc import Mapping
from functools import cache, lru_cache
from gettext import NullTranslations

from babel.support import Translations
from flask import Flask, g
from flask_babel import LazyString
from jinja2 import Environment
from markupsafe import Markup, escape

from portal.i18n.languages import DEFAULT

__all__ = ["LazyString", "gettext", "install", "lazy", "ngettext", "plain"]


class _Current:
    folder = ""


def install(app: Flask) -> None:
    """Take the catalogues of the application's folder, for Python and for its templates."""
    _Current.folder = app.config["BABEL_TRANSLATION_DIRECTORIES"]
    _install_in(app.jinja_env)


def _install_in(environment: Environment) -> None:
    words = {"_": _markup, "gettext": _markup, "ngettext": _markup_many}
    environment.globals.update(words)


@cache
def _catalogue(folder: str, language: str) -> NullTranslations:
    found: NullTranslations = Translations.load(folder, [language], "messages")
    return found


def _here() -> NullTranslations:
    return _catalogue(_Current.folder, g.get("language", DEFAULT))


def gettext(message: str, **facts: object) -> str:
    """The message in the reader's language, its named places filled with `facts`."""
    found = _here().gettext(message)
    return found % facts if facts else found


def ngettext(one: str, many: str, num: int, **facts: object) -> str:
    """The form that goes with `num`; finished figures come in `facts`."""
    return _here().ngettext(one, many, num) % {"num": num, **facts}


def lazy(message: str, **facts: object) -> LazyString:
    """The message, worded when it is shown: for labels and tables made once for all readers."""
    return LazyString(gettext, message, **facts)


@lru_cache(maxsize=8192)
def plain(language: str, message: str) -> Markup:
    """A message of templates without places to fill; `%%` in it is a percent sign."""
    found = _catalogue(_Current.folder, language).gettext(message)
    return Markup(found % {})  # noqa: S704 - our own words


def _markup(message: str, /, **facts: object) -> Markup:
    if not facts:
        return plain(g.language, message)
    return _filled(_here().gettext(message), facts)


def _markup_many(one: str, many: str, num: int, /, **facts: object) -> Markup:
    return _filled(_here().ngettext(one, many, num), {"num": num, **facts})


def _filled(message: str, facts: Mapping[str, object]) -> Markup:
    """Our own words, what is filled in escaped: as `Markup % facts`, at a quarter of its price."""
    return Markup(message % {name: escape(value) for name, value in facts.items()})  # noqa: S704
