"""`next=` stays on this site (B77b)."""

import html
import re
from urllib.parse import unquote, urljoin, urlsplit

import pytest

from tests.matrix.people import PASSWORD

AWAY = [
    "//evil.example", "///evil.example", "////evil.example", "/\\evil.example", "\\\\evil.example",
    "\\/evil.example", "/\\/evil.example", "https://evil.example", "http://evil.example",
    "HTTPS://EVIL.EXAMPLE", "https:evil.example", "https:/evil.example", "http:///evil.example",
    "javascript:alert(1)", "JaVaScRiPt:alert(1)", "java\tscript:alert(1)", "data:text/html,x",
    "vbscript:x", "/\t/evil.example", "/\n/evil.example", "/\r/evil.example", "\t//evil.example",
    " //evil.example", " https://evil.example", "/%09/evil.example\t", "//evil.example/%2f..",
    "//localhost@evil.example", "https://localhost@evil.example", "http://localhost.evil.example",
    "//evil%E3%80%82example", "//evil。example", "/..//evil.example", "/.//evil.example",
    "./\\evil.example", "evil.example", "@evil.example", "?//evil.example", "#//evil.example",
    "ftp://evil.example", "file:///etc/passwd", "\x00//evil.example", "/\x0b/evil.example",
    "\u2028//evil.example", "//\u200bevil.example", "/\u00ad/evil.example",
]  # fmt: skip
OURS = ["/account/orders", "/cart", "/en/shop?q=oil", "/c/evoo/روغن", "/desk/alf/?tab=new"]


def is_here(place):
    """A browser that follows `place` from this site stays on it."""
    cleaned = place.strip("".join(map(chr, range(0x21))))
    for character in "\t\n\r":
        cleaned = cleaned.replace(character, "")
    joined = urljoin("http://localhost/account/sign-in", cleaned.replace("\\", "/"))
    parts = urlsplit(joined)
    return parts.scheme == "http" and parts.netloc == "localhost" and not cleaned.startswith("//")


def sign_in(site, wanted):
    user = site.world.principals["buyer_a"].user
    form = {"identifier": user.email, "password": PASSWORD, "next": wanted}
    return site.post(site.browser(), "/account/sign-in", form)


@pytest.mark.asvs("3.7.2", "1.2.2")
@pytest.mark.parametrize("wanted", AWAY, ids=ascii)
def test_signing_in_never_leads_away(site, wanted):
    response = sign_in(site, wanted)

    assert response.status_code in {303, 400}
    if response.status_code == 303:
        assert is_here(response.headers["Location"]), response.headers["Location"]


@pytest.mark.asvs("3.7.2")
@pytest.mark.parametrize("wanted", AWAY, ids=ascii)
def test_the_form_carries_no_address_elsewhere(site, wanted):
    response = site.browser().get("/account/sign-in", query_string={"next": wanted})

    assert response.status_code in {200, 400}
    for kept in re.findall(r'name="next"[^>]*value="([^"]*)"', response.get_data(as_text=True)):
        assert is_here(html.unescape(kept)), kept


@pytest.mark.parametrize("wanted", OURS, ids=ascii)
def test_signing_in_leads_back_to_where_one_was(site, wanted):
    assert unquote(sign_in(site, wanted).headers["Location"]) == wanted


@pytest.mark.asvs("3.7.2")
@pytest.mark.parametrize("wanted", AWAY, ids=ascii)
def test_giving_the_password_again_never_leads_away(site, wanted):
    form = {"step_up_password": PASSWORD, "next": wanted}
    response = site.post(site.browser("buyer_a"), "/account/confirm", form)

    assert response.status_code in {303, 400}
    if response.status_code == 303:
        assert is_here(response.headers["Location"])


@pytest.mark.asvs("3.7.2")
@pytest.mark.parametrize(
    "came_from", ["https://evil.example/cart", "http://localhost.evil.example/", "//evil"]
)
def test_a_refused_act_goes_back_to_our_pages_alone(site, came_from):
    """The page an act came from is where its refusal is said; a strange one is not followed."""
    response = site.post(
        site.browser("guest"), "/cart/add", {"offer": "none", "quantity": "x"}, Referer=came_from
    )

    assert is_here(response.headers.get("Location", "/"))


def test_the_switch_of_language_stays_here(site):
    page = (
        site.browser()
        .get("/shop?q=//evil.example&next=https://evil.example")
        .get_data(as_text=True)
    )

    assert 'href="//evil' not in page
    assert 'href="https://evil' not in page
