"""What every page says of itself, whatever page it is: asked once, read by many tests."""

import json
import re
from dataclasses import dataclass
from urllib.parse import urlsplit

import pytest

from tests.matrix import shared
from tests.matrix.cases import Case
from tests.security.conftest import Site
from tests.security.test_headers import asked

EVIL = "https://evil.example"
HTTPS = "https://shop.example.ir"
LOADED = re.compile(
    r'<(?:script|img|iframe|source|video|audio|object|embed|link)\b[^>]*\b(?:src|srcset|href)="([^"]+)"'
)
FIELD = re.compile(r'<input\b[^>]*\bname="(?:present|(?:step_up_)?password)"[^>]*>')


@dataclass(frozen=True)
class Answer:
    case: Case
    kind: str
    status: int
    headers: dict
    type: str
    body: bytes

    @property
    def text(self):
        return self.body.decode() if self.type.startswith("text/html") else ""


@pytest.fixture(scope="module")
def answers(built, matrix):
    """Every page once, by somebody who may, with the Origin of another site."""
    shared.configure(built.settings)
    site, kept = Site(matrix.app, built.world, matrix), []
    for case in asked(site):
        if case.method != "GET":
            continue
        with site.app.test_request_context():
            path = site.app.url_for(case.endpoint, **case.args)
        got = matrix.client(case).get(path, headers={"Origin": EVIL})
        kind = site.app.view_functions[case.endpoint].access.kind
        headers = dict(got.headers)
        kept.append(Answer(case, kind, got.status_code, headers, got.content_type, got.get_data()))
    matrix.ground.restore()
    assert len(kept) > 80
    return kept


def looks_like(answer):
    """Whether the body is what its Content-Type says."""
    body, kind = answer.body, answer.type.partition(";")[0]
    if kind == "application/json":
        return json.loads(body) is not None
    begins = {
        "application/pdf": b"%PDF-", "application/xml": b"<?xml", "image/webp": b"RIFF",
        "image/png": b"\x89PNG", "image/jpeg": b"\xff\xd8", "text/html": b"<",
    }  # fmt: skip
    return body.lstrip().startswith(begins.get(kind, b""))


@pytest.mark.asvs("4.1.1")
def test_a_body_says_what_it_is(answers):
    wrong = []
    for one in answers:
        kind, _, charset = one.type.partition("; ")
        is_text = kind.startswith("text/") or kind.endswith(("xml", "javascript"))
        if (is_text and "charset=utf-8" not in charset) or (one.body and not looks_like(one)):
            wrong.append((str(one.case), one.type, one.body[:20]))
    assert wrong == []


@pytest.mark.asvs("3.4.2")
def test_no_other_origin_may_read_an_answer(answers):
    for one in answers:
        assert not [name for name in one.headers if name.startswith("Access-Control-")], one.case


@pytest.mark.asvs("14.2.3")
def test_no_page_loads_or_tells_anything_elsewhere(answers, built):
    """No counter, no font, no picture of another host; the policy would stop them too."""
    own, pages = {"", urlsplit(built.settings.public_url).netloc}, 0
    for one in answers:
        pages += bool(one.text)
        for address in LOADED.findall(one.text):
            assert urlsplit(address).netloc in own, (str(one.case), address)
    assert pages > 60


@pytest.mark.asvs("7.4.4")
def test_every_page_behind_sign_in_shows_the_way_out(answers):
    shown = 0
    for one in answers:
        if one.kind in {"person", "firm", "office"} and "<html" in one.text:
            assert 'action="/account/sign-out"' in one.text, str(one.case)
            shown += 1
    assert shown > 40


@pytest.mark.asvs("3.2.1", "5.4.1", "5.4.2")
def test_papers_carry_their_own_name_and_pictures_a_sandbox(answers):
    papers = [one for one in answers if one.type == "application/pdf"]
    pictures = [one for one in answers if one.case.endpoint == "media.picture"]
    assert papers and pictures
    for one in papers:
        name = one.headers["Content-Disposition"]
        assert re.fullmatch(r'inline; filename="[A-Za-z0-9.-]+\.pdf"', name), name
    for one in pictures:
        assert one.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert one.type.startswith("image/")


@pytest.mark.asvs("5.4.1")
def test_nobody_names_the_file_of_another(site):
    sale = site.world.sales["buyer_a", "shipped"]
    path = f"/o/{sale.order.link}/invoice/{sale.invoices['A']}.pdf"
    tricks = "?filename=evil.html&name=evil.html&download=evil.html&format=html&type=text/html"
    response = site.browser("buyer_a").get(path + tricks)

    assert response.content_type == "application/pdf"
    assert "evil" not in response.headers["Content-Disposition"]


@pytest.mark.asvs("6.2.6", "6.2.7")
def test_passwords_are_hidden_and_may_be_pasted(site):
    secret = site.world.secrets["reset_password"]
    places = (
        ("nobody", "/account/sign-in"), ("nobody", "/account/register"),
        ("nobody", f"/account/reset/{secret}"), ("buyer_a", "/account/password"),
        ("buyer_a", "/account/confirm"),
    )  # fmt: skip
    for name, path in places:
        fields = FIELD.findall(site.browser(name).get(path).get_data(as_text=True))
        assert fields, path
        for field in fields:
            assert 'type="password"' in field
            assert re.search(r'autocomplete="(?:current|new)-password"', field), field
            assert not re.search(r"onpaste|readonly|maxlength", field)
    script = site.browser().get("/static/js/portal.js")
    assert "paste" not in script.get_data(as_text=True)
    script.close()


@pytest.mark.asvs("3.4.1")
def test_https_is_asked_for_on_every_kind_of_answer(secure_site):
    client = secure_site.browser()
    asking = [
        ("GET", "/"), ("GET", "/en/shop"), ("GET", "/static/js/htmx.min.js"), ("GET", "/none"),
        ("GET", "/account"), ("POST", "/cart/add"), ("PUT", "/"), ("GET", "/healthz"),
        ("POST", "/hooks/none"), ("GET", "/robots.txt"), ("GET", "/shop?q=%00"),
    ]  # fmt: skip
    answers = [client.open(path, method=method, base_url=HTTPS) for method, path in asking]
    answers.append(client.get("/", base_url=EVIL))

    assert {one.status_code for one in answers} >= {200, 303, 400, 404, 405}
    for one in answers:
        said = one.headers.getlist("Strict-Transport-Security")
        assert said == ["max-age=63072000; includeSubDomains"], one.request.path
        one.close()


@pytest.mark.asvs("13.4.2")
def test_production_runs_without_debugging(secure_site):
    app = secure_site.app
    assert not app.debug and not app.testing
    assert app.config["PROPAGATE_EXCEPTIONS"] is None
    assert not app.config["TEMPLATES_AUTO_RELOAD"]
    response = secure_site.browser().get("/console?__debugger__=yes", base_url=HTTPS)
    assert response.status_code == 404


@pytest.mark.asvs("15.2.3")
def test_production_has_no_bank_of_ours_and_no_demo(secure_site, monkeypatch):
    app = secure_site.app
    assert not [rule for rule in app.url_map.iter_rules() if rule.endpoint.startswith("bank.")]
    assert secure_site.browser().get("/bank/x", base_url=HTTPS).status_code == 404
    monkeypatch.setattr("portal.cli.config.load", lambda: app.config["SETTINGS"])
    ran = app.test_cli_runner().invoke(args=["demo"])
    assert ran.exit_code != 0
    assert secure_site.changed() == set()
