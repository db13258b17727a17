"""What people and robots type as a number of pieces (B06)."""

import pytest

from tests.matrix.runner import OURS

READ_AS = {  # as meant, in any digits
    "1": 1, "3": 3, "۳": 3, "٣": 3, "３": 3, " 7 ": 7, "۱۲": 12, "07": 7, "2\u200f": 2,
    "۱٬۰۰": None,
}  # fmt: skip
REFUSED = [
    "-1", "0", "1.5", "1,5", "۱٫۵", "1e3", "1E3", "0x10", "1e9", "1000000000", "NaN", "nan", "Infinity",
    "-Infinity", "½", "²", "Ⅳ", "", " ", "یک", "one", "1;2", "1 OR 1=1", "1--", "9" * 10_000, "-۰",
    "--1", "1/2", "٪", "null", "None", "true", "[1]", "{}", "1\n2", "１.５", "0.99999999999999999999",
    "99999999999999999999999999999999", "1_000",
]  # fmt: skip


@pytest.fixture
def offer(site):
    return site.world.houses["A"].offers["second"].public_id


def in_basket(site, offer):
    """Units of the offer in the guest's basket: (rows that changed, the number now)."""
    changed = site.matrix.ground.changes()
    return [now for (table, _key), (_was, now) in changed.items() if table == "cart_lines"]


def set_to(site, offer, typed):
    form = {"offer": offer, "quantity": typed}
    return site.browser("guest").post("/cart/set", data=form, headers=OURS)


@pytest.mark.asvs("15.3.5")
@pytest.mark.parametrize("typed", [t for t, meant in READ_AS.items() if meant], ids=ascii)
def test_a_number_is_read_as_meant(site, offer, typed):
    response = set_to(site, offer, typed)

    rows = in_basket(site, offer)
    assert response.status_code == 303
    if READ_AS[typed] != 2:  # what the basket had before
        assert rows and READ_AS[typed] in rows[0]


@pytest.mark.asvs("1.4.2", "2.2.1", "2.2.2", "15.3.5")
@pytest.mark.parametrize("typed", REFUSED, ids=lambda t: ascii(t)[:20])
def test_anything_else_is_refused_in_words_and_changes_nothing(site, offer, typed):
    response = set_to(site, offer, typed)

    page = response.get_data(as_text=True)
    assert response.status_code == 422, typed
    assert in_basket(site, offer) == []
    assert "field--bad" in page or 'class="err"' in page or "note--bad" in page


@pytest.mark.parametrize("typed", REFUSED, ids=lambda t: ascii(t)[:20])
def test_the_button_of_a_product_refuses_it_too(site, offer, typed):
    form = {"offer": offer, "quantity": typed}
    response = site.browser("guest").post("/cart/add", data=form, headers=OURS)

    assert response.status_code in {303, 422}
    assert in_basket(site, offer) == []


@pytest.mark.asvs("1.4.2", "15.3.5")
@pytest.mark.parametrize("typed", REFUSED, ids=lambda t: ascii(t)[:20])
def test_the_shelf_refuses_it_too(site, typed):
    sku = site.world.houses["A"].offers["live"].sku
    if typed in {"0", "-۰"}:
        return  # an empty shelf is a true count
    response = site.post(
        site.browser("a_owner"), f"/desk/alf/stock/receive/{sku}", {"quantity": typed}
    )

    is_large = typed.isdigit() and len(typed) < 20
    assert response.status_code == 422 or (is_large and response.status_code in {303, 422})
    assert "stock_movements" not in site.changed() or response.status_code == 303
