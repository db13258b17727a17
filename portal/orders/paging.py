"""How far one may leaf: beyond it a search is quicker, and an offset costs what it skips."""

MOST_PAGES = 1000


def page_number(asked: int) -> int:
    """A page that exists in any list, whatever was typed into the address."""
    return max(1, min(asked, MOST_PAGES))
