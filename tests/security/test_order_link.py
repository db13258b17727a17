"""Whoever has the link of an order sees how it stands, not where its buyer lives (security.md, D).

A link is forwarded, lies in a browser's history, is read over a shoulder: telephone, street,
postcode and mail are whole for the signed-in owner alone.
"""

import pytest

from tests.matrix import reading
from tests.matrix.visible import tokens_of

PRIVATE = ("mobile", "recipient_mobile", "email", "address", "gift_note", "note")
STRANGERS = ("nobody", "guest", "buyer_b", "a_owner", "office_officer")
STATES = ("paid", "shipped", "awaiting", "cancelled")


def private_of(order):
    """Markers of the columns that a link must not show, by column."""
    row = {column: getattr(order, column) for column in PRIVATE}
    return {
        token: column
        for column, token in tokens_of("orders", row | {"total": None})
        if column in PRIVATE
    }


def pages(sale):
    """Every page that hangs on the link, or on the payment's own secret name."""
    link = f"/o/{sale.order.link}"
    part = sale.parts["A"].public_id
    found = [link, f"{link}/cancel/{part}", f"/pay/{sale.payment.public_id}"]
    return [*found, *(f"{link}/invoice/{name}.pdf" for name in sale.invoices.values())]


@pytest.mark.asvs("8.2.3", "15.3.1")
@pytest.mark.parametrize("language", ["", "/en"])
@pytest.mark.parametrize("name", STRANGERS)
def test_a_link_alone_tells_no_telephone_and_no_street(site, name, language):
    client, seen = site.browser(name), 0
    for state in STATES:
        sale = site.world.sales["buyer_a", state]
        secret = private_of(sale.order)
        assert len(secret) >= len(PRIVATE)
        for path in pages(sale):
            response = client.get(language + path)
            seen += response.status_code == 200
            leaks = {secret[token] for token in reading.markers(response) & secret.keys()}
            assert leaks == set(), (path, state)
            if response.mimetype == "text/html":
                assert sale.order.postcode not in response.get_data(as_text=True), path
    assert seen >= 6


@pytest.mark.parametrize("state", ["paid", "shipped"])
def test_the_owner_reads_them_whole(site, state):
    sale = site.world.sales["buyer_a", state]
    secret = private_of(sale.order)
    response = site.browser("buyer_a").get(f"/o/{sale.order.link}")
    read = {secret[token] for token in reading.markers(response) & secret.keys()}
    assert {"recipient_mobile", "address"} <= read


def test_the_owners_invoice_is_whole_and_a_guests_is_not(site):
    sale = site.world.sales["buyer_a", "shipped"]
    secret = private_of(sale.order)
    path = f"/o/{sale.order.link}/invoice/{sale.invoices['A']}.pdf"
    read = {
        name: {secret[t] for t in reading.markers(site.browser(name).get(path)) & secret.keys()}
        for name in ("buyer_a", "nobody")
    }
    assert "mobile" in read["buyer_a"]
    assert read["nobody"] == set()


def test_a_guests_order_belongs_to_no_signed_in_stranger(site):
    """NULL is nobody's: who has no order of his own is not the owner of a guest's (B55)."""
    sale = site.world.sales["guest", "paid"]
    secret = private_of(sale.order)
    for name in ("nobody", "buyer_a", "guest"):
        response = site.browser(name).get(f"/o/{sale.order.link}")
        assert not reading.markers(response) & secret.keys()
