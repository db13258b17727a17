"""The client programs of PostgreSQL, found on PATH and run without a shell."""

import os
import shutil
import subprocess
from collections.abc import Sequence

from sqlalchemy import URL, make_url


class Unable(Exception):
    """It cannot be done here; the message says why and what to do."""


def run(name: str, url: str, *words: str) -> None:
    """Run pg_dump or pg_restore on the database of `url`; the password stays out of the words."""
    program = shutil.which(name)
    if program is None:
        raise Unable(f"{name} is not installed: Debian's package is postgresql-client")
    made = make_url(url)
    command = [program, "--no-password", *_where(made), *words]
    environment = os.environ | ({"PGPASSWORD": str(made.password)} if made.password else {})
    ran = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # noqa: S603 - no shell, our own words
    if ran.returncode:
        raise Unable(f"{name}: {ran.stderr.strip()[-1000:]}")


def _where(url: URL) -> Sequence[str]:
    facts = {
        "--dbname": url.database,
        "--host": url.host or url.query.get("host"),
        "--port": url.port,
        "--username": url.username,
    }
    return [f"{name}={value}" for name, value in facts.items() if value]
