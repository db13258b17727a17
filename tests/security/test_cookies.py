"""Our cookies: shut in over https, and working without Secure on a desk or a LAN (security.md 4.2)."""

import pytest

from tests.matrix.people import PASSWORD
from tests.security.test_forgery import offer_of

HTTPS = "https://shop.example.ir"


def sign_in(site, client, **facts):
    user = site.world.principals["buyer_a"].user
    form = {"identifier": user.email, "password": PASSWORD}
    headers = {"Sec-Fetch-Site": "same-origin", "Origin": facts.get("base_url", "http://localhost")}
    return client.post("/account/sign-in", data=form, headers=headers, **facts)


def cookies_of(response):
    """name -> its attributes in lower case, of every cookie that was set and not taken away."""
    found = {}
    for line in response.headers.getlist("Set-Cookie"):
        name, _, rest = line.partition("=")
        value, *attributes = [part.strip() for part in rest.split(";")]
        if value:
            found[name] = {
                part.partition("=")[0].lower(): part.partition("=")[2] for part in attributes
            }
    return found


def test_over_plain_http_one_signs_in_without_secure(site):
    client = site.browser()
    response = sign_in(site, client)

    assert response.status_code == 303
    made = cookies_of(response)["sid"]
    assert "secure" not in made
    assert "domain" not in made
    assert "httponly" in made
    assert made["samesite"] == "Lax"
    assert made["path"] == "/"
    assert client.get("/account").status_code == 200


@pytest.mark.asvs("3.3.1", "3.3.2", "3.3.3", "3.3.4")
def test_over_https_the_cookie_is_bound_to_the_host(secure_site):
    client = secure_site.browser()
    response = sign_in(secure_site, client, base_url=HTTPS)

    assert response.status_code == 303
    made = cookies_of(response)["__Host-sid"]
    assert {"secure", "httponly"} <= made.keys()
    assert "domain" not in made
    assert made["samesite"] == "Lax"
    assert made["path"] == "/"
    assert client.get("/account", base_url=HTTPS).status_code == 200
    [line] = [one for one in response.headers.getlist("Set-Cookie") if one.startswith("__Host-sid")]
    value = line.partition("=")[2].partition(";")[0]
    for path in ("/account", "/account/sessions", "/cart"):  # the value is on no page
        assert value not in client.get(path, base_url=HTTPS).get_data(as_text=True)


@pytest.mark.asvs("3.3.1", "3.3.2", "3.3.3", "3.3.4")
def test_the_basket_and_the_flash_are_shut_in_too(secure_site):
    form = {"offer": offer_of(secure_site), "quantity": "1"}
    response = secure_site.browser().post(
        "/cart/add", data=form, base_url=HTTPS,
        headers={"Sec-Fetch-Site": "same-origin", "Origin": HTTPS},
    )  # fmt: skip

    made = cookies_of(response)
    assert "__Host-cart" in made
    for name, attributes in made.items():
        assert name.startswith("__Host-"), name
        assert {"secure", "httponly"} <= attributes.keys(), name
        assert attributes["samesite"] == "Lax", name


@pytest.mark.asvs("3.3.3")
def test_a_cookie_of_the_plain_name_is_nothing_over_https(secure_site):
    client = secure_site.app.test_client()
    client.set_cookie("sid", secure_site.world.principals["buyer_a"].cookies["sid"])

    assert client.get("/account", base_url=HTTPS).status_code == 303


@pytest.mark.asvs("7.2.3")
def test_the_session_cookie_says_nothing(site):
    response = sign_in(site, site.browser())
    value = next(c for c in response.headers.getlist("Set-Cookie") if c.startswith("sid=")).split(
        ";"
    )[0]

    assert len(value) >= len("sid=") + 43  # 256 random bits
    assert site.world.principals["buyer_a"].user.public_id not in value
