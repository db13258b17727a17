"""The figures, each as the issue names it."""

import gzip
import json
import os
import re
import statistics
import subprocess
import sys
from collections import Counter
from itertools import count
from pathlib import Path
from threading import Barrier

from sqlalchemy import select

from bench import ground, rounds, shopper
from bench.client import Browser, timed, together
from bench.inside import Inside
from bench.pages import COUNT, Chooser
from bench.report import Report
from bench.servers import Server
from bench.writer import writing
from config import Settings
from portal.app import create_app
from portal.catalog.models import Offer
from portal.core import db

BUYERS, UNITS = 200, 20
PATIENCE = 300  # seconds until the last of the buyers stands before the button
STATIC = Path("static")


def browsing(report: Report, ours: Server, bare: Server, chooser: Chooser) -> None:
    """Listing, product, search against the bare pages, a writer at work meanwhile."""
    with writing() as changes:
        for concurrency in (1, 8):
            pairs = [chooser.listing() for _ in range(COUNT)]
            found = rounds.against(
                ours.port,
                bare.port,
                lambda _n, p=pairs: [a for a, _ in p],
                lambda _n, p=pairs: [b for _, b in p],
                concurrency,
            )
            report.add("listing", found.ratio, 3.0, c=concurrency)
            report.say(
                "listing_ms",
                concurrency=concurrency,
                ours=round(found.ours, 2),
                bare=round(found.bare, 2),
            )
            if concurrency == 1:
                report.add("bare_listing_ms", found.bare, 4.0, unit="ms")
            filtered = rounds.against(
                ours.port, bare.port,
                lambda _n: rounds.each(COUNT, chooser.filtered), lambda _n, p=pairs: [b for _, b in p], concurrency,
            )  # fmt: skip
            report.add("listing_filtered", filtered.ratio, 8.0, c=concurrency)
            report.say(
                "listing_filtered_ms",
                concurrency=concurrency,
                ours=round(filtered.ours, 2),
                bare=round(filtered.bare, 2),
            )
        report.say("writer", changes=changes[0])
    _pair(report, "product", 4.0, ours, bare, [chooser.product() for _ in range(COUNT)])
    _pair(report, "search", 3.0, ours, bare, [chooser.search() for _ in range(COUNT)])
    deep = rounds.against(
        ours.port, ours.port, lambda _n: ["/shop?page=200"] * 20, lambda _n: ["/shop?page=1"] * 20
    )
    report.add("listing_deep", deep.ratio, 1.3)


def _pair(
    report: Report,
    name: str,
    limit: float,
    ours: Server,
    bare: Server,
    pairs: list[tuple[str, str]],
) -> None:
    found = rounds.against(
        ours.port, bare.port, lambda _n: [a for a, _ in pairs], lambda _n: [b for _, b in pairs]
    )
    report.add(name, found.ratio, limit)
    report.say(f"{name}_ms", ours=round(found.ours, 2), bare=round(found.bare, 2))


def grounds(report: Report, url: str, ours: Server, bare: Server, chooser: Chooser) -> None:
    """What the bare pages do and weigh, beside ours: query plans, bytes of one page of each."""
    plans = subprocess.run(
        [sys.executable, "-m", "bench.plans"],
        env=os.environ | {"DATABASE_URL": url},
        capture_output=True,
        check=True,
    )
    report.say("bare_plans", **json.loads(plans.stdout))
    for name in ("listing", "product", "search"):
        mine, theirs = getattr(chooser, name)()
        sizes = (
            len(Browser(server.port).get(path).body)
            for server, path in ((ours, mine), (bare, theirs))
        )
        report.say(f"{name}_bytes", **dict(zip(("ours", "bare"), sizes, strict=True)))


def own_pages(ours: Server, chooser: Chooser) -> dict[str, float]:
    """Milliseconds of our own pages at this size, for the scale figures."""
    kinds = {
        "listing": lambda: chooser.listing()[0],
        "product": lambda: chooser.product()[0],
        "search": lambda: chooser.search()[0],
        "search_broad": lambda: chooser.search(is_broad=True)[0],
    }
    return {
        name: statistics.median(rounds.page(ours.port, rounds.each(COUNT * 4, make), 1)[COUNT:])
        for name, make in kinds.items()
    }


def _offers(number: int) -> list[list[str]]:
    """Offers with plenty of stock, three a basket from two firms."""
    wanted = select(Offer.public_id, Offer.firm_id).where(Offer.on_hand - Offer.reserved >= 100)
    with db.reading() as session:
        rows = session.execute(wanted.limit(number * 6)).all()
    by_firm: dict[int, list[str]] = {}
    for public_id, firm_id in rows:
        by_firm.setdefault(firm_id, []).append(public_id)
    firms = [offers for offers in by_firm.values() if len(offers) >= 2]
    return [[*firms[i % len(firms)][:2], firms[(i + 1) % len(firms)][0]] for i in range(number)]


def selling(report: Report, ours: Server, bare: Server) -> None:
    """Adding to the basket, and the way from the address to the paid order."""
    baskets = _offers(60)
    adding, plain = [], []
    for index, basket in enumerate(baskets):
        buyer, raw = Browser(ours.port), Browser(bare.port)
        shopper.fill(buyer, basket[:1])
        for offer in basket[1:]:
            adding.append(timed(lambda: buyer.post("/cart/add", {"offer": offer, "quantity": "1"})))
            plain.append(timed(lambda: raw.post("/cart", {"cart": str(index), "offer": offer})))
    report.add("cart_add", statistics.median(adding) / statistics.median(plain), 4.0)
    report.say(
        "cart_add_ms",
        ours=round(statistics.median(adding), 2),
        bare=round(statistics.median(plain), 2),
    )
    _checkout(report, ours, bare, baskets)


def _checkout(report: Report, ours: Server, bare: Server, baskets: list[list[str]]) -> None:
    mobiles = (f"0912{n:07d}" for n in count(1_000_000))
    steps = _rows_of_each_step(baskets[0], next(mobiles))
    paid, plain = [], []
    for basket in baskets[:40]:
        buyer, raw = Browser(ours.port), Browser(bare.port)
        shopper.fill(buyer, basket)
        paid.append(timed(lambda: list(shopper.whole(buyer, next(mobiles)))))
        plain.append(timed(lambda: [_bare_step(raw, rows) for rows in steps]))
    report.add("checkout", statistics.median(paid) / statistics.median(plain), 5.0)
    report.say(
        "checkout_ms",
        ours=round(statistics.median(paid), 1),
        bare=round(statistics.median(plain), 1),
        requests=len(steps),
    )


def _bare_step(raw: Browser, rows: str) -> None:
    reply = (
        raw.post("/write", {"rows": rows})
        if rows
        else raw.get("/listing?category=none&sort=newest&page=1")
    )
    if reply.status not in {200, 303}:
        raise shopper.Unexpected(f"bare: {reply.status}")


def _rows_of_each_step(basket: list[str], mobile: str) -> list[str]:
    """One checkout in this process: which rows each request left or changed.

    It is the baseline's work order, which writes a changed row as a new one.
    """
    engine = db.current().engine
    app = create_app(Settings(database_url=db.current().url, get_limits=False))
    buyer = Inside(app.test_client())
    shopper.fill(buyer, basket)
    before, steps = _sizes(), []
    for _step in shopper.whole(buyer, mobile):
        after = _sizes()
        written = Counter(after) - Counter(before) + buyer.seen[-1].changed
        steps.append(ground.copies(engine, written) if written else "")
        before = after
    return steps


def _sizes() -> dict[str, int]:
    with db.current().engine.connect() as connection:
        return ground.sizes(connection)


def race(report: Report, ours: Server) -> None:
    """200 buyers, 20 units: each fills a basket, then all place at once."""
    offer, ready = _scarce(), Barrier(BUYERS)

    def buy(index: int) -> list[float]:
        browser = Browser(ours.port)
        shopper.fill(browser, [offer])
        last = list(shopper.to_review(browser, f"0913{index:07d}"))[-1]
        ready.wait(PATIENCE)
        reply = shopper.place(browser, last.reply)
        return [303 if reply.status == 303 and "/bank/" in reply.location else float(reply.status)]

    answers = together(BUYERS, buy)
    sold = sum(answer == 303 for answer in answers)
    refused = sum(answer == 409 for answer in answers)
    report.exactly("race_sold", sold, UNITS)
    report.exactly("race_refused", refused, BUYERS - UNITS)
    report.exactly("race_other", len(answers) - sold - refused, 0)


def _scarce() -> str:
    with db.transaction() as session:
        offer = session.scalars(
            select(Offer).where(Offer.reserved == 0, Offer.on_hand >= 100).limit(1)
        ).one()
        offer.on_hand = UNITS
        return offer.public_id


def weight(report: Report, ours: Server, chooser: Chooser) -> None:
    """Gzip kilobytes of HTML, CSS, JavaScript and fonts of the home page and a listing."""
    browser = Browser(ours.port)
    for name, path in (("home_kb", "/"), ("listing_kb", chooser.listing()[0])):
        page = browser.get(path).body
        total = len(gzip.compress(page)) + sum(
            _packed(browser, link) for link in _assets(page.decode())
        )
        report.add(name, total / 1024, 120, unit="KiB")
    report.add("rss_mb", ours.worker_rss_mb(), 150, unit="MiB")
    report.add("cold_start_s", ours.cold_start_s, 2.0, unit="s")


def _assets(page: str) -> list[str]:
    screen = [
        tag for tag in re.findall(r"<(?:link|script)[^>]*>", page) if 'media="print"' not in tag
    ]
    found = [
        m.group(1) for tag in screen if (m := re.search(r'(?:href|src)="(/static/[^"]*)"', tag))
    ]
    return [link for link in found if not link.endswith(".svg") and ".svg?" not in link]


def _packed(browser: Browser, path: str) -> int:
    body = browser.get(path).body
    return len(body) if ".woff2" in path else len(gzip.compress(body))
