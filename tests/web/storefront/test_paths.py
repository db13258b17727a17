"""Addresses put together by hand are those of the router."""

from urllib.parse import unquote

import pytest
from flask import url_for

from portal.web import languages
from portal.web.storefront import paths
from portal.web.storefront.shell import shell

SLUG = "روغن-زیتون"


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_paths_are_what_the_router_says(app, shop, prefix):
    given = {"SCRIPT_NAME": prefix, languages.KEY: "en" if prefix else "fa"}
    with app.test_request_context("/", environ_overrides=given):
        languages.load_language()
        frame = shell().frame
        pairs = {
            frame.home: url_for("storefront.home"),
            frame.listing: url_for("storefront.listing"),
            frame.cart: url_for("storefront.cart"),
            frame.account: url_for("account.home").rstrip("/"),
            frame.account + "/sign-in": url_for("account.sign_in"),
            frame.find_order: url_for("storefront.find_order"),
            frame.join: url_for("storefront.apply"),
            frame.page + "/faq": url_for("storefront.page", code="faq"),
            paths.product("x", SLUG): url_for("storefront.product", public_id="x", slug=SLUG),
            paths.category("evoo", SLUG): url_for("storefront.category", code="evoo", slug=SLUG),
            paths.maker("x", SLUG): url_for("storefront.maker", public_id="x", slug=SLUG),
        }
        assert list(pairs) == [unquote(address) for address in pairs.values()]
        picture = url_for("media.picture", key="p/ab/x")
        assert paths.picture("p/ab/x") == picture.removeprefix(prefix)
