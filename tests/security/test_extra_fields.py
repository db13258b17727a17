"""Fields that a form does not have change nothing (B10, B67): price, total, role, state, owner ..."""

import re

import pytest

from portal.schema import METADATA
from portal.web import forms
from tests.security.acting import acts, done
from tests.structure import source

MONEY = {
    "price": "1", "unit_price": "1", "total": "1", "amount": "1", "currency": "EUR", "discount": "999999",
    "discount_total": "999999", "fee": "0", "shipping_total": "0", "vat": "0", "vat_rate_bp": "0",
    "commission": "0", "percent_bp": "0", "minor": "1", "gross": "1", "captured": "1", "refunded": "0",
    "vendor_id": "2", "status": "paid", "paid_at": "2026-01-01",
}  # fmt: skip
SHARED = {"desk.set_price": {"price"}}  # what an act really asks for under such a name


def added(case, extra):
    """The true form with fields of nobody's, plain and under the form's own prefixes."""
    prefixes = {name.rpartition("-")[0] for name in case.form if "-" in name}
    strange = {k: v for k, v in extra.items() if k not in SHARED.get(case.endpoint, ())}
    prefixed = {f"{prefix}-{k}": v for prefix in prefixes for k, v in strange.items()}
    return {**strange, **prefixed, **case.form}


def compared(site, extra_of):
    """Acts that wrote something else with strange fields: act -> (statuses, differences)."""
    different, tried = {}, 0
    for case in acts(site):
        if {"image", "receipt"} & case.form.keys():
            continue  # a file is closed with the request that sent it
        plain, forged = done(site, case, dict(case.form)), done(site, case, extra_of(case))
        tried += 1
        is_refused = forged[0] >= 400 and not forged[1]
        if plain != forged and not is_refused:
            different[str(case)] = (plain[0], forged[0], plain[1] - forged[1], forged[1] - plain[1])
    assert tried > 80
    return different


def known_fields():
    """Every name that some view or form of the site reads."""
    names = set()
    pattern = re.compile(
        r"(?:form|args|values)(?:\.get)?[\[(]\"([\w-]+)\"|^    (\w+) = \w+\(", re.MULTILINE
    )
    for path in source.named(".py", under=source.PORTAL / "web"):
        for pair in pattern.findall(path.read_text(encoding="utf-8")):
            names |= set(filter(None, pair))
    return names


@pytest.fixture(scope="module")
def columns():
    """Every column of every table that no form has as a field: mass assignment would take them."""
    names = {column.name for table in METADATA.sorted_tables for column in table.columns}
    return dict.fromkeys(sorted(names - known_fields()), "1")


@pytest.mark.asvs("15.3.3", "8.2.3")
def test_no_price_and_no_column_of_a_table_is_taken_from_a_form_by_accident(site, columns):
    assert {"firm_id", "owner_id", "is_active", "password_hash", "reserved"} <= columns.keys()
    assert forms.LONGEST  # the forms that the search above has read

    assert compared(site, lambda case: added(case, columns | MONEY)) == {}
