"""What stands on a PDF, in the order in which it is read.

The layout mode of pypdf gives glyphs as they stand from left to right; a Persian line is turned
round here, its numbers and Latin runs are not. So a reversed number or word is seen by the tests.
"""

import io
import re
import unicodedata

from pypdf import PdfReader

AS_PRINTED = re.compile(r"[0-9A-Za-z۰-۹][0-9A-Za-z۰-۹٬٫.\-/]*[0-9A-Za-z۰-۹]|[0-9A-Za-z۰-۹]")
SPACES = re.compile(r"\s+")


def read(content: bytes, language: str) -> str:
    """The words of all pages, one space between them, without half-spaces."""
    pages = PdfReader(io.BytesIO(content)).pages
    lines = [
        line for page in pages for line in page.extract_text(extraction_mode="layout").split("\n")
    ]
    told = "\n".join(_turned(line) if language == "fa" else line for line in lines)
    plain = unicodedata.normalize("NFKC", told).replace("\u200c", "").replace("\u200e", "")
    return SPACES.sub(" ", plain)


def _turned(line: str) -> str:
    return AS_PRINTED.sub(lambda run: run[0][::-1], line[::-1])
