"""How a firm writes a listing and the office answers it, through their pages."""

import io
import re

from PIL import Image, ImageDraw

OWNER, OFFICE = "owner.srd@example.com", "admin@example.com"
DESK = "/desk/srd"
GREEN, RED = (78, 96, 40), (120, 40, 30)


def picture(colour=GREEN):
    """A bottle, more or less, as a telephone would send it."""
    image = Image.new("RGB", (900, 900), (246, 242, 228))
    draw = ImageDraw.Draw(image)
    draw.rounded_rectangle((360, 260, 540, 800), 40, fill=colour)
    draw.rectangle((420, 140, 480, 270), fill=(60, 74, 30))
    content = io.BytesIO()
    image.save(content, "JPEG")
    return {"name": "bottle.jpg", "mimeType": "image/jpeg", "buffer": content.getvalue()}


def press(page, button):
    """A button that sends its form; the answer is there afterwards."""
    with page.expect_navigation():
        page.click(button)


def send(page, field):
    """The last button of the form that holds the field; the answer is there afterwards."""
    with page.expect_navigation():
        page.locator(field).first.locator("xpath=ancestor::form").locator("button").last.click()


def unfold(page, field):
    """The field is looked at, though its box is folded."""
    page.locator(field).first.evaluate(
        "e => { for (let d = e.closest('details'); d; d = d.parentElement.closest('details')) d.open = true; }"
    )


def add_pack(page, **facts):
    unfold(page, "[name=new-net_value]")
    if unit := facts.pop("net_unit", None):
        page.select_option("[name=new-net_unit]", unit)
    for name, value in facts.items():
        page.fill(f"[name=new-{name}]", value)
    send(page, "[name=new-net_value]")


def add_picture(page, title, colour=GREEN):
    page.set_input_files("[name=image]", picture(colour))
    page.fill("[name=picture-alt_fa]", title)
    send(page, "[name=image]")


def drafted(page, title):
    """A new product with its facts, a pack, a price and a picture; its name in addresses."""
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
    press(page, "#texts button.btn--lg")
    sku, price = f"TRIAL-{title}", "۷۵۰٬۰۰۰"
    add_pack(page, net_value="۵۰۰", gross_g="900", sku=sku, price=price, quantity="30")
    add_picture(page, "شیشهٔ روغن")
    return re.search(r"/products/([0-9a-z]{16})", page.url).group(1)


def submitted(page):
    press(page, "form[action$='/submit'] button")


def decided(page, title, *, approve):
    """The office opens what waits under this title and answers it."""
    page.goto("/consortium/listings")
    page.locator("a[href*='/consortium/listings/']", has_text=title).first.click()
    page.wait_for_url(re.compile("/consortium/listings/"))
    if approve:
        page.click("button[name=act][value=approve]")
    else:
        page.check("[name=bad-title_en]")
        page.fill("[name=text-title_en]", "Say which olives")
        page.click("button[name=act]:not([value=approve])")
    page.wait_for_url(re.compile("/consortium/listings$"))


def on_sale(firm, office, title):
    """A listing that has come all the way to the shop."""
    product = drafted(firm.page, title)
    submitted(firm.page)
    decided(office.page, title, approve=True)
    return product


def known(page, title):
    """The editor of a product that is on sale; its name in addresses."""
    page.goto(f"{DESK}/products?state=live&q={title}")
    page.locator("table a[href*='/products/']").first.click()
    page.wait_for_url(re.compile(r"/products/[0-9a-z]{16}"))
    return page.url.rpartition("/")[2]


def priced(page, old, new):
    """Another price of the pack that has the old one, on the product's editor."""
    pack = page.locator("li.pack", has_text=old)
    pack.locator("details:has([name^=price-]) > summary").click()
    pack.locator("[name^=price-][name$=-price]").fill(new)
    with page.expect_navigation():
        pack.locator("[name^=price-][name$=-price]").press("Enter")
