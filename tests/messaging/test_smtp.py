"""Real SMTP: what arrives, what is refused, and an outage that loses nothing."""

import ssl
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
from sqlalchemy import func, select

from portal.core import db, jobs
from portal.messaging import gateways
from portal.messaging.gateways import Letter, SmtpEmail, Undeliverable, Unreachable
from portal.messaging.models import Message, MessageState
from portal.messaging.notices import JOB, notify
from portal.messaging.sending import send
from portal.worker import rendering
from tests.messaging.facts import LEAST
from tests.postgres import free_port
from tests.working import wait_until, worker

LETTER = Letter("order_paid:a:email", "sara@example.com", "پرداخت رسید", "متن\n", "<p>متن</p>")


class Mailbox:
    """A mail server's handler: keeps what it takes, refuses the recipients it is told to."""

    def __init__(self, **refused: str) -> None:
        self.letters: list[EmailMessage] = []
        self.refused = refused

    async def handle_RCPT(self, _server, _session, envelope, address, _options) -> str:  # noqa: N802
        if answer := self.refused.get(address.partition("@")[0]):
            return answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server, _session, envelope) -> str:  # noqa: N802
        if answer := self.refused.get("data"):
            return answer
        self.letters.append(message_from_bytes(envelope.content, policy=policy.default))
        return "250 OK"


@pytest.fixture
def serve():
    """Start a mail server with this handler; gives its port."""
    running: list[Controller] = []

    def start(handler: Mailbox, port: int | None = None, **options) -> int:
        controller = Controller(handler, hostname="127.0.0.1", port=port or free_port(), **options)
        controller.start()
        running.append(controller)
        return controller.port

    yield start
    for controller in running:
        controller.stop()


def sender(port: int, rest: str = "") -> SmtpEmail:
    return SmtpEmail(f"smtp://127.0.0.1:{port}{rest}", "shop@zeytoun.example", "چهل‌زیتون")


def test_a_letter_arrives_whole(serve):
    mailbox = Mailbox()
    sender(serve(mailbox)).send(LETTER)
    (letter,) = mailbox.letters
    assert letter["Subject"] == "پرداخت رسید"
    assert letter["To"] == "sara@example.com"
    assert letter["From"].addresses[0].display_name == "چهل‌زیتون"
    assert letter["Auto-Submitted"] == "auto-generated"
    assert letter.get_body(("plain",)).get_content().strip() == "متن"
    assert letter.get_body(("html",)).get_content().strip() == "<p>متن</p>"


def test_two_copies_of_a_message_carry_the_same_name(serve):
    mailbox = Mailbox()
    carrier = sender(serve(mailbox))
    for _ in range(2):
        carrier.send(LETTER)
    carrier.send(Letter("other", "sara@example.com", "a", "b", "c"))
    first, second, other = (letter["Message-ID"] for letter in mailbox.letters)
    assert first == second != other
    assert first.endswith("@zeytoun.example>")


@pytest.mark.parametrize(
    ("answer", "fault"),
    [("550 no such user", Undeliverable), ("451 greylisted", Unreachable)],
)
@pytest.mark.parametrize("step", ["sara", "data"])
def test_the_servers_answer_says_whether_to_try_again(serve, answer, fault, step):
    with pytest.raises(fault, match=answer):
        sender(serve(Mailbox(**{step: answer}))).send(LETTER)


@pytest.mark.parametrize(
    "recipient",
    ["", "no address", "two@example.com\nBcc: all@example.com", "a@b@c", "سارا@example.com"],
)
def test_an_address_that_is_none_is_refused_for_good(serve, recipient):
    mailbox = Mailbox()
    with pytest.raises(Undeliverable):
        sender(serve(mailbox)).send(Letter("a", recipient, "s", "t", "h"))
    assert mailbox.letters == []


def test_a_line_break_in_a_subject_adds_no_header(serve):
    mailbox = Mailbox()
    letter = Letter("a", "sara@example.com", "one\nBcc: all@example.com", "t", "h")
    sender(serve(mailbox)).send(letter)
    assert mailbox.letters[0]["Bcc"] is None


def test_a_server_that_is_away_is_unreachable():
    with pytest.raises(Unreachable):
        sender(free_port()).send(LETTER)


def test_a_server_without_tls_does_not_get_the_letter_in_clear(serve):
    mailbox = Mailbox()
    with pytest.raises((Undeliverable, Unreachable)):
        sender(serve(mailbox), "?tls=1").send(LETTER)
    assert mailbox.letters == []


def test_a_certificate_that_nobody_signed_is_not_trusted(serve, tmp_path):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*_certificate(tmp_path))
    mailbox = Mailbox()
    port = serve(mailbox, tls_context=context)
    with pytest.raises(Unreachable, match="CERTIFICATE_VERIFY_FAILED"):
        sender(port, "?tls=1").send(LETTER)
    assert mailbox.letters == []


def test_a_name_and_password_in_the_address_are_used(serve):
    seen: list[tuple[bytes, bytes]] = []

    def authenticate(_server, _session, _envelope, _mechanism, told) -> AuthResult:
        seen.append((told.login, told.password))
        return AuthResult(success=True)

    mailbox = Mailbox()
    port = serve(mailbox, authenticator=authenticate, auth_require_tls=False)
    url = f"smtp://shop%40zeytoun.example:p%3Ass@127.0.0.1:{port}"
    SmtpEmail(url, "shop@zeytoun.example", "shop").send(LETTER)
    assert seen == [(b"shop@zeytoun.example", b"p:ss")]


@pytest.mark.usefixtures("database")
def test_an_outage_loses_no_message_and_doubles_none(serve):
    """The server is away while 30 orders are paid, and comes back."""
    port = free_port()
    gateways.configure(
        smtp_url=f"smtp://127.0.0.1:{port}", mail_from="shop@zeytoun.example", name="shop"
    )
    for n in range(30):
        with db.transaction() as session:
            notify(
                session,
                kind="order_paid_buyer",
                key=f"order_paid:{n}",
                language="fa",
                facts=LEAST["order_paid_buyer"],
                email=f"buyer{n}@example.com",
            )
    mailbox = Mailbox()
    handlers = {JOB: lambda keys: send(keys, render=rendering.render)}
    with worker(handlers, delays=(1, 1, 1, 1, 1)):
        wait_until(lambda: _tried() == 30)
        serve(mailbox, port)
        wait_until(lambda: not jobs.waiting(limit=1))
    gateways.configure()
    assert sorted(letter["To"] for letter in mailbox.letters) == sorted(
        f"buyer{n}@example.com" for n in range(30)
    )
    with db.reading() as session:
        states = session.scalars(select(Message.state).distinct()).all()
    assert states == [MessageState.SENT]
    assert jobs.failed() == []


def _tried() -> int:
    with db.reading() as session:
        return session.scalar(select(func.count()).where(Message.tries > 0)) or 0


def _certificate(folder) -> tuple[str, str]:
    import subprocess

    key, certificate = str(folder / "key.pem"), str(folder / "certificate.pem")
    subprocess.run(
        [
            "openssl",
            "req",
            "-x509",
            "-newkey",
            "rsa:2048",
            "-nodes",
            "-days",
            "1",
            "-subj",
            "/CN=127.0.0.1",
            "-keyout",
            key,
            "-out",
            certificate,
        ],
        check=True,
        capture_output=True,
    )
    return certificate, key
