"""`make shots`: every page at 390 and 1280 px in both languages, written to shots/.

    python -m scripts.shots [word ...]      only pages whose name holds one of the words

It seeds a demo of its own, serves it, and photographs it with Chromium.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, Playwright, sync_playwright
from playwright.sync_api import Page as Window

import config
from portal.app import create_app
from portal.core import db, files
from portal.i18n.languages import LANGUAGES
from scripts.shot_list import Page, pages
from scripts.shot_world import World, furnish
from tests import serving

ROOT = Path(__file__).resolve().parent.parent
SHOTS = ROOT / "shots"
CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip
WIDTHS = {390: 844, 1280: 900}
# Pictures below the fold and fonts are there before the photograph is.
SETTLE = """async () => {
  const pictures = [...document.images];
  for (const picture of pictures) picture.loading = 'eager';
  await Promise.all(pictures.map((picture) => picture.decode().catch(() => null)));
  await document.fonts.ready;
  return document.documentElement.scrollHeight;
}"""
SEED = "import config; from scripts import run; run.prepare(config.load())"


def settings_of(folder: Path, port: int = 8000) -> config.Settings:
    return replace(
        config.Settings(),
        gateways=("sandbox", "transfer"),
        database_url=f"sqlite:///{folder}/demo.db",
        storage_url=f"file://{folder}/files",
        public_url=f"http://localhost:{port}",  # the number of a machine has no passkeys
    )


def seed(folder: Path) -> None:
    """The demo of `make run` in a folder of its own, made by a process of its own."""
    settings = settings_of(folder)
    given = {"DATABASE_URL": settings.database_url, "STORAGE_URL": settings.storage_url}
    subprocess.run([sys.executable, "-c", SEED], check=True, cwd=ROOT, env=os.environ | given)


def listed(folder: Path) -> tuple[list[Page], World]:
    """All pages of the demo in `folder`, with the browsers that may see them."""
    settings = settings_of(folder)
    app = create_app(settings)
    db.configure(settings.database_url)
    files.configure(settings.storage_url)
    world = furnish()
    found = pages(app, world)
    db.current().engine.dispose()
    return found, world


def launch(playwright: Playwright) -> Browser:
    return playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))


def context_for(
    browser: Browser, world: World, who: str, address: str, width: int
) -> BrowserContext:
    """A browser window of this width, signed in as `who`."""
    context = browser.new_context(
        viewport={"width": width, "height": WIDTHS[width]}, reduced_motion="reduce"
    )
    context.add_cookies(
        [
            {"name": name, "value": value, "url": address}
            for name, value in world.cookies[who].items()
        ]
    )
    return context


@contextmanager
def photographer(browser: Browser, world: World, address: str) -> Iterator["Photographer"]:
    made = Photographer(browser, world, address)
    try:
        yield made
    finally:
        made.close()


class Photographer:
    """One window for every browser, kept open."""

    def __init__(self, browser: Browser, world: World, address: str) -> None:
        self.browser, self.world, self.address = browser, world, address
        self.windows: dict[str, Window] = {}

    def shoot(self, page: Page, language: str) -> None:
        """One visit, photographed at every width."""
        window = self.window(page.who)
        window.goto(self.address + LANGUAGES[language].prefix + page.path)
        for width, height in WIDTHS.items():
            window.set_viewport_size({"width": width, "height": height})
            tall = window.evaluate(SETTLE)  # as tall as the page: fixed bars stand at its end
            window.set_viewport_size({"width": width, "height": max(height, tall)})
            target = SHOTS / f"{page.name}-{language}-{width}.png"
            window.screenshot(path=target)

    def window(self, who: str) -> Window:
        if who not in self.windows:
            context = context_for(self.browser, self.world, who, self.address, min(WIDTHS))
            self.windows[who] = context.new_page()
        return self.windows[who]

    def close(self) -> None:
        for window in self.windows.values():
            window.context.close()


def main(words: list[str]) -> int:
    SHOTS.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="shots-") as name:
        folder = Path(name)
        seed(folder)
        found, world = listed(folder)
        wanted = [page for page in found if not words or any(word in page.name for word in words)]
        settings = settings_of(folder, port=serving.free_port())
        address, port = settings.public_url, urlsplit(settings.public_url).port
        with (
            serving.web(settings.database_url, folder, port=port, PUBLIC_URL=address),
            sync_playwright() as playwright,
        ):
            browser = launch(playwright)
            with photographer(browser, world, address) as camera:
                for page in wanted:
                    for language in LANGUAGES:
                        camera.shoot(page, language)
                    print(page.name, flush=True)
            browser.close()
    print(f"{len(wanted)} pages in shots/")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
