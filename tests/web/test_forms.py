"""What a form shows is what it reads: in the figures of either language."""

from datetime import date
from decimal import Decimal

import pytest
from flask import Flask, g
from werkzeug.datastructures import MultiDict

from portal.web.forms import JalaliDay, Number, PortalForm, Toman, Whole


class Sample(PortalForm):
    count = Whole()
    weight = Number()
    price = Toman()
    day = JalaliDay()


KEPT = {
    "count": 1386,
    "weight": Decimal("15.5"),
    "price": 20_000_000,
    "day": date(2026, 11, 26),
}
SHOWN = {
    "fa": {"count": "۱۳۸۶", "weight": "۱۵٫۵", "price": "۲٬۰۰۰٬۰۰۰", "day": "۱۴۰۵/۹/۵"},
    "en": {"count": "1386", "weight": "15.5", "price": "2,000,000", "day": "2026-11-26"},
}


@pytest.mark.parametrize("language", SHOWN)
def test_a_form_shows_the_figures_of_its_reader_and_reads_them_back(language):
    with Flask(__name__).app_context():
        g.language = language
        shown = {field.name: field._value() for field in Sample(data=KEPT)}
        again = Sample(MultiDict(shown))

    assert shown == SHOWN[language]
    assert again.data == KEPT
