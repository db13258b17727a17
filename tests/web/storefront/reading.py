"""The words of a page in its own language: what is marked as of another language is left out."""

from html.parser import HTMLParser

VOID = {"meta", "link", "input", "img", "br", "source", "use", "path", "hr"}
SILENT = {"script", "style", "noscript", "svg", "textarea"}


class Words(HTMLParser):
    """Text nodes and spoken attributes outside of foreign, code and silent elements."""

    def __init__(self, language: str) -> None:
        super().__init__()
        self.language = language
        self.stack: list[bool] = []  # is this element, or one around it, left out?
        self.found: list[str] = []
        self.headings = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        is_foreign = given.get("lang", self.language) != self.language
        is_code = "ltr" in (given.get("class") or "").split() and tag == "bdi"
        out = self.is_out or is_foreign or is_code or tag in SILENT or tag == "head"
        self.headings += tag == "h1"
        if not out:
            self.found += [
                given[name] or "" for name in ("aria-label", "alt", "title") if name in given
            ]
            if (
                tag == "input"
                and given.get("placeholder")
                and "ltr" not in (given.get("class") or "")
            ):
                self.found.append(given["placeholder"] or "")
        if tag not in VOID:
            self.stack.append(out)

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID and self.stack:
            self.stack.pop()

    def handle_data(self, data: str) -> None:
        if not self.is_out and data.strip():
            self.found.append(data.strip())

    @property
    def is_out(self) -> bool:
        return bool(self.stack and self.stack[-1])


def words(page: str, language: str) -> Words:
    made = Words(language)
    made.feed(page)
    return made
