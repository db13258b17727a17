"""D01-D04: settings, secrets, and how the world reaches us."""

import socket
import ssl
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import config
from config import Settings
from portal.core import clock
from portal.inspection.checks import Level, Offence
from portal.inspection.doctor.ground import Question, is_open_to_others

SOON = timedelta(days=14)
SECONDS = 3.0


def weak(settings: Settings) -> Iterable[Offence]:
    """In development a warning: so it would not start in production."""
    return [{"setting": name} for name in config.weak(settings)]


def readable_secrets(_settings: Settings) -> Iterable[Offence]:
    return [{"file": path} for path in config.secret_files() if is_open_to_others(path)]


def silent(settings: Settings) -> Iterable[Offence]:
    """What people would miss: a way to pay, mail, text messages."""
    missing = {
        "GATEWAYS: nobody can pay": not settings.gateways,
        "SMTP_URL: mail stays in the outbox": not settings.smtp_url,
    }
    return [{"setting": name} for name, is_missing in missing.items() if is_missing]


def unproxied(settings: Settings) -> Iterable[Offence]:
    """Behind a proxy every visitor would have its address; limits would meet all of them."""
    if not settings.production:
        return []
    faults = {
        "TRUSTED_PROXY is off: right only where no proxy ends TLS": not settings.trusted_proxy,
        "LIMITER_URL: each process counts for itself": settings.limiter_url == "process://",
    }
    return [{"setting": name} for name, is_bad in faults.items() if is_bad]


def certificate(settings: Settings) -> Iterable[Offence]:
    """The certificate of PUBLIC_URL, as a browser would see it from here."""
    if not settings.is_https:
        return [] if not settings.production else [{"address": "not https"}]
    address = urlsplit(settings.public_url)
    host, port = address.hostname or "", address.port or 443
    try:
        ends = _end_of(host, port)
    except (OSError, ssl.SSLError) as error:
        return [{"host": host, "is": f"not reached from here: {error}"}]
    return [{"host": host, "ends": ends.isoformat()}] if ends < clock.now() + SOON else []


def _end_of(host: str, port: int) -> datetime:
    context = ssl.create_default_context()
    with (
        socket.create_connection((host, port), timeout=SECONDS) as plain,
        context.wrap_socket(plain, server_hostname=host) as wrapped,
    ):
        found = wrapped.getpeercert() or {}
    return datetime.fromtimestamp(ssl.cert_time_to_seconds(str(found["notAfter"])), tz=UTC)


QUESTIONS = (
    Question("D01", "the settings are those of production", weak, Level.WARNING),
    Question("D02", "files of secrets are closed to others", readable_secrets),
    Question("D03", "people can pay and are written to", silent, Level.WARNING),
    Question("D04", "the proxy is named, and limits are shared", unproxied, Level.WARNING),
    Question("D04", "the certificate is good for two more weeks", certificate, Level.WARNING),
)
