"""A server answers before it has loaded what its first page does not need."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from portal.core import lazy

SLOW = """
import time
half = True
time.sleep(0.1)
whole = True
"""


@pytest.fixture
def slow(tmp_path, monkeypatch):
    """A module that takes a while, and what stands for it."""
    (tmp_path / "slow_to_load.py").write_text(SLOW)
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(lazy, "_named", [])
    yield lazy.module("slow_to_load")
    sys.modules.pop("slow_to_load", None)


def test_a_module_is_loaded_at_its_first_use(slow):
    assert "slow_to_load" not in sys.modules

    assert slow.whole is True
    assert "slow_to_load" in sys.modules


def test_nobody_sees_half_a_module(slow):
    ready = Barrier(4)

    def use(_):
        ready.wait()
        return slow.whole

    with ThreadPoolExecutor(4) as pool:
        assert all(pool.map(use, range(4)))


def test_a_missing_name_is_missing(slow):
    with pytest.raises(AttributeError):
        _ = slow.nothing


def test_all_that_stands_aside_can_be_loaded_at_once(slow):
    lazy.load()

    assert "slow_to_load" in sys.modules


def test_a_web_server_starts_without_what_its_first_page_does_not_need():
    heavy = {"dbos", "httpx", "phonenumbers", "markdown_it", "stripe", "typst", "PIL", "limits"}
    names = subprocess.run(
        [sys.executable, "-c", "import portal.wsgi, sys; print(*sys.modules)"],
        capture_output=True,
        check=True,
        text=True,
    ).stdout.split()

    assert heavy.isdisjoint(names)
