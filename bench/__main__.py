"""`python -m bench [--db sqlite,postgresql] [--sizes 10000,100000]`: exit 1 when a limit is missed."""

import argparse
import shutil
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

import config
from bench import catalogue, figures, ground, orders, statements
from bench.pages import Chooser
from bench.report import Figure, Report
from bench.servers import serving
from portal.core import db, files
from tests import postgres

SCALE_LIMITS = {"listing": 1.25, "product": 1.25, "search": 1.25, "search_broad": 2.0}
DURABLE = ("max_connections=200", "shared_buffers=512MB", "effective_cache_size=4GB")


def one(url: str, size: int, folder: Path) -> tuple[Report, dict[str, float]]:
    """Every figure of one database at one size."""
    database = db.configure(url)
    files.configure(f"file://{folder}/files")
    report = Report(database.engine.dialect.name, size)
    catalogue.fill(url, size)
    ground.lay(database.engine)
    chooser = Chooser.of(database.engine, size)
    with ExitStack() as stack:
        ours = stack.enter_context(serving("portal.wsgi:app", "/", url, folder))
        bare = stack.enter_context(
            serving("bench.baseline:app", "/listing?category=none&sort=newest&page=1", url, folder)
        )
        figures.grounds(report, url, ours, bare, chooser)
        figures.browsing(report, ours, bare, chooser)
        own = figures.own_pages(ours, chooser)
        figures.selling(report, ours, bare)
        figures.race(report, ours)
        figures.weight(report, ours, chooser)
    orders.fill()
    statements.measure(report, url, chooser, f"file://{folder}/files")
    return report, own


def both_sizes(base: str, sizes: list[int], folder: Path) -> list[Figure]:
    """The sizes one after the other, then the larger against the smaller."""
    found: list[Figure] = []
    times = []
    for size in sizes:
        report, own = one(base.format(size=size), size, folder)
        found += report.figures
        times.append(own)
    if len(times) == 2:
        scale = Report(report.db, sizes[1])
        for name, limit in SCALE_LIMITS.items():
            scale.add(f"scale_{name}", times[1][name] / times[0][name], limit)
        found += scale.figures
    return found


def main() -> int:
    parser = argparse.ArgumentParser(prog="bench")
    parser.add_argument("--db", default="sqlite,postgresql")
    parser.add_argument("--sizes", default="10000,100000")
    given = parser.parse_args()
    sizes = [int(size) for size in given.sizes.split(",")]
    folder = Path(tempfile.mkdtemp(prefix="portal-bench-", dir=config.INSTANCE.parent))
    found: list[Figure] = []
    try:
        if "sqlite" in given.db:
            found += both_sizes(f"sqlite:///{folder}/{{size}}.db", sizes, folder)
        if "postgresql" in given.db:
            with postgres.server(settings=DURABLE) as server:
                found += both_sizes(_fresh(server), sizes, folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    missed = [figure for figure in found if not figure.is_met]
    print(f"{len(found) - len(missed)} of {len(found)} figures within their limits", flush=True)
    return 1 if missed else 0


def _fresh(server: str) -> str:
    """An URL pattern for databases named by size; they are made when first asked for."""
    root = server.rsplit("/", 1)[0]
    database = db.configure(server)
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        for size in (10_000, 100_000, 2_000):
            connection.exec_driver_sql(f"CREATE DATABASE bench_{size}")
    return f"{root}/bench_{{size}}"


if __name__ == "__main__":
    sys.exit(main())
