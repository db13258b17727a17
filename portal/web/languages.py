"""Which language an address is in: Persian at `/`, every other one under its prefix.

The prefix moves from PATH_INFO to SCRIPT_NAME before routing, so routes know no language and
`url_for` stays in the reader's.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from flask import current_app, g, request

from portal.i18n.languages import DEFAULT, LANGUAGES, Language

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

KEY = "portal.language"


class LanguagePrefix:
    """WSGI middleware: `/en/p/x` becomes SCRIPT_NAME `/en`, PATH_INFO `/p/x`, language "en"."""

    def __init__(self, app: "WSGIApplication") -> None:
        self.app = app
        self.prefixes = {
            language.prefix: code for code, language in LANGUAGES.items() if language.prefix
        }

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "")
        head, _, rest = path[1:].partition("/")
        code = self.prefixes.get(f"/{head}")
        environ[KEY] = code or DEFAULT
        if code:
            environ["SCRIPT_NAME"] = environ.get("SCRIPT_NAME", "") + f"/{head}"
            environ["PATH_INFO"] = f"/{rest}"
        return self.app(environ, start_response)


def language() -> Language:
    """The reader's language on this request; the default outside of one."""
    found: Language = g.get("language_row") or LANGUAGES[DEFAULT]
    return found


def load_language() -> None:
    """Before every request: what the templates and formats ask for."""
    row = LANGUAGES[request.environ.get(KEY, DEFAULT)]
    g.language_row = row
    g.language = row.code
    g.direction = row.direction


def address_in(code: str, path: str | None = None) -> str:
    """The page (or `path`) in another language, from the root of the site."""
    if path is None:
        path = request.full_path.rstrip("?")
    return LANGUAGES[code].prefix + path


def external(path: str, code: str | None = None) -> str:
    """An absolute address for messages and search engines; never made from the Host header."""
    return public_url() + LANGUAGES[code or g.language].prefix + path


def public_url() -> str:
    found: str = current_app.config["SETTINGS"].public_url
    return found


def alternates() -> dict[str, str]:
    """hreflang: code to absolute address; a page whose slugs differ sets `g.alternates`."""
    paths: dict[str, Any] = g.get("alternates") or {}
    public, here = public_url(), request.path
    return {
        code: public + row.prefix + (paths.get(code) or here) for code, row in LANGUAGES.items()
    }
