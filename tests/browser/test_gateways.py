"""A buyer pays at a bank that is not ours: its page stands on another origin."""

import re

import pytest

from scripts import shots
from tests import serving
from tests.banks import zarinpal
from tests.browser import demo, shopping, words
from tests.browser.conftest import Site, Windows

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def bank():
    with zarinpal.serving() as running:
        yield running


@pytest.fixture(scope="module")
def site_with_bank(tmp_path_factory, bank):
    folder = demo.copied(tmp_path_factory, "bank")
    url = shots.settings_of(folder).database_url
    env = {
        "GATEWAYS": "zarinpal,sandbox",
        "ZARINPAL_MERCHANT_ID": zarinpal.MERCHANT,
        "ZARINPAL_ACCESS_TOKEN": zarinpal.TOKEN,
        "ZARINPAL_TERMINAL_ID": zarinpal.TERMINAL,
        "ZARINPAL_URL": bank.address,
        "ZARINPAL_GRAPHQL_URL": f"{bank.address}/api/v4/graphql/",
    }
    port = serving.free_port()
    with (
        serving.web(url, folder, port=port, threads=4, **env) as web,
        serving.worker(url, folder, port=port, **env),
    ):
        yield Site(web.address, folder, url)


@pytest.fixture
def buyers(chromium, site_with_bank):
    made = Windows(chromium, site_with_bank)
    yield made
    assert made.close() == {}


def to_zarinpal(page, prefix="", **facts):
    shopping.add_from_product(page, prefix)
    page.goto(f"{prefix}/checkout")
    shopping.write_address(page, **facts)
    page.wait_for_url(re.compile("/checkout/delivery"))
    page.click("form[action$='/checkout/review'] button.btn--lg")
    page.wait_for_url(re.compile("/checkout/review"))
    page.check("input[name=gateway][value=zarinpal]")
    page.check("#accept")


def order(page):
    page.click("form[action$='/checkout/place'] button.btn--lg")


@pytest.mark.parametrize(("width", "scripts"), [(390, True), (1280, False)])
def test_a_buyer_pays_at_zarinpal_and_comes_back_to_the_paid_order(buyers, bank, width, scripts):
    window = buyers.open(width=width, scripts=scripts)
    page = window.page
    if scripts:
        to_zarinpal(page)
    else:
        shopping.add_from_product(page)
        page.goto("/checkout")
        shopping.write_address(page, scripts=False)
        page.click("form[action$='/checkout/review'] button.btn--lg")
        page.check("input[name=gateway][value=zarinpal]")
        page.check("#accept")
    assert words.foreign(page, "fa") == []
    order(page)
    page.wait_for_url(re.compile("/pg/StartPay/"))
    assert page.url.startswith(bank.address)
    page.click("button[value=paid]")
    page.wait_for_url(re.compile("/o/"))
    assert page.locator(".sign--ok").count() == 1
    assert words.overflow(page) == []


def test_a_card_that_is_refused_may_be_tried_again(buyers):
    page = buyers.open(language="en").page
    to_zarinpal(page, "/en", name="Nora Smith", address="12 Olive Lane", postcode="1591634311")
    order(page)
    page.wait_for_url(re.compile("/pg/StartPay/"))
    page.click("button[value=failed]")
    page.wait_for_url(re.compile("/en/o/"))
    assert page.locator(".sign--ok").count() == 0
    page.click("a[href*='/pay/']")
    page.wait_for_url(re.compile("/pay/"))
    page.check("input[name=gateway][value=zarinpal]")
    page.click("form[action*='/pay/'] button.btn--lg")
    page.wait_for_url(re.compile("/pg/StartPay/"))
    page.click("button[value=paid]")
    page.wait_for_url(re.compile("/en/o/"))
    assert page.locator(".sign--ok").count() == 1


def test_a_bank_that_refuses_us_is_said_plainly_and_nothing_is_lost(buyers, bank):
    page = buyers.open().page
    to_zarinpal(page)
    bank.habits.codes["request"] = -12
    order(page)
    page.wait_for_url(re.compile("/pay/"))
    del bank.habits.codes["request"]
    assert page.locator("text=چند دقیقه صبر کنید").first.is_visible()
    page.check("input[name=gateway][value=sandbox]")
    page.click("form[action*='/pay/'] button.btn--lg")
    page.wait_for_url(re.compile("/bank/"))
    shopping.pay(page)
    assert page.locator(".sign--ok").count() == 1


def test_a_cancelled_package_goes_back_to_the_card(buyers, bank):
    page = buyers.open().page
    to_zarinpal(page)
    order(page)
    page.click("button[value=paid]")
    page.wait_for_url(re.compile("/o/"))
    page.click("a[href*='/cancel/']")
    page.fill("#reason", "دیگر لازم نیست")
    page.click("form[method=post] button.btn--bad")
    page.wait_for_url(re.compile("/o/"))
    paid = list(bank.payments.values())[-1]
    for _ in range(100):
        if paid.status == "REVERSED":
            break
        page.wait_for_timeout(100)
    assert paid.status == "REVERSED"
