"""What a buyer does on the pages, by the names of fields and the addresses of forms."""

import re

ADDRESS = {
    "name": "نگار صادقی",
    "mobile": "۰۹۱۲۳۴۵۶۷۸۹",
    "email": "negar@example.com",
    "address": "خیابان آزادی، کوچهٔ زیتون، پلاک ۱۲",
    "postcode": "۱۵۹۱۶-۳۴۳۱۱",
}
PROVINCE, CITY = "IR-23", "2301021576"


def add_from_product(page, prefix=""):
    """From the first page to a product, and into the basket."""
    page.goto(f"{prefix}/shop?stock=1")
    page.locator(".pcard h3 a").first.click()
    page.wait_for_url(re.compile("/p/"))
    put_in(page)


def put_in(page):
    """The button of a product page, and the answer to it."""
    with page.expect_response("**/cart/add"):
        page.click("#buy button.btn--lg")
    page.wait_for_load_state()


def write_address(page, *, scripts=True, **facts):
    """The address step; without scripts a button brings the cities."""
    for name, value in (ADDRESS | facts).items():
        page.fill(f"#{name}", value)
    page.select_option("#province_code", PROVINCE)
    if not scripts:
        page.click("button[name=narrow]")
        page.wait_for_load_state()
    page.locator(f"#city_code option[value='{CITY}']").wait_for(state="attached")
    page.select_option("#city_code", CITY)
    page.click("form[method=post] button.btn--lg")


def to_payment(page):
    """Delivery as offered, a last look, the terms, the order, the test bank."""
    page.wait_for_url(re.compile("/checkout/delivery"))
    page.click("form[action$='/checkout/review'] button.btn--lg")
    page.wait_for_url(re.compile("/checkout/review"))
    page.check("#accept")
    page.click("form[action$='/checkout/place'] button.btn--lg")
    page.wait_for_url(re.compile("/bank/"))


def pay(page, outcome="paid"):
    """Through the test bank; the order's page at the end."""
    page.click(f"button[name=outcome][value={outcome}]")
    page.wait_for_url(re.compile("/o/"))


def pay_later(page):
    """From an order's page to its payment page, and on to the test bank."""
    page.click("a[href*='/pay/']")
    page.wait_for_url(re.compile("/pay/"))
    page.click("form[action*='/pay/'] button.btn--lg")
    page.wait_for_url(re.compile("/bank/"))


def order_number(page):
    """The number of the first part on an order's page."""
    return page.locator("section.card .card__head p bdi").first.inner_text()


def buy(page, *, prefix="", scripts=True, **facts):
    add_from_product(page, prefix)
    page.goto(f"{prefix}/cart")
    page.click("aside a.btn--lg")
    page.wait_for_url(re.compile("/checkout"))
    write_address(page, scripts=scripts, **facts)
    to_payment(page)
    pay(page)
