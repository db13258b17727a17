"""The one token that carries its own contents, the cookie of a message for the next page.

What is signed is signed by a key of the settings, for one purpose, for a month.
"""

import hashlib
from datetime import timedelta

import pytest
import time_machine
from itsdangerous import URLSafeTimedSerializer

from portal.core import clock
from tests.security.test_forgery import TOKEN

MARKER = "marker-of-olives"
SALT = "cookie-session"
CONTENT = {"_flashes": [("ok", MARKER)]}


def signed(site, *, key=None, salt=SALT, digest=hashlib.sha1):
    real = site.app.session_interface.get_signing_serializer(site.app)
    made = URLSafeTimedSerializer(
        key or site.app.config["SECRET_KEY"], salt=salt, serializer=real.serializer,
        signer_kwargs={"key_derivation": "hmac", "digest_method": digest},
    )  # fmt: skip
    return made.dumps(CONTENT)


def believes(site, value):
    """Whether the site shows the message in this cookie."""
    client = site.browser("guest")
    client.set_cookie("flash", value)
    return MARKER in client.get("/cart").get_data(as_text=True)


@pytest.mark.asvs("9.1.1", "9.1.2", "9.1.3", "9.2.2")
def test_our_own_is_believed(site):
    assert believes(site, signed(site))


@pytest.mark.asvs("9.1.1")
def test_a_changed_one_is_nothing(site):
    whole = signed(site)
    body, _, seal = whole.rpartition(".")
    turned = "A" if body[5] != "A" else "B"
    for value in (
        body[:5] + turned + body[6:] + "." + seal,
        body,
        body + ".",
        whole[:-1],
        "." + seal,
    ):
        assert not believes(site, value), value


@pytest.mark.asvs("9.1.2")
def test_no_other_algorithm_is_taken(site):
    for digest in (hashlib.md5, hashlib.sha256, hashlib.sha512):
        assert not believes(site, signed(site, digest=digest))
    assert not believes(site, signed(site).rpartition(".")[0] + ".none")


@pytest.mark.asvs("9.1.3")
def test_no_other_key_is_taken(site):
    for key in ("", " ", "development", "x" * 43):
        assert not believes(site, signed(site, key=key or "\0"))


@pytest.mark.asvs("9.2.1")
def test_it_ends_with_its_month(site):
    value = signed(site)
    with time_machine.travel(clock.now() + timedelta(days=30), tick=False):
        assert believes(site, value)
    with time_machine.travel(clock.now() + timedelta(days=32), tick=False):
        assert not believes(site, value)


@pytest.mark.asvs("9.2.2", "9.2.3")
def test_a_token_of_another_purpose_is_nothing(site):
    """The same key, another use: neither is taken for the other."""
    assert not believes(site, signed(site, salt="wtf-csrf-token"))
    client = site.browser("guest")
    page = client.get("/cart").get_data(as_text=True)
    form = {"offer": "x", "quantity": "1"}
    for token in (signed(site), signed(site, salt="wtf-csrf-token")):
        assert client.post("/cart/add", data=form | {"csrf_token": token}).status_code == 400
    true = TOKEN.search(page)[1]
    assert client.post("/cart/add", data=form | {"csrf_token": true}).status_code != 400
