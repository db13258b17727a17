"""What an invoice says in each language, before it is drawn."""

from datetime import date

import pytest

from portal.core.money import Currency
from portal.orders.documents import Document, Party
from portal.web import documents, pdf

SELLER = Party("نیارک", "Niarak", "14009990034", None, "نیارک", "نیارک، جادهٔ لوشان", "", "")
BUYER = Party(
    "Laura", "Laura", None, None, "تهران، تهران", "Farmanieh 8", "", "", place_en="Tehran, Tehran"
)


@pytest.fixture
def said(app, monkeypatch):
    """The words of an invoice in a language."""
    monkeypatch.setattr(pdf, "draw", lambda _name, content: content)

    def invoice(language, buyer=BUYER, kind="sale", **facts):
        day = date(2026, 11, 25)
        paper = Document(kind, "N", None, day, SELLER, buyer, "O", Currency.IRR, (), 0, **facts)
        with app.test_request_context("/" if language == "fa" else "/en/"):
            return documents.invoice_pdf(paper, language)

    return invoice


def address(party):
    return party["facts"][-1][1]


def test_the_place_is_in_the_language_of_the_paper(said):
    assert address(said("en")["buyer"]) == "Tehran, Tehran, Farmanieh 8"
    assert address(said("fa")["buyer"]) == "تهران، تهران، Farmanieh 8"


def test_a_place_that_the_street_begins_with_is_not_said_twice(said):
    assert address(said("en")["seller"]) == "نیارک، جادهٔ لوشان"


def test_papers_from_before_the_english_place_are_still_drawn(said):
    old = Party("Laura", "Laura", None, None, "تهران، تهران", "Farmanieh 8", "", "")

    assert address(said("en", old)["buyer"]) == "تهران، تهران، Farmanieh 8"


def test_it_is_called_an_invoice_of_sale(said):
    assert said("fa")["title"] == "فاکتور فروش"


@pytest.mark.parametrize(
    ("facts", "told"),
    [
        ({"is_collect": False}, "رایگان"),
        ({"is_collect": True}, "پس‌کرایه"),
        ({}, "—"),
        ({"is_collect": False, "kind": "credit"}, "—"),
    ],
)
def test_delivery_that_costs_nothing_says_why(said, facts, told):
    assert said("fa", **facts)["sums"][1][1] == told
