"""What a template is compiled to: settled by language, escaped, put together block by block."""

import pytest
from flask import g
from jinja2 import DictLoader
from markupsafe import Markup

from portal.app import create_app
from portal.web import assets
from portal.web.templating import shown
from portal.web.wording import lazy


@pytest.fixture
def rendering():
    app = create_app()

    def render(source, language="fa", **facts):
        with app.test_request_context("/"):
            g.language, g.direction = language, "rtl"
            return app.jinja_env.from_string(source).render(facts)

    render.app = app
    return render


@pytest.mark.parametrize(("language", "word"), [("fa", "سبد خرید"), ("en", "Basket")])
def test_words_are_those_of_the_readers_language(rendering, language, word):
    source = '{{ _("Basket") }}|{{ g.language }}'

    assert rendering(source, language) == f"{word}|{language}"


def test_plain_words_icons_and_addresses_cost_nothing_at_run_time(rendering):
    source = '<b>{{ _("Basket") }}</b>{{ icon("cart") }}<img src="{{ asset("art/seal.svg") }}">'
    with rendering.app.test_request_context("/"):
        code = rendering.app.jinja_env.compile(source, raw=True)

    assert assets.address("art/seal.svg") in code
    assert code.count("yield") == 2  # one of them is never reached


@pytest.mark.asvs("1.2.1")
@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("<b>&\"'", "&lt;b&gt;&amp;&#34;&#39;"),
        (Markup("<b>"), "<b>"),
        (12, "12"),
        (None, "None"),
    ],
)
def test_what_is_shown_is_escaped_once(rendering, value, text):
    assert shown(value) == text
    assert rendering("{{ it }}", it=value) == text
    assert rendering("{% macro m(x) %}{{ x }}{% endmacro %}{{ m(it) }}", it=value) == text
    assert rendering("{% set x %}{{ it }}{% endset %}{{ x }}", it=value) == text


@pytest.mark.asvs("1.2.1")
def test_what_is_filled_into_words_is_escaped(rendering):
    source = '{{ _("Harvest %(year)s", year=it) }}'

    assert "&lt;i&gt;" in rendering(source, it="<i>")
    assert "<i>" in rendering(source, it=Markup("<i>"))


def test_a_lazy_word_is_worded_when_it_is_shown(rendering):
    assert rendering("{{ it }}", "en", it=lazy("Basket")) == "Basket"
    assert rendering("{{ it }}", "fa", it=lazy("Basket")) == "سبد خرید"


def test_a_block_and_what_it_replaces(rendering):
    environment = rendering.app.jinja_env
    loader = environment.loader
    environment.loader = DictLoader(
        {
            "base.html": "<{% block a %}{{ it }}{% endblock %}>",
            "page.html": '{% extends "base.html" %}{% set part = "&" %}'
            '{% block a %}{{ super() }}{% include "part.html" %}{% endblock %}',
            "part.html": "{% set inside = part %}{{ inside }}",
        }
    )
    try:
        with rendering.app.test_request_context("/"):
            page = environment.get_template("page.html")
            assert page.render(it="<") == "<&lt;&amp;>"
    finally:
        environment.loader = loader
