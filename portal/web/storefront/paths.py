"""Addresses that stand in a page dozens of times, put together without the router.

In the reader's language, from the root of the site; tests hold them against `url_for`.
"""

from flask import g

MEDIA = "/media/"


def prefix() -> str:
    """What leads every address in the reader's language: nothing in Persian, "/en" in English."""
    found: str = g.language_row.prefix
    return found


def product(public_id: str, slug: str) -> str:
    return f"{prefix()}/p/{public_id}/{slug}"


def category(code: str, slug: str) -> str:
    return f"{prefix()}/c/{code}/{slug}"


def maker(public_id: str, slug: str) -> str:
    return f"{prefix()}/m/{public_id}/{slug}"


def picture(key: str | None) -> str:
    """The address of a picture without its width and format; "" when there is none."""
    return MEDIA + key if key else ""
