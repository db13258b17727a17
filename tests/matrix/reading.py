"""What a reader can make of an answer: body, headers and cookies in every coding, as markers."""

import html
import io
import json
import re
from urllib.parse import unquote

from pypdf import PdfReader

from tests.matrix import marks

DIGITS = {ord(c): str(n % 10) for n, c in enumerate("۰۱۲۳۴۵۶۷۸۹٠١٢٣٤٥٦٧٨٩")}
MARKS = dict.fromkeys(map(ord, "\u200c\u200e\u200f\u2066\u2067\u2068\u2069\u00ad"))
FOLDED = DIGITS | MARKS
GROUPED = re.compile(r"(?<=\d)[,٬\u202f\u00a0 ](?=\d{3}(?!\d)|\d{3}[,٬\u202f\u00a0 ])")
TAG = re.compile(r"<[^>]*>")


def texts(response) -> list[str]:
    """The decoded copies of one answer."""
    raw = response.get_data()
    heads = "\n".join(f"{key}: {value}" for key, value in response.headers)
    kind = response.mimetype or ""
    if kind == "application/pdf":
        body = pdf_text(raw)
    elif kind.endswith("json"):
        body = json.dumps(response.get_json(silent=True), ensure_ascii=False)
    else:
        body = raw.decode("utf-8", "replace")
    plain = html.unescape(body)
    return [plain, TAG.sub("", plain), unquote(plain), unquote(heads)]


def pdf_text(raw: bytes) -> str:
    """Words of a PDF; also with its line ends removed, for markers that a line broke."""
    reader = PdfReader(io.BytesIO(raw))
    said = "\n".join(page.extract_text() for page in reader.pages)
    told = str(dict(reader.metadata or {}))
    return "\n".join((said, said.replace("\n", ""), told))


def markers(response) -> set[str]:
    found: set[str] = set()
    for text in dict.fromkeys(texts(response)):  # two codings often read alike
        found |= in_text(text)
    return found


def in_text(text: str) -> set[str]:
    plain = text.translate(FOLDED)
    words = {word.lower() for word in marks.WORD.findall(plain)}
    numbers = set(marks.FIGURE.findall(plain)) | set(marks.FIGURE.findall(GROUPED.sub("", plain)))
    return words | numbers | {number[-10:] for number in numbers}
