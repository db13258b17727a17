"""The headers of security.md 4.1, word for word, on every kind of answer."""

import pytest

from tests.matrix import cases

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; "
    "connect-src 'self'; manifest-src 'self'; form-action 'self'; frame-ancestors 'none'; "
    "base-uri 'none'; object-src 'none'; report-uri /csp-report"
)
ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
}
REFERRERS = {"strict-origin-when-cross-origin", "no-referrer"}
PUBLIC = {  # the same for everybody
    "static", "assets.stylesheet", "media.picture", "seo.robots", "seo.index", "seo.pages",
    "seo.products",
}  # fmt: skip
SECRETS = {"link", "secret", "payment_id", "authority"}  # an address that is itself a key


def faults(response, *, policy=POLICY, is_https=False, may_cache=False):
    """What is wrong with the headers of one answer."""
    found = []
    for name, value in ALWAYS.items():
        if response.headers.getlist(name) != [value]:
            found.append((name, response.headers.getlist(name)))
    said = response.headers.getlist("Content-Security-Policy")
    if len(said) != 1 or (said[0] != policy and said[0] != "default-src 'none'; sandbox"):
        found.append(("Content-Security-Policy", said))
    if response.headers.get("Referrer-Policy") not in REFERRERS:
        found.append(("Referrer-Policy", response.headers.get("Referrer-Policy")))
    if ("Strict-Transport-Security" in response.headers) != is_https:
        found.append(
            ("Strict-Transport-Security", response.headers.get("Strict-Transport-Security"))
        )
    if not may_cache:
        if response.headers.get("Cache-Control") != "private, no-store":
            found.append(("Cache-Control", response.headers.get("Cache-Control")))
        if "Cookie" not in response.headers.get("Vary", ""):
            found.append(("Vary", response.headers.get("Vary")))
    return found


def asked(site, *kinds):
    """One question for every route and method, by somebody who may ask it."""
    for rule in site.app.url_map.iter_rules():
        if rule.endpoint == "static":
            continue
        mark = site.app.view_functions[rule.endpoint].access
        who = {"firm": "a_owner", "office": "office_administrator", "person": "buyer_a"}
        for case in cases.of_rule(site.world, rule, mark):
            if case.is_own and case.principal.name == who.get(mark.kind, "buyer_a"):
                yield case


@pytest.mark.asvs("3.4.3", "3.4.4", "3.4.5", "3.4.6", "14.2.2", "14.3.2")
def test_every_route_sends_them(site):
    wrong, seen = {}, 0
    for case in asked(site):
        response = site.matrix.ask(site.matrix.client(case), case)
        seen += 1
        found = faults(response, may_cache=case.endpoint in PUBLIC)
        if found:
            wrong[str(case)] = found
        if site.matrix.ground.is_touched():
            site.matrix.ground.restore()

    assert wrong == {}
    assert seen > 150


@pytest.mark.asvs("3.4.5")
def test_pages_whose_address_is_a_secret_tell_it_to_nobody(site):
    told = []
    for case in asked(site):
        if case.method == "GET" and SECRETS & case.rule.arguments:
            response = site.matrix.ask(site.matrix.client(case), case)
            if response.headers["Referrer-Policy"] != "no-referrer":
                told.append(case.endpoint)

    assert told == []


ERRORS = {
    "missing": ("GET", "/no/such/page", 404, {}),
    "missing in English": ("GET", "/en/no/such/page", 404, {}),
    "another method": ("PUT", "/cart", 405, {}),
    "not an address": ("GET", "/shop?q=%00", 400, {}),
    "from another site": ("POST", "/cart/add", 403, {"headers": {"Sec-Fetch-Site": "cross-site"}}),
    "without its token": ("POST", "/cart/add", 400, {}),
    "too much": ("POST", "/cart/add", 413, {
        "data": {f"f{n}": "x" for n in range(1100)}, "content_type": "multipart/form-data",
    }),
    "a desk": ("GET", "/desk/alf/", 303, {}),
    "no file": ("GET", "/static/none.css", 404, {}),
}  # fmt: skip


@pytest.mark.asvs("3.4.3", "3.4.4", "3.4.5", "3.4.6", "14.3.2")
@pytest.mark.parametrize("asking", ERRORS.values(), ids=ERRORS.keys())
def test_errors_and_refusals_send_them_too(site, asking):
    method, path, status, facts = asking

    response = site.browser().open(path, method=method, **facts)

    assert response.status_code == status
    assert faults(response, may_cache=path.startswith("/static")) == []


@pytest.mark.asvs("3.4.3", "3.4.4", "3.4.6")
def test_static_files_send_them_and_may_be_kept(site):
    response = site.browser().get("/static/js/htmx.min.js")
    response.close()

    assert faults(response, may_cache=True) == []
    assert "public" in response.headers["Cache-Control"] or response.headers["ETag"]


@pytest.mark.asvs("3.4.3")
def test_nothing_inline_is_allowed():
    for word in ("unsafe-inline", "unsafe-eval", "data:", "*", "http:", "https:", "blob:"):
        assert word not in POLICY


@pytest.mark.asvs("3.4.1")
def test_production_asks_for_https(secure_site):
    response = secure_site.browser().get("/", base_url="https://shop.example.ir")

    policy = f"{POLICY}; upgrade-insecure-requests"
    assert response.status_code == 200
    assert faults(response, policy=policy, is_https=True) == []
    assert response.headers["Strict-Transport-Security"] == "max-age=63072000; includeSubDomains"


def test_signing_out_clears_the_browser(site):
    response = site.post(site.browser("buyer_a"), "/account/sign-out")

    cleared = {word.strip('" ') for word in response.headers["Clear-Site-Data"].split(",")}
    assert {"cache", "storage"} <= cleared


@pytest.mark.parametrize("name", ["Server", "X-Powered-By", "X-Debug"])
def test_nobody_is_told_what_runs_here(site, name):
    assert name not in site.browser().get("/").headers
