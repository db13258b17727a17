"""A firm lists and ships, the office approves; what they change is seen in the shop."""

import io
import re

import pytest
from PIL import Image, ImageDraw

from tests.browser import shopping

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
OWNER, OFFICE = "owner.srd@example.com", "admin@example.com"
DESK = "/desk/srd"


def picture():
    """A bottle, more or less, as a telephone would send it."""
    image = Image.new("RGB", (900, 900), (246, 242, 228))
    draw = ImageDraw.Draw(image)
    draw.rounded_rectangle((360, 260, 540, 800), 40, fill=(78, 96, 40))
    draw.rectangle((420, 140, 480, 270), fill=(60, 74, 30))
    content = io.BytesIO()
    image.save(content, "JPEG")
    return {"name": "bottle.jpg", "mimeType": "image/jpeg", "buffer": content.getvalue()}


def drafted(page, title):
    """A new product with its facts, a pack, a price and a picture."""
    page.goto(f"{DESK}/products/new")
    page.select_option("#family", "OIL_EVOO")
    page.select_option("#category", "evoo")
    page.fill("#title_fa", f"روغن آزمون {title}")
    page.fill("#title_en", f"Trial oil {title}")
    page.click("form[action$='/products/new'] button.btn--lg")
    page.wait_for_url(re.compile(r"/products/[0-9a-z]{16}"))
    page.select_option("[name=grade]", "EVOO")
    page.fill("[name=harvest_year]", "۱۴۰۵")
    page.fill("[name='attributes.acidity']", "۰٫۴")
    page.fill("[name=licence_number]", "50/12345")
    page.click("#texts button.btn--lg")
    page.wait_for_load_state()
    for name, value in {
        "net_value": "۵۰۰", "gross_g": "900", "sku": f"TRIAL-{title}", "price": "۷۵۰٬۰۰۰",
        "quantity": "30",
    }.items():  # fmt: skip
        page.fill(f"[name=new-{name}]", value)
    page.locator("[name=new-net_value]").locator("xpath=ancestor::form").locator(
        "button"
    ).last.click()
    page.wait_for_url(re.compile("#packs"))
    page.set_input_files("[name=image]", picture())
    page.fill("[name=picture-alt_fa]", "شیشهٔ روغن")
    page.locator("[name=image]").locator("xpath=ancestor::form").locator("button").last.click()
    page.wait_for_url(re.compile("#pictures"))
    return re.search(r"/products/([0-9a-z]{16})", page.url).group(1)


def submitted(page):
    page.click("form[action$='/submit'] button")
    page.wait_for_load_state()


def decided(page, public_id, *, approve):
    """The office opens the newest listing and answers it."""
    page.goto("/consortium/listings")
    page.locator("a[href*='/consortium/listings/']", has_text=public_id).first.click()
    page.wait_for_url(re.compile("/consortium/listings/"))
    if approve:
        page.click("button[name=act][value=approve]")
    else:
        page.check("[name=bad-title_en]")
        page.fill("[name=text-title_en]", "Say which olives")
        page.click("button[name=act]:not([value=approve])")
    page.wait_for_url(re.compile("/consortium/listings$"))


def test_a_firm_lists_a_product_and_the_office_approves_it(windows):
    firm, office = windows.signed_in(OWNER), windows.signed_in(OFFICE)
    product = drafted(firm.page, "alpha")
    assert firm.violations() == []
    submitted(firm.page)
    decided(office.page, "روغن آزمون alpha", approve=True)
    shop = windows.open()
    shop.page.goto(f"/p/{product}")

    assert "روغن آزمون alpha" in shop.page.locator("h1").inner_text()
    assert shop.page.locator("#gallery img").first.evaluate("e => e.naturalWidth") > 100
    assert "۷۵۰٬۰۰۰" in shop.page.locator("#buying").inner_text()
    shop.page.goto("/shop?q=آزمون")
    assert shop.page.locator(".pcard", has_text="alpha").count() == 1


def test_a_listing_is_sent_back_with_a_reason_beside_the_field(windows):
    firm, office = windows.signed_in(OWNER), windows.signed_in(OFFICE)
    product = drafted(firm.page, "beta")
    submitted(firm.page)
    decided(office.page, "روغن آزمون beta", approve=False)
    firm.page.goto(f"{DESK}/products/{product}")

    assert "Say which olives" in firm.page.content()
    assert firm.violations() == []
    firm.page.fill("#title_en", "Trial oil beta of Zard olives")
    firm.page.click("#texts button.btn--lg")
    firm.page.wait_for_load_state()
    submitted(firm.page)
    decided(office.page, "روغن آزمون beta", approve=True)
    shop = windows.open(language="en")
    shop.page.goto(f"/en/p/{product}")
    assert "Zard olives" in shop.page.locator("h1").inner_text()


def bought_of(windows, sku):
    """A guest buys one pack of the firm; the order page and the firm's number of it."""
    buyer = windows.open()
    page = buyer.page
    page.goto(f"/shop?q={sku}")
    page.locator(".pcard h3 a").first.click()
    page.wait_for_url(re.compile("/p/"))
    shopping.put_in(page)
    page.goto("/checkout")
    shopping.write_address(page)
    shopping.to_payment(page)
    shopping.pay(page)
    return buyer, shopping.order_number(page)


def test_a_firm_accepts_packs_and_ships(windows):
    buyer, number = bought_of(windows, "سیردان")
    firm = windows.signed_in(OWNER)
    page = firm.page
    page.goto(f"{DESK}/orders/{number}")
    assert firm.violations() == []
    page.click("form[action$='/accept'] button")
    page.wait_for_selector("form[action$='/pack']")
    page.click("form[action$='/pack'] button")
    page.wait_for_selector("form[action$='/ship']")
    page.fill("#tracking", "12")
    page.click("form[action$='/ship'] button")
    page.wait_for_selector("#problems")
    assert page.locator("#tracking").input_value() == "12"
    example = re.search(r"[0-9A-Z]{4,}", page.locator("#tracking-h").inner_text()).group(0)
    page.fill("#tracking", example)
    page.click("form[action$='/ship'] button")
    page.wait_for_selector("form[action$='/tracking']")
    buyer.page.reload()

    assert example in buyer.page.content()
    assert buyer.violations() == []


def test_a_price_and_a_count_change_what_the_shop_shows(windows):
    firm = windows.signed_in(OWNER)
    product = drafted(firm.page, "gamma")
    submitted(firm.page)
    office = windows.signed_in(OFFICE)
    decided(office.page, "روغن آزمون gamma", approve=True)
    page = firm.page
    page.goto(f"{DESK}/products/{product}")
    field = page.locator("[name^=price-][name$=-price]").first
    field.evaluate("e => { const d = e.closest('details'); if (d) d.open = true; }")
    field.fill("۸۱۰٬۰۰۰")
    field.locator("xpath=ancestor::form").locator("button").last.click()
    page.wait_for_url(re.compile("#packs"))
    shop = windows.open()
    shop.page.goto(f"/p/{product}")
    assert "۸۱۰٬۰۰۰" in shop.page.locator("#buying").inner_text()

    page.goto(f"{DESK}/stock?q=TRIAL-gamma")
    page.locator("details.fold-row summary").first.click()
    page.fill("[name=counted]", "۰")
    page.locator("[name=counted]").locator("xpath=ancestor::form").locator("button").first.click()
    page.wait_for_load_state()
    shop.page.reload()
    assert shop.page.locator("#buy").count() == 0
    shop.page.goto("/shop?q=gamma&stock=1")
    assert shop.page.locator(".pcard").count() == 0


def freed_above(page, amount):
    """The firm delivers free above this amount of toman; what it was before."""
    page.goto(f"{DESK}/shipping")
    before = page.locator("#free_above").input_value()
    page.fill("#free_above", amount)
    page.locator("#free_above").locator("xpath=ancestor::form").locator("button").last.click()
    page.wait_for_load_state()
    return before


def test_delivery_prices_of_the_firm_change_the_quote(windows):
    firm = windows.signed_in(OWNER)
    before = freed_above(firm.page, "۱")
    shop = windows.open()
    shop.page.goto("/shop?q=سیردان")
    shop.page.locator(".pcard h3 a").first.click()
    shopping.put_in(shop.page)
    shop.page.goto("/checkout")
    shopping.write_address(shop.page)
    shop.page.wait_for_url(re.compile("/checkout/delivery"))

    price = shop.page.locator("fieldset .optc .sm").first
    assert price.inner_text() == "رایگان"
    freed_above(firm.page, before)
    shop.page.reload()
    assert price.inner_text() != "رایگان"


def test_what_was_sold_stands_in_the_books(windows):
    """The firm's balance grows when it ships, with the line it came from."""
    firm = windows.signed_in(OWNER)
    firm.page.goto(f"{DESK}/money")
    before = firm.page.locator("main").inner_text()
    _buyer, number = bought_of(windows, "سیردان")
    firm.page.reload()

    after = firm.page.locator("main").inner_text()
    assert number in after
    assert before != after
