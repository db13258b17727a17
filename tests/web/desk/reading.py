"""Words of a page that are not of its language, outside of codes, names and what people typed."""

import re
from pathlib import Path

from tests.web.storefront.reading import words

LATIN = re.compile(r"[A-Za-z][A-Za-z]+")
PERSIAN = re.compile(r"[\u0621-\u06cc]+")
ALLOWED_FILE = Path(__file__).resolve().parents[3] / "translations" / "latin_words.txt"
NAMED = {"english", "فارسی"}  # the language switch speaks the other language
BDI = re.compile(r"<bdi\b[^>]*>.*?</bdi>", re.DOTALL)


def foreign_words(html: str, language: str) -> list[str]:
    """What a reader of `language` would stumble over; <bdi> holds names of either language."""
    allowed = {line.strip().lower() for line in ALLOWED_FILE.read_text().splitlines()} | NAMED
    body = html.partition("<main")[2].partition("</main>")[0]
    said = " ".join(words(BDI.sub(" ", "<main" + body + "</main>"), language).found)
    strange = (LATIN if language == "fa" else PERSIAN).findall(said)
    return sorted({word for word in strange if word.lower() not in allowed})
