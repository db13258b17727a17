"""Messages for the next page, kept in the browser's small cookie: none twice, and only the last."""

from flask import flash
from flask import session as browser

KEY = "_flashes"  # Flask's own
MOST = 4


def say_next(message: str, category: str) -> None:
    """`category`: ok, warn, bad. Many acts without a page between must not fill the cookie."""
    waiting = [tuple(held) for held in browser.get(KEY, [])]
    if (category, message) in waiting:
        return
    browser[KEY] = waiting[1 - MOST :]
    flash(message, category)
