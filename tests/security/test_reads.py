"""Too many pages for one address: 429 with Retry-After, in the reader's language, no database."""

from dataclasses import replace

import pytest

from portal.app import create_app
from portal.core import db
from portal.web import reads
from tests.matrix import shared

HERE, THERE = "192.0.2.7", "192.0.2.8"
SEARCH, ORDER = "/checkout/cities?province_code=IR-26", "/o/" + "x" * 43


@pytest.fixture
def limited(built, matrix):
    """An application that counts, as outside of tests."""
    app = create_app(replace(built.settings, get_limits=False))
    reads.install(app, reads.IN_PROCESS)
    yield app
    matrix.ground.restore()
    shared.configure(built.settings)


def ask(app, path, address=HERE, **more):
    return app.test_client().get(path, environ_base={"REMOTE_ADDR": address}, **more)


def use_up(app, kind, address=HERE):
    """As if all but none of the minute's pages were asked for."""
    name, most = kind
    counts = app.extensions["reads"]
    for _ in range(most):
        counts.incr(f"{name}:{reads.network(address)}", reads.WINDOW)


@pytest.mark.asvs("2.4.1", "15.2.2")
def test_every_page_up_to_the_limit_is_served_and_the_next_is_not(limited):
    answers = [ask(limited, SEARCH).status_code for _ in range(reads.SEARCHES[1] + 1)]
    assert answers == [200] * reads.SEARCHES[1] + [429]


@pytest.mark.parametrize(
    ("prefix", "said"), [("", "تلاش‌های پی‌درپی زیاد بود"), ("/en", "Too many tries in a short time")]
)
def test_the_answer_says_so_and_when_to_come_back(limited, prefix, said):
    use_up(limited, reads.SEARCHES)
    response = ask(limited, prefix + SEARCH)
    assert response.status_code == 429
    assert 1 <= int(response.headers["Retry-After"]) <= reads.WINDOW
    assert said in response.get_data(as_text=True)
    assert response.headers["Content-Security-Policy"]


def test_a_kind_of_page_does_not_use_up_another_nor_another_address(limited):
    use_up(limited, reads.SEARCHES)
    assert ask(limited, SEARCH, THERE).status_code == 200
    assert ask(limited, ORDER).status_code == 404
    assert ask(limited, "/healthz").status_code == 200


@pytest.mark.asvs("2.4.1")
def test_guessing_links_is_slowed_down(limited):
    use_up(limited, reads.SECRETS)
    assert ask(limited, ORDER).status_code == 429


def test_the_minute_ends(limited):
    use_up(limited, reads.SEARCHES)
    limited.extensions["reads"].ends -= reads.WINDOW + 1
    assert ask(limited, SEARCH).status_code == 200
    assert len(limited.extensions["reads"].counts) == 1


def test_a_refused_page_costs_no_statement(limited):
    use_up(limited, reads.PAGES)
    token = db.statements.set(seen := [])
    try:
        assert ask(limited, "/makers").status_code == 429
    finally:
        db.statements.reset(token)
    assert seen == []


def test_sending_forms_is_counted_elsewhere(limited):
    use_up(limited, reads.PAGES)
    response = limited.test_client().post("/orders/find", environ_base={"REMOTE_ADDR": HERE})
    assert response.status_code != 429


def test_a_network_of_version_six_is_one_customer(limited):
    use_up(limited, reads.SEARCHES, "2001:db8:1:2::1")
    assert ask(limited, SEARCH, "2001:db8:1:2:ffff::9").status_code == 429
    assert ask(limited, SEARCH, "2001:db8:1:3::1").status_code == 200


@pytest.mark.asvs("16.5.2")
def test_without_its_storage_the_site_goes_on(limited):
    class Away:
        def incr(self, key, expiry):
            raise ConnectionError(key, expiry)

    limited.extensions["reads"] = Away()
    assert ask(limited, SEARCH).status_code == 200


def test_it_can_be_switched_off(built, matrix):
    off = create_app(replace(built.settings, testing=False, get_limits=False))
    on = create_app(replace(built.settings, testing=False))
    assert reads.count not in off.before_request_funcs[None]
    assert reads.count in on.before_request_funcs[None]
    shared.configure(built.settings)


def test_every_kind_names_a_page_that_exists(limited):
    assert reads.KINDS.keys() <= limited.view_functions.keys()
