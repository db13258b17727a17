"""Chromium, and the demo served by gunicorn with its worker."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, sync_playwright

from portal.demo.accounts import PASSPHRASE
from scripts import shots
from tests import serving
from tests.browser import demo
from tests.browser.watching import Watched

PATIENCE = 60_000  # milliseconds


@dataclass
class Site:
    """The running demo; `states` keeps who has signed in, for an address may not do it often."""

    address: str
    folder: Path
    database_url: str
    states: dict[str, Any] = field(default_factory=dict)


@pytest.fixture(scope="session")
def site(tmp_path_factory):
    folder = demo.copied(tmp_path_factory, "site")
    settings = shots.settings_of(folder)
    port = serving.free_port()
    with (
        serving.web(settings.database_url, folder, port=port, threads=4, GET_LIMITS="off") as web,
        serving.worker(settings.database_url, folder, port=port),
    ):
        yield Site(web.address, folder, settings.database_url)


@pytest.fixture(scope="session")
def chromium():
    with sync_playwright() as playwright:
        browser = shots.launch(playwright)
        yield browser
        browser.close()


class Windows:
    """Opens browsers on the site; each must have been silent when the test ends."""

    def __init__(self, chromium: Browser, site: Site) -> None:
        self.chromium, self.site = chromium, site
        self.opened: list[tuple[BrowserContext, Watched]] = []

    def open(
        self, *, width: int = 1280, scripts: bool = True, language: str = "fa", state: Any = None
    ) -> Watched:
        context = self.chromium.new_context(
            viewport={"width": width, "height": shots.WIDTHS[width]},
            java_script_enabled=scripts,
            base_url=self.site.address,
            reduced_motion="reduce",
            locale={"fa": "fa-IR", "en": "en-GB"}[language],
            storage_state=state,
        )
        context.set_default_timeout(PATIENCE)
        window = Watched.on(context)
        self.opened.append((context, window))
        return window

    def signed_in(self, email: str) -> Watched:
        """A window of this person, who signs in by the form the first time."""
        if email in self.site.states:
            return self.open(state=self.site.states[email])
        window = self.open()
        window.page.goto("/account/sign-in")
        window.page.fill("#identifier", email)
        window.page.fill("#password", PASSPHRASE)
        window.page.click("form.card button.btn--lg")
        window.page.wait_for_url("**/account")
        self.site.states[email] = window.page.context.storage_state()
        return window

    def close(self) -> dict[str, list[str]]:
        """The noise of each window that made some."""
        noise = {w.page.url: w.hush() for _context, w in self.opened if w.noise}
        for context, _window in self.opened:
            context.close()
        return noise


@pytest.fixture
def windows(chromium, site):
    made = Windows(chromium, site)
    yield made
    assert made.close() == {}
