"""Real SMTP: what arrives, what is refused, by whom, and what is never said in clear."""

import ssl
import subprocess
from contextlib import ExitStack
from dataclasses import replace

import pytest
from aiosmtpd.smtp import AuthResult

from portal.messaging.gateways import (
    Deferred,
    Letter,
    Misconfigured,
    SmtpEmail,
    Undeliverable,
    Unreachable,
)
from tests.operators import mail
from tests.operators.mail import Mailbox
from tests.postgres import free_port

LETTER = Letter("order_paid:a:email", "sara@example.com", "پرداخت رسید", "متن\n", "<p>متن</p>")


@pytest.fixture
def serve():
    """Start a mail server with this mailbox; gives its port."""
    with ExitStack() as running:
        yield lambda mailbox, **options: running.enter_context(mail.serving(mailbox, **options))


@pytest.fixture
def secure(tmp_path) -> ssl.SSLContext:
    """What a server encrypts with, under a certificate that it signed itself."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*_certificate(tmp_path))
    return context


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
    [("550 no such user", Undeliverable), ("451 greylisted", Deferred)],
)
@pytest.mark.parametrize("step", ["sara", "RCPT", "DATA"])
def test_the_servers_answer_says_whether_to_try_again(serve, answer, fault, step):
    with pytest.raises(fault, match=answer):
        sender(serve(Mailbox({step: answer}))).send(LETTER)


@pytest.mark.parametrize(
    ("answer", "fault"), [("530 who are you", Misconfigured), ("450 busy", Unreachable)]
)
def test_a_sender_that_is_refused_is_no_fault_of_the_letter(serve, answer, fault):
    with pytest.raises(fault, match=answer) as refusal:
        sender(serve(Mailbox({"MAIL": answer}))).send(LETTER)
    assert type(refusal.value) is fault


@pytest.mark.parametrize("step", ["MAIL", "RCPT", "DATA"])
def test_a_line_that_is_cut_says_nothing(serve, step):
    mailbox = Mailbox()
    mailbox.errors[step] = 1
    carrier = sender(serve(mailbox))
    with pytest.raises(Unreachable):
        carrier.send(LETTER)
    assert mailbox.letters == []
    carrier.send(LETTER)
    assert len(mailbox.letters) == 1


def test_a_server_that_is_slow_is_not_waited_for(serve):
    mailbox = Mailbox(delay=0.5)
    with pytest.raises(Unreachable, match="timed out"):
        replace(sender(serve(mailbox)), patience=0.1).send(LETTER)


@pytest.mark.asvs("1.3.11")
@pytest.mark.parametrize(
    "recipient",
    ["", "no address", "two@example.com\nBcc: all@example.com", "a@b@c", "سارا@example.com"],
)
def test_an_address_that_is_none_is_refused_for_good(serve, recipient):
    mailbox = Mailbox()
    with pytest.raises(Undeliverable):
        sender(serve(mailbox)).send(Letter("a", recipient, "s", "t", "h"))
    assert mailbox.letters == []


@pytest.mark.asvs("1.3.11")
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
    with pytest.raises(Misconfigured, match="STARTTLS"):
        sender(serve(mailbox), "?tls=1").send(LETTER)
    assert mailbox.letters == []


def test_a_letter_goes_encrypted_where_tls_is_asked_for(serve, secure, monkeypatch, tmp_path):
    mailbox = Mailbox()
    port = serve(mailbox, tls_context=secure, require_starttls=True)
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "certificate.pem"))
    sender(port, "?tls=1").send(LETTER)
    assert len(mailbox.letters) == 1


def test_a_server_that_asks_for_tls_does_not_lose_the_letters_that_have_none(serve, secure):
    mailbox = Mailbox()
    with pytest.raises(Misconfigured, match="STARTTLS"):
        sender(serve(mailbox, tls_context=secure, require_starttls=True)).send(LETTER)


@pytest.mark.asvs("12.3.2")
def test_a_certificate_of_another_server_is_not_trusted(serve, secure, monkeypatch, tmp_path):
    mailbox = Mailbox()
    port = serve(mailbox, tls_context=secure)
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "certificate.pem"))
    stranger = SmtpEmail(f"smtp://localhost:{port}?tls=1", "shop@zeytoun.example", "shop")
    with pytest.raises(Unreachable, match="CERTIFICATE_VERIFY_FAILED"):
        stranger.send(LETTER)
    assert mailbox.letters == []


@pytest.mark.asvs("12.3.2")
def test_a_certificate_that_nobody_signed_is_not_trusted(serve, secure):
    mailbox = Mailbox()
    port = serve(mailbox, tls_context=secure)
    with pytest.raises(Unreachable, match="CERTIFICATE_VERIFY_FAILED"):
        sender(port, "?tls=1").send(LETTER)
    assert mailbox.letters == []


def test_a_wrong_password_lets_letters_wait_and_is_not_said(serve):
    mailbox = Mailbox()
    port = serve(
        mailbox,
        authenticator=lambda *_: AuthResult(success=False, handled=False),
        auth_require_tls=False,
    )
    stranger = SmtpEmail(f"smtp://shop:p4ss@127.0.0.1:{port}", "shop@zeytoun.example", "shop")
    with pytest.raises(Misconfigured, match="535") as refusal:
        stranger.send(LETTER)
    assert "p4ss" not in str(refusal.value) + repr(stranger)


def test_a_server_that_knows_no_passwords_lets_letters_wait(serve):
    carrier = SmtpEmail(f"smtp://shop:p4ss@127.0.0.1:{serve(Mailbox())}", "shop@a.example", "shop")
    with pytest.raises(Misconfigured, match="AUTH"):
        carrier.send(LETTER)


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


def _certificate(folder) -> tuple[str, str]:
    key, certificate = str(folder / "key.pem"), str(folder / "certificate.pem")
    command = "openssl req -x509 -newkey rsa:2048 -nodes -days 1 -subj /CN=127.0.0.1"
    names = ["-addext", "subjectAltName=IP:127.0.0.1", "-addext", "keyUsage=digitalSignature"]
    files = ["-keyout", key, "-out", certificate]
    subprocess.run([*command.split(), *names, *files], check=True, capture_output=True)
    return certificate, key
