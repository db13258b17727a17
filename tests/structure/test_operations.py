"""The files of `ops/` say what the program knows: variables, secrets, addresses that are keys."""

import re

import pytest

import config
from portal.app import create_app
from portal.web.security import SECRETS
from tests.structure import source

OPS = source.ROOT / "ops"
KNOWN = set(re.findall(r'"([A-Z][A-Z0-9_]+)"', (source.ROOT / "config.py").read_text()))


def variables(name):
    lines = (OPS / name).read_text().splitlines()
    return {line.partition("=")[0] for line in lines if re.match(r"[A-Z]", line)}


@pytest.mark.parametrize("name", ["portal.env.example", "compose.env.example"])
def test_every_variable_is_one_that_is_read(name):
    plain = {each.removesuffix("_FILE") for each in variables(name)}
    assert plain <= KNOWN | config.SECRETS
    files = {each.removesuffix("_FILE") for each in variables(name) if each.endswith("_FILE")}
    assert files <= config.SECRETS


def test_the_containers_get_each_secret_that_they_are_told_of():
    text = (OPS / "compose.yaml").read_text()
    told = dict(re.findall(r"([A-Z0-9_]+)_FILE: /run/secrets/(\w+)", text))
    assert {name for name in told if not name.startswith(("POSTGRES", "MINIO"))} <= config.SECRETS
    given = set(re.findall(r"(\w+): \{ file: secrets/\1 \}", text))
    assert set(told.values()) <= given


def test_the_proxy_hides_each_address_that_is_a_key():
    text = (OPS / "nginx" / "portal.conf").read_text()
    [pattern] = re.findall(r'"~\^(.+)"\s', text)
    hidden = re.compile("^" + pattern.replace("(?<", "(?P<", 1))
    for rule in create_app().url_map.iter_rules():
        if rule.arguments & SECRETS:
            path = re.sub(r"<[^>]+>", "x" * 16, rule.rule)
            assert hidden.match(path) is not None, path
            assert hidden.match("/en" + path) is not None, path
    assert hidden.match("/p/" + "x" * 16) is None
    assert "$request_uri" not in re.sub(r"return 301[^;]*;", "", text)
    assert "$args" not in text
