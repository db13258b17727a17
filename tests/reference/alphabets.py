"""Which script a text is in: what a Persian page and an English page may show."""

import re

PERSIAN = re.compile("[\u0600-\u06ff\ufb50-\ufdff\ufe70-\ufeff]")
LATIN = re.compile("[A-Za-z]")


def has_persian(text: str) -> bool:
    return PERSIAN.search(text) is not None


def has_latin(text: str) -> bool:
    return LATIN.search(text) is not None
