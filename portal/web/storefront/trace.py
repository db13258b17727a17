"""From the code on a bottle to the page of its lot. Until lots are registered, an honest no."""

from flask import g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.core.text import latin_digits
from portal.web import access
from portal.web.storefront.area import storefront

LONGEST = 60
LETTERS_FOR_DIGITS = str.maketrans({"O": "0", "I": "1", "L": "1", "S": "5", "B": "8"})
DIGITS_FOR_LETTERS = str.maketrans({"0": "O", "1": "I", "5": "S", "8": "B"})


@storefront.get("/trace")
@access.public
def trace() -> ResponseReturnValue:
    g.shelf = g.tab = "trace"
    typed = canonical(request.args.get("code", ""))
    if typed:
        return redirect(url_for("storefront.lot", code=typed), 303)
    return render_template("storefront/trace.html", code="", guesses=[])


@storefront.get("/B/<code>")
@storefront.get("/b/<code>")
@access.public
def lot(code: str) -> ResponseReturnValue:
    """No lot is registered yet: say so, and what the reader may have mistyped."""
    return _unknown(canonical(code))


@storefront.get("/01/<path:rest>")
@access.public
def digital_link(rest: str) -> ResponseReturnValue:
    """GS1 Digital Link `/01/<gtin>/10/<lot>`: the lot, or else the goods number, as its code."""
    parts = rest.split("/")
    code = parts[2] if len(parts) > 2 and parts[1] == "10" else parts[0]  # noqa: PLR2004 - AI 10
    return _unknown(canonical(code))


def _unknown(code: str) -> ResponseReturnValue:
    g.shelf = g.tab = "trace"
    return render_template("storefront/trace.html", code=code, guesses=guesses(code)), 404


def canonical(typed: str) -> str:
    """Capitals and Latin digits, hyphens between the parts."""
    text = latin_digits(typed[:LONGEST]).upper()
    return "-".join("".join(c if c.isalnum() else " " for c in text).split())


def guesses(code: str) -> list[str]:
    """What the code may have been meant as: letters first, then figures (O and 0, I and 1)."""
    head, *rest = code.split("-")
    meant = "-".join(
        [head.translate(DIGITS_FOR_LETTERS), *(p.translate(LETTERS_FOR_DIGITS) for p in rest)]
    )
    return [meant] if rest and meant != code else []
