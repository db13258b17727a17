"""E-mail over SMTP, one connection a letter: `smtp://user:password@host:587?tls=1`, `smtps://...`."""

import hashlib
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from urllib.parse import parse_qs, unquote, urlsplit

from portal.core import clock
from portal.messaging.gateways.interface import (
    Deferred,
    Letter,
    Misconfigured,
    Undeliverable,
    Unreachable,
)

PERMANENT = 500  # from this reply code on, RFC 5321 4.2.1
TIMEOUT = 10.0  # seconds
PORTS = {"smtp": 25, "smtps": 465}


@dataclass(frozen=True, slots=True)
class SmtpEmail:
    """`mail_from` is the sender's address, `name` what readers see beside it.

    `patience`: seconds for each answer of the server.
    """

    url: str = field(repr=False)  # it may hold a password
    mail_from: str
    name: str
    is_outbox: bool = False
    patience: float = TIMEOUT

    def send(self, letter: Letter) -> None:
        """Speak SMTP. A letter's Message-ID is made of its key, so a second copy is recognised."""
        message = self._compose(letter)
        try:
            with self._connection() as server:
                server.send_message(message)
        except Misconfigured:
            raise
        except smtplib.SMTPRecipientsRefused as refusal:
            raise _fault(*next(iter(refusal.recipients.values()))) from refusal
        except smtplib.SMTPDataError as refusal:
            raise _fault(refusal.smtp_code, refusal.smtp_error) from refusal
        except smtplib.SMTPNotSupportedError as refusal:
            raise Undeliverable(str(refusal)) from refusal
        except smtplib.SMTPResponseException as refusal:  # our name, password or sender
            raise _refused(refusal) from refusal
        except (smtplib.SMTPException, OSError) as fault:
            raise Unreachable(repr(fault)) from fault

    def _compose(self, letter: Letter) -> EmailMessage:
        message = EmailMessage()
        try:
            message["To"] = Address(addr_spec=letter.recipient)
            message["Subject"] = " ".join(letter.subject.split())
        except (ValueError, IndexError, MessageError) as fault:
            raise Undeliverable(str(fault)) from fault
        message["From"] = Address(self.name, addr_spec=self.mail_from)
        message["Date"] = format_datetime(clock.now())
        message["Message-ID"] = _message_id(letter.key, self.mail_from)
        message["Auto-Submitted"] = "auto-generated"  # no "out of office" comes back
        message.set_content(letter.text)
        message.add_alternative(letter.html, subtype="html")
        return message

    @contextmanager
    def _connection(self) -> Iterator[smtplib.SMTP]:
        parts = urlsplit(self.url)
        host, port = parts.hostname or "localhost", parts.port or PORTS[parts.scheme]
        context = ssl.create_default_context()
        if parts.scheme == "smtps":
            server: smtplib.SMTP = smtplib.SMTP_SSL(
                host, port, timeout=self.patience, context=context
            )
        else:
            server = smtplib.SMTP(host, port, timeout=self.patience)
        try:
            self._introduce(server, context)
            yield server
        finally:
            server.close()  # without waiting for an answer to QUIT: the letter was taken

    def _introduce(self, server: smtplib.SMTP, context: ssl.SSLContext) -> None:
        """Encrypt and sign in as the address says. What the server lacks is no letter's fault."""
        parts = urlsplit(self.url)
        try:
            if parse_qs(parts.query).get("tls") == ["1"]:
                server.starttls(context=context)
            if parts.username:
                server.login(unquote(parts.username), unquote(parts.password or ""))
        except smtplib.SMTPNotSupportedError as lack:
            raise Misconfigured(str(lack)) from lack


def _fault(code: int, answer: bytes | str) -> Exception:
    """An answer about one letter."""
    kind = Undeliverable if code >= PERMANENT else Deferred
    return kind(_said(code, answer))


def _refused(refusal: smtplib.SMTPResponseException) -> Exception:
    """An answer about us, before any letter was spoken of."""
    kind = Misconfigured if refusal.smtp_code >= PERMANENT else Unreachable
    return kind(_said(refusal.smtp_code, refusal.smtp_error))


def _said(code: int, answer: bytes | str) -> str:
    said = answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer
    return f"{code} {said}"


def _message_id(key: str, mail_from: str) -> str:
    digest = hashlib.sha256(key.encode()).hexdigest()[:32]
    return f"<{digest}@{mail_from.rpartition('@')[2]}>"
