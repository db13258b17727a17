"""Templates and styles: no inline code, both directions, numbers and dates through the formatters."""

import ast
import re

import pytest
from flask import g
from jinja2 import nodes

from portal.i18n.languages import LANGUAGES
from tests.structure import source

TEMPLATES = source.named(".html", ".txt", under=source.TEMPLATES)
PAGES = [path for path in TEMPLATES if path.suffix == ".html" and "mail" not in path.parts]
SHEETS = source.named(".css", under=source.ROOT / "static")

INLINE = re.compile(
    r"<style\b|\sstyle\s*=|\son[a-z]+\s*=\s*[\"']|<script(?![^>]*\bsrc=)(?![^>]*ld\+json)|"
    r"javascript:|hx-on\b|hx-vals=['\"]js:",
    re.IGNORECASE,
)
PHYSICAL = re.compile(
    r"(?<![\w-])(?:(?:margin|padding|border|inset|scroll-(?:margin|padding))-(?:left|right)"
    r"(?:-(?:width|color|style))?|border-(?:top|bottom)-(?:left|right)-radius|left|right)\s*:|"
    r"(?:text-align|float|clear)\s*:\s*(?:left|right)\b"
)
RAW_DATE = re.compile(r"strftime|strptime|\.date\(\)|\.now\(|\|\s*string\b")
RAW_MONEY = re.compile(r"\{:,\}|\"%\.\d|\|\s*(?:round|float|filesizeformat)\b|//\s*10\b")
UNSAFE = re.compile(r"\|\s*safe\b|\{%\s*autoescape\s+false")
INTEGER_ID = re.compile(r"url_for\([^)]*=\s*[\w.]*\b(?:id|\w+_id)\b(?!\w)")
PUBLIC_ID = re.compile(r"=\s*(?:[\w.]*\bpublic_id|payment_id|row\.object_id|job\.id)\b")


def hits(paths, pattern, *, but=None):
    return [
        f"{source.place(path, n)}: {line.strip()[:100]}"
        for path in paths
        for n, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if pattern.search(line) and not (but and but.search(line))
    ]


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda p: str(p.relative_to(source.TEMPLATES)))
def test_templates_compile(app, path):
    app.jinja_env.parse(path.read_text(encoding="utf-8"))
    if "mail" not in path.parts:  # letters have an environment of their own, in the worker
        for language in LANGUAGES:
            with app.test_request_context("/"):
                g.language = language
                app.jinja_env.get_template(str(path.relative_to(source.TEMPLATES)))


def test_no_figure_is_written_by_the_compiler(app):
    """`1|number` is folded when a template is compiled, so it speaks the first reader's language."""
    folded = {
        f"{path.name}:{found.lineno}"
        for path in TEMPLATES
        for found in app.jinja_env.parse(path.read_text(encoding="utf-8")).find_all(nodes.Filter)
        if isinstance(found.node, nodes.Const) and found.name != "ltr"
    }

    assert folded == set()


def test_there_is_no_inline_code():
    assert hits(PAGES, INLINE) == []


@pytest.mark.asvs("1.2.1")
def test_nothing_is_put_on_a_page_unescaped():
    assert hits(PAGES, UNSAFE) == []


def test_styles_know_no_left_and_right():
    assert hits(SHEETS, PHYSICAL) == []


def test_dates_go_through_the_formatters():
    assert hits(PAGES, RAW_DATE) == []


def test_money_goes_through_the_formatters():
    assert hits(PAGES, RAW_MONEY) == []


def test_addresses_name_no_integer_key():
    assert hits(PAGES, INTEGER_ID, but=PUBLIC_ID) == []


def test_every_post_form_carries_its_token():
    form = re.compile(r"<form\b[^>]*method=\"post\"[^>]*>(.*?)</form>", re.IGNORECASE | re.DOTALL)
    for path in PAGES:
        for match in form.finditer(path.read_text(encoding="utf-8")):
            assert "csrf_field()" in match.group(1), str(path.relative_to(source.TEMPLATES))


def spelled_in_python():
    """Template names as the code writes them; `f"{area}/layout.html"` gives "/layout.html"."""
    for _path, node in source.nodes(ast.Constant):
        if isinstance(node.value, str) and node.value.endswith(".html"):
            yield node.value


def spelled_in_templates():
    for path in TEMPLATES:
        yield from re.findall(r"[\"']([\w./-]+\.html)[\"']", path.read_text(encoding="utf-8"))


def test_every_template_is_used_and_every_name_exists():
    named = {*spelled_in_python(), *spelled_in_templates()}
    there = {str(path.relative_to(source.TEMPLATES)) for path in PAGES}
    by_their_code = {name for name in there if name.startswith("storefront/pages/")}
    whole = {name for name in named if "/" in name and not name.startswith(("/", "."))}

    assert there - named - by_their_code == set()
    assert whole - there == set()
