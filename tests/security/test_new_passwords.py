"""Wherever a password is chosen the same rules hold, and a change wants the present one."""

import pytest

from portal.accounts import passwords
from tests.matrix.people import PASSWORD

WEAK = ["Tr7#kq9!mZ2$wX", "passwordpassword", "FortyOlives-2026!!", "1q2w3e4r5t6y7u8i"]
GOOD = "twelve jars of green olives"
PLACES = {
    "register": ("nobody", "/account/register", {"name": "نو", "email": "new@example.com"}),
    "change": ("buyer_a", "/account/password", {"present": PASSWORD}),
    "reset": ("nobody", "/account/reset/{reset_password}", {}),
}


@pytest.fixture(autouse=True)
def _names(site, built):
    """The site's names as `create_app` gives them; other tests have changed them since."""
    brands = (built.settings.brand_fa, built.settings.brand_en)
    passwords.configure(testing=True, site=brands)


def answer(site, place, **form):
    name, path, rest = PLACES[place]
    path = path.format(**site.world.secrets)
    return site.post(site.browser(name), path, rest | form)


@pytest.mark.asvs("6.2.1", "6.2.4", "6.2.11")
@pytest.mark.parametrize("weak", WEAK)
@pytest.mark.parametrize("place", PLACES)
def test_a_weak_one_is_refused_everywhere(site, place, weak):
    assert answer(site, place, password=weak).status_code == 422
    assert "users" not in site.changed()


@pytest.mark.parametrize("place", PLACES)
def test_a_good_one_is_taken(site, place):
    assert answer(site, place, password=GOOD).status_code < 400
    assert "users" in site.changed()


@pytest.mark.asvs("6.2.3")
@pytest.mark.parametrize("present", ["", "wrong", PASSWORD.upper(), f" {PASSWORD}", f"{PASSWORD} "])
def test_a_change_needs_the_present_one(site, present):
    assert answer(site, "change", present=present, password=GOOD).status_code == 422
    assert "users" not in site.changed()
