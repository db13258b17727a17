"""NUL, lone surrogates, a megabyte, quotes and percent signs in every field: never a 5xx (B72)."""

import html
import re
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

from tests.matrix import cases
from tests.matrix.runner import OURS
from tests.security.acting import WHO, acts

CODE = "' OR '1'='1' -- \" ; DROP TABLE orders; /* %_%\\_ {{7*7}}${7*7}<%= 7*7 %>%(x)s%s%d{0}"
ODD = {
    "nul": "a\0b",
    "half letters": "\ud800x\udfff".encode("utf-8", "surrogatepass") + b"\xd8\xff\xfe",
    "a long line": "x" * 100_000,
    "code": f'{CODE}\r\nSet-Cookie: evil=1\r\n\r\n"><svg onload=alert(1)><script>alert(1)</script>',
    "marks": "\u202e\u200f\u2066\ufeff\u00ad\u200c" * 20 + "🫒" * 300 + "۹" * 400,
    "minus": "-9223372036854775809",
}
RAN = ("<script>alert", "<svg onload", "49${49}")


def path_of(site, case):
    with site.app.test_request_context():
        return site.app.url_for(case.endpoint, **case.args)


def is_fine(response):
    page = response.get_data().decode("utf-8", "replace")
    is_told = "evil=1" in str(response.headers) or any(word in page for word in RAN)
    return response.status_code < 500 and not is_told


@pytest.mark.asvs("1.2.1", "1.3.7", "1.4.2", "2.2.1")
@pytest.mark.parametrize("odd", ODD.values(), ids=ODD.keys())
def test_in_every_field_of_every_form(site, odd):
    wrong = {}
    for case in acts(site):
        form = dict.fromkeys([*case.form, "csrf_token", "next", "q"], odd)
        try:
            response = site.matrix.client(case).post(path_of(site, case), data=form, headers=OURS)
        except Exception as error:  # noqa: BLE001 - faults come through in tests
            wrong[str(case)] = repr(error)[:200]
            continue
        if not is_fine(response):
            wrong[str(case)] = response.status_code
        if site.matrix.ground.is_touched():
            site.matrix.ground.restore()

    assert wrong == {}


NAMES = ("q", "page", "sort", "state", "tab", "next", "since", "until", "pack", "view", "firm", "family",
         "grade", "cultivar", "price", "min", "max", "stock", "size", "harvest", "seal", "code", "object", "actor", "action",
         "channel", "province_code", "city_code", "Authority", "Status", "ship-alf")  # fmt: skip


@pytest.mark.asvs("1.2.1", "1.3.7", "1.2.4", "2.2.1")
@pytest.mark.parametrize("odd", ODD.values(), ids=ODD.keys())
def test_in_every_parameter_of_every_page(site, odd):
    query = urlencode(dict.fromkeys(NAMES, odd[:2000]))
    wrong = {}
    for rule in site.app.url_map.iter_rules():
        if "GET" not in rule.methods or rule.endpoint == "static":
            continue
        mark = site.app.view_functions[rule.endpoint].access
        for case in cases.of_rule(site.world, rule, mark):
            if case.is_own and case.principal.name == WHO.get(mark.kind, "buyer_a"):
                try:
                    path = path_of(site, case)
                    mark_of_query = "&" if "?" in path else "?"
                    response = site.matrix.client(case).get(f"{path}{mark_of_query}{query}")
                except Exception as error:  # noqa: BLE001
                    wrong[str(case)] = repr(error)[:200]
                    continue
                if not is_fine(response):
                    wrong[str(case)] = response.status_code

    assert wrong == {}


@pytest.mark.asvs("1.2.2")
@pytest.mark.parametrize("odd", ["%00", "%ed%a0%80", "%ff%fe", "%27%20OR%201=1", "..%2f..%2f", "%0d%0aX:1",
                                 "x" * 3000, "%d9%be", "%E2%80%AE", "{{7*7}}"])  # fmt: skip
@pytest.mark.parametrize("path", ["/p/{}", "/p/{}/slug", "/m/{}", "/c/{}", "/o/{}", "/b/{}", "/01/{}", "/pay/{}",
                                  "/bank/{}", "/media/{}", "/pages/{}", "/account/reset/{}", "/desk/{}/",
                                  "/desk/alf/orders/{}", "/consortium/orders/{}", "/hooks/{}", "/{}"])  # fmt: skip
def test_in_every_part_of_an_address(site, path, odd):
    response = site.browser("a_owner").get(path.format(odd))

    assert response.status_code < 500
    assert "evil" not in str(response.headers)


@pytest.mark.parametrize("name", ["sid", "cart", "flash"])
@pytest.mark.parametrize("value", ["", "\x01", "é", "a" * 3000, "\"';--", "eyJfZmxhc2hlcyI6W119"])
def test_in_a_cookie(site, name, value):
    client = site.app.test_client()
    client.set_cookie(name, value)

    for path in ("/", "/cart", "/account"):
        assert client.get(path).status_code in {200, 303}


@pytest.mark.parametrize("name", ["Accept-Language", "Referer", "User-Agent", "HX-Request", "If-None-Match",
                                  "If-Modified-Since", "Range", "Content-Type", "Cookie", "X-Request-ID"])  # fmt: skip
def test_in_a_header(site, name):
    for value in ("\xff" * 50, "'\"<script>", "x" * 4000, "*", "bytes=0-1,5-6,-1"):
        response = site.browser().get("/", headers={name: value})
        assert response.status_code < 500
        assert is_fine(response)


@pytest.mark.asvs("1.2.1")
def test_what_was_typed_is_shown_again_escaped(site):
    """A form with a fault keeps every word, and none of them becomes markup."""
    typed = "<b onmouseover=alert(1)>زیتون</b> \"'&"
    response = site.post(site.browser(), "/join", {"name_fa": typed, "message": typed})

    page = response.get_data(as_text=True)
    assert response.status_code == 422
    assert "&lt;b onmouseover=alert(1)&gt;زیتون&lt;/b&gt;" in page
    assert "<b onmouseover" not in page


@pytest.mark.asvs("1.2.2")
@pytest.mark.parametrize(
    "typed", ['a"&page=9#<x>', "روغن & زیتون", "javascript:alert(1)", "%2f..%0d"]
)
def test_a_word_that_goes_into_an_address_is_one_parameter_there(site, typed):
    page = site.browser().get("/shop", query_string={"q": typed}).get_data(as_text=True)

    links = [
        html.unescape(each) for each in re.findall(r'href="([^"]*[?&](?:amp;)?q=[^"]*)"', page)
    ]
    assert links
    for link in links:
        assert parse_qs(urlsplit(link).query)["q"] == [typed.strip()], link
        assert link.startswith(("/", "http://localhost", "http://127.0.0.1"))
