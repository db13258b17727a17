"""Typed settings from the environment. A secret has no default in production."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parent
INSTANCE = ROOT / "instance"
WEAK_SECRET = "development-only-not-a-secret"  # noqa: S105 - refused in production
SECRET_LENGTH = 32


class BadSetting(RuntimeError):
    """A setting is missing, weak or contradicts another; the message names it."""


@dataclass(frozen=True)
class Settings:
    """Everything the environment may say. `production` is strict about all of it."""

    production: bool = False
    testing: bool = False
    secret_key: str = WEAK_SECRET
    secret_key_fallbacks: tuple[str, ...] = ()
    database_url: str = f"sqlite:///{INSTANCE}/portal.db"
    storage_url: str = f"file://{INSTANCE}/files"
    public_url: str = "http://127.0.0.1:8000"
    trusted_hosts: tuple[str, ...] = ()
    trusted_proxy: bool = False
    limiter_url: str = "process://"
    get_limits: bool = True  # per-address limits of searches; the bench turns them off
    gateways: tuple[str, ...] = ("sandbox",)
    smtp_url: str = ""  # smtp://user:password@host:587?tls=1; empty: the outbox page only
    mail_from: str = "shop@example.com"
    sms_url: str = ""  # empty: the outbox page only
    brand_fa: str = "چهل‌زیتون"
    brand_en: str = "Forty Olives"
    executor_id: str = "local"
    demo: bool = True  # demo data and accounts may exist
    extra: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_https(self) -> bool:
        return urlsplit(self.public_url).scheme == "https"


def _flag(value: str) -> bool:
    return value.strip().lower() in {"1", "true", "yes", "on"}


def _words(value: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in value.split(",") if word.strip())


def load(environment: Mapping[str, str] | None = None) -> Settings:
    """Read the environment. Raises BadSetting, and never starts on a weak production setting."""
    env = os.environ if environment is None else environment
    production = env.get("PORTAL_ENV", "development") == "production"
    port = env.get("PORT", "8000")
    plain = Settings()
    settings = Settings(
        production=production,
        secret_key=env.get("SECRET_KEY", "" if production else WEAK_SECRET),
        secret_key_fallbacks=_words(env.get("SECRET_KEY_FALLBACKS", "")),
        database_url=env.get("DATABASE_URL", plain.database_url),
        storage_url=env.get("STORAGE_URL", plain.storage_url),
        public_url=env.get("PUBLIC_URL", f"http://127.0.0.1:{port}").rstrip("/"),
        trusted_hosts=_words(env.get("TRUSTED_HOSTS", "")),
        trusted_proxy=_flag(env.get("TRUSTED_PROXY", "")),
        limiter_url=env.get("LIMITER_URL", "process://"),
        get_limits=_flag(env.get("GET_LIMITS", "on")),
        gateways=_words(env.get("GATEWAYS", "" if production else "sandbox")),
        smtp_url=env.get("SMTP_URL", ""),
        mail_from=env.get("MAIL_FROM", plain.mail_from),
        sms_url=env.get("SMS_URL", ""),
        brand_fa=env.get("BRAND_FA", plain.brand_fa),
        brand_en=env.get("BRAND_EN", plain.brand_en),
        executor_id=env.get("EXECUTOR_ID", "local"),
        demo=not production,
    )
    if production:
        _refuse_weak(settings)
    return settings


def _refuse_weak(settings: Settings) -> None:
    """Production starts only when every promise of the settings can be kept (security W25)."""
    faults = {
        "SECRET_KEY": len(settings.secret_key) < SECRET_LENGTH
        or settings.secret_key == WEAK_SECRET,
        "PUBLIC_URL must be https": not settings.is_https,
        "TRUSTED_HOSTS": not settings.trusted_hosts,
        "GATEWAYS must not hold the sandbox": "sandbox" in settings.gateways,
        "GET_LIMITS must be on": not settings.get_limits,
    }
    found = [name for name, is_bad in faults.items() if is_bad]
    if found:
        raise BadSetting("refusing to start in production: " + "; ".join(found))
