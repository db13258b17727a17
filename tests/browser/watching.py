"""A browser window that keeps what went wrong in it: console, errors, missing files, CSP reports."""

from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Request, Response

AXE = (Path(__file__).resolve().parent.parent / "vendor" / "axe.min.js").read_text(encoding="utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RUN_AXE = """async (tags) => {
  const found = await axe.run(document, {runOnly: {type: 'tag', values: tags}, resultTypes: ['violations']});
  return found.violations.map(v => `${v.id}: ${v.help} @ ` +
    v.nodes.slice(0, 3).map(n => n.target.join(' ') + ' ' + n.html.slice(0, 160)).join(' | '));
}"""
# Answers that a page may give by design; Chromium writes every one of them to its console.
EXPECTED_STATUS = {400, 404, 405, 409, 422}


@dataclass
class Watched:
    """A window and the noise it made."""

    page: Page
    noise: list[str] = field(default_factory=list)

    @classmethod
    def on(cls, context: BrowserContext) -> "Watched":
        watched = cls(context.new_page())
        watched.page.on("console", watched._console)
        watched.page.on("pageerror", lambda error: watched.noise.append(f"error: {error}"))
        watched.page.on("requestfailed", watched._failed)
        watched.page.on("response", watched._answered)
        return watched

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and "Failed to load resource" not in message.text:
            self.noise.append(f"console {message.type}: {message.text}")

    def _failed(self, request: Request) -> None:
        if "ERR_ABORTED" not in (request.failure or ""):  # a page left before its pictures came
            self.noise.append(f"failed: {request.url} {request.failure}")

    def _answered(self, response: Response) -> None:
        if response.request.url.endswith("/csp-report"):
            self.noise.append(f"csp: {response.request.post_data}")
        is_page = response.request.resource_type in {"document", "xhr", "fetch"}
        if response.status >= 500 or (
            response.status >= 400 and not (is_page and response.status in EXPECTED_STATUS)
        ):
            self.noise.append(f"{response.status}: {response.url}")

    def hush(self) -> list[str]:
        """The noise so far; forgotten afterwards."""
        made, self.noise = self.noise, []
        return made

    def violations(self) -> list[str]:
        """What axe-core finds on the page as it stands."""
        self.page.evaluate(AXE)
        found: list[str] = self.page.evaluate(RUN_AXE, RULES)
        return found
