"""What a purchase costs the database, on both databases: the figure of the bench, kept here."""

import pytest

import config
from bench import inside, shopper, statements
from portal.app import create_app
from portal.catalog import facets
from portal.core import db
from tests.web.storefront import shop as goods


@pytest.fixture
def site(database_url, tmp_path):
    """The application, and three offers of two firms."""
    made = create_app(
        config.Settings(
            testing=True,
            database_url=database_url,
            storage_url=f"file://{tmp_path}/files",
            public_url="http://localhost",
        )
    )
    with db.transaction() as session:
        shop = goods.stock(session)
        names = ("oil-500", "olives-700", "parvardeh-400")
        offers = [shop.offers[name].public_id for name in names]
    yield made, offers
    facets.forget()
    db.current().engine.dispose()
    db._Current.database = None


def told(walked):
    return "\n".join(f"{len(one.statements):3} {one.request}" for one in walked)


def test_an_order_takes_sixty_statements_at_most(site):
    walked = statements.of_order(*site)

    assert walked[0].request == "POST /cart/add"
    assert walked[-1].request == "GET /pay/return/sandbox"
    assert len(statements.counted(walked)) <= statements.ORDER_LIMIT, told(walked)


def test_the_bank_alone_is_left_out(site):
    walked = statements.of_order(*site)
    left_out = sum(len(one.statements) for one in walked) - len(statements.counted(walked))

    assert left_out == 4  # it takes the charge on, shows it, decides it, confirms it


def test_the_pages_on_the_way_ask_little(site):
    app, offers = site
    browser = inside.Inside(app.test_client())
    shopper.fill(browser, offers)
    shopper.expect(browser.get("/cart"), 200, "cart")
    steps = list(shopper.whole(browser, "09121110002"))

    assert steps[-1].name == "order page"
    pages = [one for one in browser.seen if one.request.startswith("GET")]
    assert all(len(one.statements) <= 8 for one in pages if "/return/" not in one.request)
