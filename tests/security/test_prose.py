"""The office writes terms in Markdown; what a browser gets has no script, no style, no odd scheme."""

import pytest

from portal.web.storefront.pages import prose

EVIL = [
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "<svg><script>alert(1)</script></svg>",
    "<style>*{background:url(//evil)}</style>", "<p style='position:fixed'>x</p>", "<iframe src=//evil>",
    "[x](javascript:alert(1))", "[x](JaVaScRiPt:alert(1))", "[x](data:text/html,x)", "<javascript:alert(1)>",
    "[x](vbscript:x)", "![x](//evil/x.png)", "<a href='x' onclick='alert(1)'>x</a>", "<form action=//evil>",
    "[x]: javascript:alert(1)\n[x]", "{{ 7*7 }}{% raw %}",
]  # fmt: skip


@pytest.mark.asvs("1.3.1", "1.3.5", "1.2.2")
@pytest.mark.parametrize("markdown", EVIL)
def test_nothing_that_runs_or_calls_gets_through(markdown):
    made = str(prose(f"# Title\n\n{markdown}\n\nrest"))

    for word in (
        "<script",
        "<img",
        "<svg",
        "<style",
        "<iframe",
        "<form",
        "<p style",
        "<a href='x' on",
    ):
        assert word not in made.lower(), made
    for scheme in ("javascript:", "data:", "vbscript:"):
        assert f'href="{scheme}' not in made.lower(), made
    assert "49" not in made
    assert "rest" in made


def test_what_terms_need_stays():
    made = str(prose("## Head\n\n* one **two** [three](https://example.com/a)\n\n> said"))
    for part in (
        "<h2>Head</h2>",
        "<li>",
        "<strong>two</strong>",
        'href="https://example.com/a"',
        "<blockquote>",
    ):
        assert part in made
