"""What a browser says it is, in two words: enough to know one's own telephone again, no more."""

_BROWSERS = (
    ("Edg", "edge"), ("OPR/", "opera"), ("SamsungBrowser", "samsung"), ("Firefox", "firefox"),
    ("FxiOS", "firefox"), ("CriOS", "chrome"), ("Chrome", "chrome"), ("Safari", "safari"),
)  # fmt: skip
_SYSTEMS = (
    ("Android", "android"), ("iPhone", "iphone"), ("iPad", "ipad"), ("Windows", "windows"),
    ("Mac OS X", "mac"), ("Linux", "linux"),
)  # fmt: skip
OTHER = "other"


def _first(agent: str, known: tuple[tuple[str, str], ...]) -> str:
    return next((name for mark, name in known if mark in agent), OTHER)


def of(agent: str | None) -> str:
    """Two names, "chrome/android", of a User-Agent header."""
    said = agent or ""
    return f"{_first(said, _BROWSERS)}/{_first(said, _SYSTEMS)}"
