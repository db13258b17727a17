"""The table of docs/security.md is true, and the count of `make test` cannot be bought cheaply."""

import re

import pytest

from scripts import asvs as script
from tests import asvs
from tests.structure import source

pytest_plugins = ["pytester"]


def test_the_table_is_that_of_the_marks():
    text = script.DOCUMENT.read_text(encoding="utf-8")
    assert script.written(text) == text, "python -m scripts.asvs"
    assert script.BEGIN in text


def test_a_control_has_a_test_or_a_reason_and_never_both():
    found = script.proofs()
    for one in asvs.controls().values():
        assert (one.number in found) != bool(one.missing), one.number
    assert found.keys() <= asvs.controls().keys()
    assert len(asvs.controls()) == 134


def test_every_path_that_the_document_names_exists():
    text = script.DOCUMENT.read_text(encoding="utf-8").partition(script.BEGIN)[0]
    named = re.findall(r"`((?:portal|tests|ops|scripts|docs|static)/[\w./-]+)`", text)
    assert len(named) > 30
    assert [path for path in named if not (source.ROOT / path).exists()] == []


def report(outcome, *numbers, when="call"):
    return pytest.TestReport(
        "tests/x.py::test", ("x", 1, "x"), {}, outcome, None, when,
        user_properties=[("asvs", list(numbers))],
    )  # fmt: skip


def tallied(*reports):
    tally = asvs.Tally()
    for one in reports:
        tally.note(one)
    return tally.proved


def test_one_failure_or_skip_takes_a_number_away():
    assert tallied(report("passed", "8.2.1", "8.4.1")) == {"8.2.1", "8.4.1"}
    assert tallied(report("passed", "8.2.1"), report("failed", "8.2.1")) == set()
    assert tallied(report("skipped", "8.2.1", when="setup"), report("passed", "8.2.1")) == set()
    assert tallied(report("passed", "8.2.1"), report("failed", "8.2.1", when="teardown")) == set()
    assert tallied(report("passed", "8.2.1", when="setup")) == set()


def test_the_table_names_what_is_there_and_what_is_not():
    lines = asvs.table({"8.2.1", "11.3.3"})
    assert lines[0] == ("ASVS 5.0, level 2, group A: 2 of 134 controls have a passing marked test")
    assert "  V8 Authorisation, 1/5: 8.2.1; none: 8.2.2 8.2.3 8.3.1 8.4.1" in lines
    assert "  V11 Cryptography, 1/2: 11.3.3; none: 11.4.2" in lines


@pytest.mark.slow
@pytest.mark.parametrize("workers", ["0", "2"])
def test_a_run_prints_it_with_and_without_xdist(pytester, monkeypatch, workers):
    monkeypatch.setenv("PYTHONPATH", str(source.ROOT))
    pytester.makepyfile(
        """
        import pytest
        @pytest.mark.asvs("8.2.1")
        def test_good(): pass
        @pytest.mark.asvs("8.4.1")
        @pytest.mark.parametrize("n", [1, 0])
        def test_half(n): assert n
        """
    )
    ran = pytester.runpytest_subprocess("-p", "tests.asvs", "-n", workers)
    ran.stdout.fnmatch_lines(
        ["ASVS 5.0, level 2, group A: 1 of 134 controls*", "*V8*1/5: 8.2.1; none: *"]
    )


def test_an_unknown_number_stops_the_collection(pytester):
    pytester.makepyfile("import pytest\n@pytest.mark.asvs('8.9.9')\ndef test_it(): pass")
    ran = pytester.runpytest_inprocess("-p", "tests.asvs", "-p", "no:xdist")
    assert ran.ret == pytest.ExitCode.USAGE_ERROR
    ran.stderr.fnmatch_lines(["*ASVS group A has no 8.9.9*"])
