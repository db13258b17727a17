"""A firm writes a listing through its pages."""

import io
import re

from werkzeug.datastructures import FileStorage
from werkzeug.test import stream_encode_multipart

from tests.web.house import picture
from tests.web.storefront.browser import Browser, Page

TEXTS = {
    "title_fa": "روغن زیتون فرابکر کوهپایه",
    "title_en": "Foothill extra virgin oil",
    "summary_fa": "عطر برگ گوجه و تندی کوتاه.",
    "summary_en": "Tomato leaf and a short peppery finish.",
    "category": "evoo",
    "licence_number": "50/12345",
    "grade": "EVOO",
    "cultivar": "zard",
    "harvest_year": "۱۴۰۵",
    "attributes.acidity": "۰٫۳۴",
}
PACK = {
    "new-net_value": "۵۰۰",
    "new-net_unit": "ml",
    "new-packing": "glass",
    "new-gross_g": "۹۰۰",
    "new-sku": "KP-500",
    "new-price": "۷۲۰٬۰۰۰",
    "new-quantity": "۱۲",
}


class Desk:
    """The products of one firm's desk in one browser."""

    def __init__(self, browser: Browser, code: str) -> None:
        self.browser = browser
        self.root = f"/desk/{code}/products"

    def begin(self, **facts: str) -> str:
        """A new draft; its public id."""
        given = {"family": "OIL_EVOO", "category": "evoo", "title_fa": TEXTS["title_fa"],
                 "title_en": TEXTS["title_en"]}  # fmt: skip
        page = self.browser.post(f"{self.root}/new", given | facts)
        assert page.status == 200, page.text
        return page.path.rpartition("/")[2]

    def page(self, name: str) -> Page:
        return self.browser.get(f"{self.root}/{name}")

    def save(self, name: str, **facts: str) -> Page:
        """The texts and facts, the rest as the page shows them."""
        return self.browser.post(f"{self.root}/{name}", self.typed(name) | facts)

    def typed(self, name: str) -> dict[str, str]:
        """Every field of the big form, as a browser would send it back."""
        form = self.page(name).html.partition('id="texts"')[2].partition("</form>")[0]
        found = dict(re.findall(r'<input[^>]*?name="([^"]+)"[^>]*?value="([^"]*)"', form))
        found |= dict(re.findall(r'<textarea[^>]*?name="([^"]+)"[^>]*>([^<]*)</textarea>', form))
        for field, body in re.findall(
            r'<select[^>]*?name="([^"]+)"[^>]*>(.*?)</select>', form, re.DOTALL
        ):
            chosen = re.search(r'<option value="([^"]*)" selected', body)
            found[field] = chosen[1] if chosen else ""
        return found

    def add_pack(self, name: str, **facts: str) -> Page:
        return self.browser.post(f"{self.root}/{name}/packs", PACK | facts)

    def add_picture(self, name: str, content: bytes | None = None, **facts: str) -> Page:
        file = FileStorage(io.BytesIO(picture() if content is None else content), "photo.jpg")
        body, length, boundary = stream_encode_multipart(
            {"image": file, "picture-language": "", **facts}, threshold=20_000_000
        )
        return Page(
            self.browser.client.post(
                f"{self.root}/{name}/pictures",
                input_stream=body,
                content_length=length,
                content_type=f'multipart/form-data; boundary="{boundary}"',
                headers={"Sec-Fetch-Site": "same-origin", "Origin": "http://localhost"},
                follow_redirects=True,
            )
        )

    def submit(self, name: str) -> Page:
        return self.browser.post(f"{self.root}/{name}/submit")

    def complete(self) -> str:
        """A listing with all that is needed, at the office."""
        name = self.begin()
        self.save(name, **TEXTS)
        self.add_pack(name)
        self.add_picture(name)
        page = self.submit(name)
        assert page.status == 200, page.text
        return name
