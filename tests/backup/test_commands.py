"""`flask backup` and `flask restore` as an administrator types them."""

import os
import subprocess
import sys

import pytest

import config
from portal.core import db


@pytest.fixture
def flask(shop, database_url, tmp_path):
    """Run a command on the shop, or on another database."""

    def run(*words, url=database_url, files="files"):
        return subprocess.run(
            [sys.executable, "-m", "flask", "--app", "portal.cli:app()", *words],
            env={
                "PATH": os.environ["PATH"], "DATABASE_URL": url,
                "STORAGE_URL": f"file://{tmp_path}/{files}", "BACKUP_DIR": f"{tmp_path}/backups",
            },
            cwd=config.ROOT, capture_output=True, text=True, check=False,
        )  # fmt: skip

    return run


def test_back_up_and_restore_by_the_command_line(flask, elsewhere):
    made = flask("backup")
    assert made.returncode == 0, made.stderr
    folder = made.stdout.strip()
    refused = flask("restore", folder)
    assert (refused.returncode, "not empty" in refused.stderr) == (2, True)
    db.current().engine.dispose()
    done = flask("restore", folder, url=elsewhere[0], files="other")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "I01 fine" in done.stdout


def test_a_spoilt_backup_ends_with_two(flask, tmp_path):
    folder = flask("backup").stdout.strip()
    os.remove(f"{folder}/manifest.json")
    ran = flask("restore", folder)
    assert (ran.returncode, "manifest.json" in ran.stderr) == (2, True)
