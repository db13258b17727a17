"""Whose address a request has: the connection's, or what the one trusted proxy wrote last."""

import pytest
from structlog.testing import capture_logs

from portal.web import refusals
from tests.structure import source

FORM = {"identifier": "nobody@example.com", "password": "x"}
FORGED = {
    "X-Real-IP": "198.51.100.9", "X-Client-IP": "198.51.100.9", "Forwarded": "for=198.51.100.9",
    "True-Client-IP": "198.51.100.9", "CF-Connecting-IP": "198.51.100.9",
}  # fmt: skip


def network_of(site, headers, **more):
    """Where the site thinks that a wrong password came from."""
    with capture_logs() as lines:
        site.browser().post("/account/sign-in", data=FORM, headers=headers, **more)
    return next(line["network"] for line in lines if "network" in line)


@pytest.mark.asvs("4.1.3", "15.3.4")
def test_without_a_trusted_proxy_no_header_is_believed(site):
    headers = {"Sec-Fetch-Site": "same-origin", "Origin": "http://localhost"} | FORGED
    headers["X-Forwarded-For"] = "198.51.100.9"
    assert network_of(site, headers) == "127.0.0.0/24"


@pytest.mark.asvs("4.1.3", "15.3.4")
def test_behind_one_the_last_address_counts_and_what_came_before_is_a_strangers(secure_site):
    base = "https://shop.example.ir"
    headers = {"Sec-Fetch-Site": "same-origin", "Origin": base} | FORGED
    headers["X-Forwarded-For"] = "198.51.100.9, 203.0.113.5"
    assert network_of(secure_site, headers, base_url=base) == "203.0.113.0/24"


@pytest.mark.asvs("4.1.3", "15.3.4")
def test_our_proxy_overwrites_what_it_was_sent():
    conf = (source.ROOT / "ops" / "nginx" / "portal.conf").read_text()
    for line in (
        "proxy_set_header X-Forwarded-For $remote_addr;",
        "proxy_set_header X-Forwarded-Proto $scheme;",
        'proxy_set_header X-Forwarded-Host "";',
    ):
        assert line in conf


@pytest.mark.parametrize(
    ("address", "kept"),
    [("192.0.2.77", "192.0.2.0/24"), ("2001:db8:1:2::9", "2001:db8:1::/48"), ("", ""), (None, ""), ("x", "")],
)  # fmt: skip
def test_the_log_keeps_a_network(address, kept):
    assert refusals.network(address) == kept
