"""A passkey in Chromium, with its virtual authenticator: set up, sign in, confirm."""

import pytest

from portal.demo.accounts import PASSPHRASE
from tests import serving
from tests.browser import demo
from tests.browser.conftest import Site, Windows

pytestmark = pytest.mark.browser
BUYER = "buyer@example.com"


@pytest.fixture
def named(tmp_path_factory, chromium):
    """The demo at a host name: browsers let no bare number have passkeys."""
    folder, port = demo.copied(tmp_path_factory, "named"), serving.free_port()
    url, address = f"sqlite:///{folder}/demo.db", f"http://localhost:{port}"
    with serving.web(url, folder, port=port, threads=4, PUBLIC_URL=address):
        made = Windows(chromium, Site(address, folder, url))
        yield made
        assert made.close() == {}


def fitted(window, *, verifies=True):
    """The window gets a telephone's own authenticator, whose user has a finger or has not."""
    devtools = window.page.context.new_cdp_session(window.page)
    devtools.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True,
        "hasUserVerification": True, "isUserVerified": verifies,
        "automaticPresenceSimulation": True,
    }  # fmt: skip
    return devtools, devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def sign_in(page):
    page.goto("/account/sign-in")
    page.fill("#identifier", BUYER)
    page.fill("#password", PASSPHRASE)
    page.click("form.card button.btn--lg")


@pytest.mark.parametrize("width", [390, 1280])
def test_a_buyer_sets_one_up_signs_in_and_confirms_with_it(named, width):
    window = named.open(width=width)
    page = window.page
    devtools, authenticator = fitted(window)
    sign_in(page)
    page.wait_for_url("**/account")
    page.goto("/account/second-step")
    page.get_by_role("link", name="راه‌اندازی گذرکلید").click()
    page.fill("#name", "گوشی آزمون")
    assert window.violations() == []
    page.get_by_role("button", name="ساختن گذرکلید").click()
    page.get_by_text("گذرکلید راه‌اندازی شد").wait_for()
    assert page.locator("ol.codes li, .codes code").count() >= 10

    page.goto("/account")
    page.context.clear_cookies()
    sign_in(page)
    page.wait_for_url("**/account/second")
    assert window.violations() == []
    page.get_by_role("button", name="ورود با گذرکلید").click()
    page.wait_for_url("**/account")
    page.goto("/account/second-step")
    assert "گوشی آزمون" in page.locator("main").inner_text()

    devtools.send("WebAuthn.setUserVerified", {**authenticator, "isUserVerified": False})
    page.context.clear_cookies()
    sign_in(page)
    page.wait_for_url("**/account/second")
    page.get_by_role("button", name="ورود با گذرکلید").click()
    page.get_by_role("alert").get_by_text("گذرکلید به کار نرفت").wait_for()
