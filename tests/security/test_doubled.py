"""A field sent twice, or in the address as well, is what it was in the form the first time."""

from urllib.parse import urlencode

import pytest

from tests.security.acting import acts, done

STRANGE = "9"


def doubled(form):
    """Each field a second time, with another value."""
    return {
        name: [*(value if isinstance(value, list) else [value]), STRANGE]
        for name, value in form.items()
    }


@pytest.mark.asvs("15.3.7")
def test_neither_the_address_nor_a_second_field_changes_an_act(site):
    different, tried = {}, 0
    for case in acts(site):
        if {"image", "receipt"} & case.form.keys():
            continue  # a file is closed with the request that sent it
        form = dict(case.form)
        plain = done(site, case, form)
        tried += 1
        in_address = done(site, case, form, urlencode(dict.fromkeys([*form, "next"], STRANGE)))
        twice = done(site, case, doubled(form))
        if in_address != plain:
            different[f"{case}, address"] = (plain[0], in_address[0])
        if twice != plain and not (twice[0] >= 400 and not twice[1]):
            different[f"{case}, twice"] = (plain[0], twice[0], twice[1] - plain[1])

    assert different == {}
    assert tried > 80
