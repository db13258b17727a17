"""Addresses are written as Werkzeug writes them, by functions compiled at first use."""

import pytest
from werkzeug.routing import Map, Rule

from portal.app import create_app
from portal.web import routing

VALUES = [{"name": "a b"}, {"name": "a b", "page": 2, "rule": "x", "self": "y"}, {"name": "روغن"}]


@pytest.mark.parametrize("values", VALUES)
def test_an_address_is_that_of_werkzeug(values):
    theirs, ours = (
        Map([kind("/shop/<name>/", endpoint="shelf")]).bind("localhost")
        for kind in (Rule, routing.Rule)
    )

    for _once_and_again in range(2):
        assert ours.build("shelf", dict(values)) == theirs.build("shelf", dict(values))
        assert ours.build("shelf", dict(values), append_unknown=False) == theirs.build(
            "shelf", dict(values), append_unknown=False
        )


def test_the_site_has_such_addresses():
    rules = list(create_app().url_map.iter_rules())

    assert {type(rule) for rule in rules} == {routing.Rule}
