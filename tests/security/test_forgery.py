"""Nobody else's page can act for a signed-in person (B77c)."""

import re

import pytest

from portal.web.security import SECRETS
from tests.matrix import cases
from tests.matrix.runner import OURS

TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
STRANGE = {
    "another site": {"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"},
    "a sister site": {"Sec-Fetch-Site": "same-site", "Origin": "http://sister.localhost"},
    "another site, forged htmx": {"Sec-Fetch-Site": "cross-site", "HX-Request": "true"},
    "another site, our origin": {"Sec-Fetch-Site": "cross-site", "Origin": "http://localhost"},
}
NO_PROOF = {
    "nothing at all": {},
    "another origin": {"Sec-Fetch-Site": "same-origin", "Origin": "https://evil.example"},
    "no origin": {"Sec-Fetch-Site": "same-origin"},
    "the null origin": {"Sec-Fetch-Site": "same-origin", "Origin": "null"},
    "an origin that begins like ours": {
        "Sec-Fetch-Site": "same-origin", "Origin": "http://localhost.evil.example",
    },
    "our host as a user name": {
        "Sec-Fetch-Site": "same-origin", "Origin": "http://localhost@evil.example",
    },
}  # fmt: skip


def acts(site):
    """A true act of every route that acts, by somebody who may."""
    who = {
        "firm": "a_owner",
        "office": "office_administrator",
        "person": "buyer_a",
        "public": "buyer_a",
    }
    for rule in site.app.url_map.iter_rules():
        if "POST" in rule.methods:
            mark = site.app.view_functions[rule.endpoint].access
            for case in cases.of_rule(site.world, rule, mark):
                if case.is_own and case.principal.name == who.get(mark.kind):
                    yield case


@pytest.mark.asvs("3.5.1")
@pytest.mark.parametrize("headers", STRANGE.values(), ids=STRANGE.keys())
def test_an_act_from_another_site_is_refused_everywhere(site, headers):
    refused = 0
    for case in acts(site):
        with site.app.test_request_context():
            path = site.app.url_for(case.endpoint, **case.args)
        response = site.matrix.client(case).post(path, data=case.form, headers=headers)
        assert response.status_code == 403, str(case)
        refused += 1

    assert refused > 70
    assert not site.matrix.ground.is_touched()


@pytest.mark.asvs("3.5.1")
@pytest.mark.parametrize("headers", NO_PROOF.values(), ids=NO_PROOF.keys())
def test_an_act_without_proof_of_origin_needs_its_token(site, headers):
    for case in acts(site):
        with site.app.test_request_context():
            path = site.app.url_for(case.endpoint, **case.args)
        response = site.matrix.client(case).post(path, data=case.form, headers=headers)
        assert response.status_code == 400, str(case)

    assert not site.matrix.ground.is_touched()


def offer_of(site):
    return site.world.houses["A"].offers["live"].public_id


def token_on(client, path="/cart"):
    client.get(path)
    return TOKEN.search(client.get(path).get_data(as_text=True)).group(1)


def test_an_old_browser_over_plain_http_acts_by_its_token(site):
    client = site.browser("guest")
    form = {"offer": offer_of(site), "quantity": "1", "csrf_token": token_on(client)}

    assert client.post("/cart/add", data=form).status_code == 303
    assert "cart_lines" in site.changed()


@pytest.mark.asvs("3.5.1")
def test_the_token_of_another_browser_is_worth_nothing(site):
    form = {"offer": offer_of(site), "csrf_token": token_on(site.browser("guest"))}

    other = site.browser("guest")
    other.get("/cart")
    assert other.post("/cart/add", data=form).status_code == 400


@pytest.mark.asvs("3.5.1")
@pytest.mark.parametrize("token", ["", "x", "IjEi.YQ.AAAA", "../../etc/passwd", "۱۲۳", "0" * 5000])
def test_an_invented_token_is_refused(site, token):
    client = site.browser("guest")
    client.get("/cart")

    assert client.post("/cart/add", data={"offer": "x", "csrf_token": token}).status_code == 400


def test_ones_own_page_acts_without_a_token(site):
    form = {"offer": offer_of(site), "quantity": "1"}

    assert site.browser("guest").post("/cart/add", data=form, headers=OURS).status_code == 303


@pytest.mark.parametrize("path", ["/hooks/sandbox", "/csp-report"])
def test_machines_need_no_token_and_change_nothing_unauthenticated(site, path):
    response = site.browser().post(path, data=b"{}", content_type="application/json")

    assert response.status_code in {204, 404}
    assert site.changed() == set()


@pytest.mark.asvs("3.5.3")
def test_a_get_never_acts(site):
    """Following every link of the site leaves no trace but counted tries."""
    for rule in site.app.url_map.iter_rules():
        if "GET" not in rule.methods or rule.endpoint in {"static", "payment_pages.returned"}:
            continue
        mark = site.app.view_functions[rule.endpoint].access
        who = {"firm": "a_owner", "office": "office_administrator"}.get(mark.kind, "buyer_a")
        for case in cases.of_rule(site.world, rule, mark):
            if case.is_own and case.principal.name == who:
                site.matrix.ask(site.matrix.client(case), case)

    assert site.changed() == set()


def keys(site):
    """A true view of every page whose address is a key."""
    for rule in site.app.url_map.iter_rules():
        if "GET" in rule.methods and SECRETS & rule.arguments:
            mark = site.app.view_functions[rule.endpoint].access
            yield from (one for one in cases.of_rule(site.world, rule, mark) if one.is_own)


def test_a_page_that_names_no_origin_carries_its_token(site):
    """A browser posts from such a page with the null origin, though it has Fetch Metadata."""
    carrying = set()
    for case in keys(site):
        with site.app.test_request_context():
            path = site.app.url_for(case.endpoint, **case.args)
        page = site.matrix.client(case).get(path, headers={"Sec-Fetch-Site": "none"})
        text = page.get_data(as_text=True) if page.mimetype == "text/html" else ""
        if forms := text.count('method="post"'):
            assert page.headers["Referrer-Policy"] == "no-referrer"
            assert len(TOKEN.findall(text)) == forms, str(case)
            carrying.add(case.endpoint)

    assert {"storefront.order", "bank.page", "account.reset"} <= carrying
