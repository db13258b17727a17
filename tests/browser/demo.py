"""The seeded demo as a folder: made once for all processes of a test run, then copied."""

import fcntl
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from scripts import shots


def template(factory: pytest.TempPathFactory) -> Path:
    """The folder of the demo; the first process that asks makes it."""
    base = factory.getbasetemp()
    shared = base.parent if base.name.startswith("popen-") else base
    folder = shared / "demo-template"
    with open(shared / "demo-template.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "ready").exists():
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
            fill = [sys.executable, "-m", "tests.browser.fill", str(folder)]
            subprocess.run(fill, check=True, cwd=shots.ROOT)
            (folder / "ready").touch()
    return folder


def copied(factory: pytest.TempPathFactory, name: str) -> Path:
    """A demo of the caller's own."""
    target = factory.mktemp("demo") / name
    shutil.copytree(template(factory), target)
    return target
