"""The languages of the portal: one row each. Arabic and Russian become two more rows."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Language:
    """How a language is addressed and written.

    `prefix` leads its addresses; `digits`, `group`, `point`, `minus`, `percent` write its numbers.
    """

    code: str
    prefix: str
    direction: str
    digits: str
    name: str
    group: str = ","
    point: str = "."
    minus: str = "\u2212"
    percent: str = "%"
    calendar: str = "gregorian"


DEFAULT = "fa"
LANGUAGES: dict[str, Language] = {
    language.code: language
    for language in (
        Language(
            code="fa",
            prefix="",
            direction="rtl",
            digits="۰۱۲۳۴۵۶۷۸۹",
            name="فارسی",
            group="\u066c",
            point="\u066b",
            minus="\u200e\u2212",  # the mark keeps the sign at the left of the figure
            percent="\u066a",
            calendar="jalali",
        ),
        Language(code="en", prefix="/en", direction="ltr", digits="0123456789", name="English"),
    )
}


def of_path(path: str) -> tuple[Language, str]:
    """The language of an address and the rest of it: "/en/cart" gives English and "/cart"."""
    for language in LANGUAGES.values():
        if language.prefix and (path + "/").startswith(language.prefix + "/"):
            return language, path[len(language.prefix) :] or "/"
    return LANGUAGES[DEFAULT], path
