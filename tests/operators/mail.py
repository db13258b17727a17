"""A mail server (aiosmtpd) that keeps what it takes and has the bad habits of real ones."""

import asyncio
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

from tests.postgres import free_port

SIGNED_IN = AuthResult(success=True)


@dataclass
class Mailbox:
    """`refused`: an answer by step (MAIL, RCPT, DATA) or by the name before a recipient's @.

    `errors` and `cuts`: so many times the line is cut at that step, before it acted or after.
    `delay`: seconds before it answers to DATA.
    """

    refused: dict[str, str] = field(default_factory=dict)
    errors: Counter = field(default_factory=Counter)
    cuts: Counter = field(default_factory=Counter)
    delay: float = 0
    letters: list[EmailMessage] = field(default_factory=list)
    asked: Counter = field(default_factory=Counter)

    async def handle_MAIL(self, server, _session, envelope, address, options) -> str:  # noqa: N802
        if answer := self._before("MAIL", server):
            return answer
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 OK"

    async def handle_RCPT(self, server, _session, envelope, address, _options) -> str:  # noqa: N802
        if answer := self._before("RCPT", server):
            return answer
        if answer := self.refused.get(address.partition("@")[0]):
            return answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, _session, envelope) -> str:  # noqa: N802
        await asyncio.sleep(self.delay)
        if answer := self._before("DATA", server):
            return answer
        self.letters.append(message_from_bytes(envelope.content, policy=policy.default))
        if self.cuts["DATA"] > 0:
            self.cuts["DATA"] -= 1
            server.transport.abort()
        return "250 OK"

    def _before(self, step: str, server) -> str | None:
        """The answer of a server that does not act; None when it acts."""
        self.asked[step] += 1
        if self.errors[step] > 0:
            self.errors[step] -= 1
            server.transport.abort()
            return "421 gone"
        return self.refused.get(step)


@contextmanager
def serving(mailbox: Mailbox, port: int | None = None, **options):
    """The mailbox behind a port of its own, or the one given; gives the port."""
    controller = Controller(mailbox, hostname="127.0.0.1", port=port or free_port(), **options)
    controller.start()
    try:
        yield controller.port
    finally:
        controller.stop()
