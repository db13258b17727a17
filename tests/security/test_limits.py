"""Counted flows say 429 with Retry-After, and their counts survive the refusal (security.md 4.4)."""

import pytest

from tests.matrix import marks
from tests.matrix.people import PASSWORD


def unknown(n):
    return {"identifier": "somebody@example.com", "password": f"wrong number {n} of many"}


FLOWS = {  # path, form of the n-th try, tries at most before 429
    "wrong passwords of one account": ("/account/sign-in", unknown, 25),
    "registrations": (
        "/account/register",
        lambda n: {"name": "نو", "email": f"new{n}@example.com", "password": "a hill of old olives"},
        12,
    ),
    "forgotten passwords": ("/account/forgotten", lambda n: {"email": f"x{n}@example.com"}, 12),
    "codes to one mobile": ("/account/mobile", lambda n: {"mobile": "09120000000"}, 12),
    "codes from one address": ("/account/mobile", lambda n: {"mobile": f"0912000{n:04d}"}, 40),
    "guesses at a code": (
        "/account/mobile/code", lambda n: {"mobile": "09120000000", "code": f"{n:06d}"}, 12,
    ),
    "lost orders": ("/orders/find", lambda n: {"number": f"x{n}", "mobile": "09120000000"}, 12),
    "applications": None,
}  # fmt: skip


@pytest.mark.usefixtures("still")
@pytest.mark.asvs("2.4.1", "6.3.1")
@pytest.mark.parametrize("flow", [f for f in FLOWS if FLOWS[f]])
def test_a_flow_is_counted(site, flow):
    path, form, most = FLOWS[flow]
    for n in range(most + 1):
        response = site.post(site.browser(), path, form(n))
        if response.status_code == 429:
            assert int(response.headers["Retry-After"]) > 0
            return
        assert response.status_code < 500
    pytest.fail(f"{most + 1} tries were let through")


@pytest.mark.usefixtures("still")
@pytest.mark.asvs("2.4.1")
def test_a_basket_is_filled_at_most_sixty_times_a_minute(site):
    client, offer = site.browser("guest"), site.world.houses["A"].offers["second"].public_id
    answers = [
        site.post(client, "/cart/add", {"offer": offer, "quantity": "1"}).status_code
        for _ in range(62)
    ]

    assert answers[0] == 303
    assert 429 in answers


@pytest.mark.asvs("6.3.1")
def test_the_true_owner_is_never_locked_out_for_good(site):
    """Wrong guesses slow an account down; its owner still enters by the reset of the password."""
    user = site.world.principals["buyer_b"].user
    for n in range(12):
        site.post(
            site.browser(),
            "/account/sign-in",
            {"identifier": user.email, "password": f"guess {n} of mine"},
        )

    response = site.post(site.browser(), "/account/forgotten", {"email": user.email})
    assert response.status_code in {200, 303}
    assert "messages" in site.changed()


@pytest.mark.usefixtures("still")
@pytest.mark.asvs("6.3.1")
def test_a_right_password_between_wrong_ones_does_not_reset_the_count_of_the_address(site):
    refused = 0
    for n in range(45):
        name = f"nobody{n}.{marks.word().lower()}@example.com"
        form = {"identifier": name, "password": PASSWORD}
        refused += site.post(site.browser(), "/account/sign-in", form).status_code == 429

    assert refused > 0
