"""What is committed: small files, and no trace of the machine it was written on."""

import re

import pytest

from tests.structure import source

LONGEST = 400
CODE = (".py", ".html", ".js", ".css", ".sh", ".typ")
TEXT = (*CODE, ".md", ".toml", ".cfg", ".txt", ".json", ".csv", ".in", ".lock", ".po", ".pot", "")
VENDORED = {"htmx.min.js", "axe.min.js"}
MACHINE = re.compile(
    r"/work/(?:main|shared)|/tmp/w/|/root/|/home/\w+|/opt/wheels|/Users/|[A-Z]:\\\\Users"
)
REGISTRY = re.compile(
    r"--(?:extra-)?index-url|--find-links|--trusted-host|"
    r"https?://[\w.-]*(?:artifactory|nexus|devpi|mirror|proxy|registry)[\w.-]*",
    re.IGNORECASE,
)
SECRET = re.compile(
    r"-----BEGIN [A-Z ]*PRIVATE KEY|\bsk_live_|\bwhsec_[A-Za-z0-9]{16}|\bghp_[A-Za-z0-9]{20}"
)


def lines_of(path):
    return path.read_text(encoding="utf-8").splitlines()


def text_files():
    return [path for path in source.named(*TEXT) if path.name not in VENDORED]


def test_every_file_can_be_read_in_one_sitting():
    long = {
        str(path.relative_to(source.ROOT)): len(lines_of(path))
        for path in source.named(*CODE)
        if path.name not in VENDORED
        and "migrations" not in path.parts  # tables written out in full
        and len(lines_of(path)) > LONGEST
    }

    assert long == {}


@pytest.mark.parametrize(
    "pattern", [MACHINE, REGISTRY, SECRET], ids=["machine", "registry", "secret"]
)
def test_nothing_tells_of_the_machine_or_its_keys(pattern):
    here = source.ROOT / "tests" / "structure" / "test_files.py"
    found = [
        f"{source.place(path, n)}: {line.strip()[:80]}"
        for path in text_files()
        if path != here
        for n, line in enumerate(lines_of(path), 1)
        if pattern.search(line)
    ]

    assert found == []


def test_no_work_is_left_for_later():
    later = re.compile(r"\b(?:TODO|FIXME|XXX|HACK)\b|NotImplementedError|[Ll]orem ipsum")
    here = source.ROOT / "tests" / "structure" / "test_files.py"
    found = [
        source.place(path, n)
        for path in source.named(*CODE)
        if path != here and path.name not in VENDORED
        for n, line in enumerate(lines_of(path), 1)
        if later.search(line)
    ]

    assert found == []


def test_the_top_level_holds_what_the_architecture_says():
    for name in ("config.py", "portal", "migrations", "translations", "static", "tests", "LICENSE"):
        assert (source.ROOT / name).exists(), name
