"""Typed settings from the environment. A secret has no default in production."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from portal.core import identifiers

ROOT = Path(__file__).resolve().parent
INSTANCE = ROOT / "instance"
WEAK_SECRET = "development-only-not-a-secret"  # noqa: S105 - refused in production
WEAK_FACTOR_KEY = "development-only-seals-nothing"
SECRET_LENGTH = 32
SECRETS = frozenset(
    {
        "SECRET_KEY", "FACTOR_KEY", "AUDIT_KEY", "AUDIT_KEY_FALLBACKS", "SMTP_URL",
        "ZARINPAL_MERCHANT_ID", "ZARINPAL_ACCESS_TOKEN", "KAVENEGAR_API_KEY",
        "STRIPE_SECRET_KEY", "STRIPE_WEBHOOK_SECRETS", "METRICS_TOKEN", "S3_KEY_ID", "S3_SECRET",
        "DATABASE_URL",
    }
)  # fmt: skip
MOST_HOURS = 168  # goods of one order kept from all others
MERCHANT_LENGTH = 36  # a UUID, as ZarinPal writes it
SMS_GATEWAYS = ("outbox", "kavenegar")
THIS_MACHINE = {"localhost", "127.0.0.1", "::1"}
STRIPE_KEY = re.compile(r"[rs]k_(?:live|test)_\w+")
OFFERED, REQUIRED = "offered", "required"
# An account that nobody has: the bank "000", and a card whose first digits no bank was given.
DEMO_ACCOUNT = {
    "TRANSFER_HOLDER": "کنسرسیوم نمونهٔ زیتون (آزمایشی)",
    "TRANSFER_BANK": "بانک آزمایشی",
    "TRANSFER_IBAN": "IR630000000000000123456789",
    "TRANSFER_CARD": "0000111122223337",
}


class BadSetting(RuntimeError):
    """A setting is missing, weak or contradicts another; the message names it."""


@dataclass(frozen=True)
class Settings:
    """Everything the environment may say. `production` is strict about all of it."""

    production: bool = False
    testing: bool = False
    secret_key: str = field(default=WEAK_SECRET, repr=False)
    secret_key_fallbacks: tuple[str, ...] = field(default=(), repr=False)
    factor_key: str = field(default=WEAK_FACTOR_KEY, repr=False)  # seals the secrets of apps
    factor_key_fallbacks: tuple[str, ...] = field(default=(), repr=False)
    second_factor: str = OFFERED  # or REQUIRED, of everybody who works at a desk
    audit_key: str = field(default=WEAK_SECRET, repr=False)  # seals the audit log; in no backup
    audit_key_fallbacks: tuple[str, ...] = field(default=(), repr=False)
    database_url: str = f"sqlite:///{INSTANCE}/portal.db"
    storage_url: str = f"file://{INSTANCE}/files"
    s3_endpoint: str = ""  # empty: Amazon's own
    s3_region: str = ""
    s3_key_id: str = field(default="", repr=False)
    s3_secret: str = field(default="", repr=False)
    public_url: str = "http://127.0.0.1:8000"
    trusted_hosts: tuple[str, ...] = ()
    trusted_proxy: bool = False
    limiter_url: str = "process://"
    access_log: bool = False  # each request a line; else slow and failed ones only
    get_limits: bool = True  # per-address limits of searches; the bench turns them off
    gateways: tuple[str, ...] = ("sandbox",)
    zarinpal_merchant_id: str = field(default="", repr=False)
    zarinpal_access_token: str = field(
        default="", repr=False
    )  # of the panel; without it refunds are paid by hand
    zarinpal_terminal_id: str = ""
    zarinpal_url: str = "https://payment.zarinpal.com"
    zarinpal_graphql_url: str = "https://next.zarinpal.com/api/v4/graphql/"
    stripe_secret_key: str = field(default="", repr=False)
    stripe_webhook_secrets: tuple[str, ...] = field(
        default=(), repr=False
    )  # several while one is being changed
    stripe_account: str = ""  # acct_...: whose money it is
    stripe_url: str = "https://api.stripe.com"
    stripe_checkout_url: str = "https://checkout.stripe.com"
    transfer_holder: str = DEMO_ACCOUNT["TRANSFER_HOLDER"]  # whose account buyers transfer to
    transfer_bank: str = DEMO_ACCOUNT["TRANSFER_BANK"]
    transfer_iban: str = DEMO_ACCOUNT["TRANSFER_IBAN"]
    transfer_card: str = DEMO_ACCOUNT["TRANSFER_CARD"]  # 16 digits; empty: by IBAN alone
    transfer_hours: int = 24  # the goods wait so long for a receipt
    transfer_second_above: int = 500_000_000  # rials; more than that two persons confirm
    smtp_url: str = field(default="", repr=False)  # empty: the outbox page only
    mail_from: str = "shop@example.com"
    sms_gateway: str = "outbox"
    kavenegar_api_key: str = field(default="", repr=False)
    kavenegar_sender: str = ""  # a line of ours; empty: the account's first
    kavenegar_template: str = ""  # for codes; empty: they go as plain texts
    kavenegar_url: str = "https://api.kavenegar.com"
    brand_fa: str = "چهل‌زیتون"
    brand_en: str = "Forty Olives"
    executor_id: str = "local"
    backup_dir: str = ""  # where `flask backup` puts what it made; doctor looks how old it is
    metrics_token: str = ""  # of the monitor; without it /metrics answers this machine alone
    metrics_dir: str = ""  # where processes of one machine share their counts
    demo: bool = True  # demo data and accounts may exist
    extra: Mapping[str, str] = field(default_factory=dict)

    @property
    def storage_options(self) -> dict[str, Any]:
        """For the filesystem of `storage_url`. It keeps no lists: other machines write too."""
        if not self.storage_url.startswith("s3://"):
            return {}
        limits = {"connect_timeout": 3, "read_timeout": 10, "retries": {"max_attempts": 2}}
        return {
            "key": self.s3_key_id or None,
            "secret": self.s3_secret or None,
            "endpoint_url": self.s3_endpoint or None,
            "client_kwargs": {"region_name": self.s3_region} if self.s3_region else {},
            "config_kwargs": limits,
            "use_listings_cache": False,
        }

    @property
    def is_https(self) -> bool:
        return urlsplit(self.public_url).scheme == "https"


def _flag(value: str) -> bool:
    return value.strip().lower() in {"1", "true", "yes", "on"}


def _whole(env: Mapping[str, str], name: str, plain: int) -> int:
    typed = env.get(name, "").replace("_", "") or str(plain)
    try:
        return int(typed)
    except ValueError as error:
        raise BadSetting(f"{name} must be a whole number") from error


def _words(value: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in value.split(",") if word.strip())


def _secret(env: Mapping[str, str], name: str) -> str:
    """The variable, or the content of the file that <name>_FILE names (compose, systemd)."""
    path = env.get(f"{name}_FILE", "")
    if not path:
        return env.get(name, "")
    try:
        return Path(path).read_text().strip()
    except OSError as error:
        raise BadSetting(f"{name}_FILE cannot be read: {error.strerror}") from error


def secret_files(environment: Mapping[str, str] | None = None) -> list[str]:
    """The files that hold secrets: SECRET_KEY_FILE and its like."""
    env = os.environ if environment is None else environment
    names = (name.removesuffix("_FILE") for name in env if name.endswith("_FILE"))
    return [env[f"{name}_FILE"] for name in sorted(names) if name in SECRETS]


def load(environment: Mapping[str, str] | None = None) -> Settings:
    """Read the environment. Raises BadSetting, and never starts on a weak production setting."""
    env = os.environ if environment is None else environment
    production = env.get("PORTAL_ENV", "development") == "production"
    port = env.get("PORT", "8000")
    account = {} if production else DEMO_ACCOUNT
    plain = Settings()
    settings = Settings(
        production=production,
        secret_key=_secret(env, "SECRET_KEY") or ("" if production else WEAK_SECRET),
        secret_key_fallbacks=_words(env.get("SECRET_KEY_FALLBACKS", "")),
        factor_key=_secret(env, "FACTOR_KEY") or ("" if production else WEAK_FACTOR_KEY),
        factor_key_fallbacks=_words(env.get("FACTOR_KEY_FALLBACKS", "")),
        second_factor=env.get("SECOND_FACTOR", REQUIRED if production else OFFERED),
        audit_key=_secret(env, "AUDIT_KEY") or ("" if production else WEAK_SECRET),
        audit_key_fallbacks=_words(_secret(env, "AUDIT_KEY_FALLBACKS")),
        database_url=_secret(env, "DATABASE_URL") or plain.database_url,
        storage_url=env.get("STORAGE_URL", plain.storage_url),
        s3_endpoint=env.get("S3_ENDPOINT", "").rstrip("/"),
        s3_region=env.get("S3_REGION", ""),
        s3_key_id=_secret(env, "S3_KEY_ID"),
        s3_secret=_secret(env, "S3_SECRET"),
        public_url=env.get("PUBLIC_URL", f"http://127.0.0.1:{port}").rstrip("/"),
        trusted_hosts=_words(env.get("TRUSTED_HOSTS", "")),
        trusted_proxy=_flag(env.get("TRUSTED_PROXY", "")),
        limiter_url=env.get("LIMITER_URL", "process://"),
        access_log=_flag(env.get("ACCESS_LOG", "off")),
        get_limits=_flag(env.get("GET_LIMITS", "on")),
        gateways=_words(env.get("GATEWAYS", "" if production else "sandbox,transfer")),
        zarinpal_merchant_id=_secret(env, "ZARINPAL_MERCHANT_ID"),
        zarinpal_access_token=_secret(env, "ZARINPAL_ACCESS_TOKEN"),
        zarinpal_terminal_id=env.get("ZARINPAL_TERMINAL_ID", ""),
        zarinpal_url=env.get("ZARINPAL_URL", plain.zarinpal_url).rstrip("/"),
        zarinpal_graphql_url=env.get("ZARINPAL_GRAPHQL_URL", plain.zarinpal_graphql_url),
        stripe_secret_key=_secret(env, "STRIPE_SECRET_KEY"),
        stripe_webhook_secrets=_words(_secret(env, "STRIPE_WEBHOOK_SECRETS")),
        stripe_account=env.get("STRIPE_ACCOUNT", ""),
        stripe_url=env.get("STRIPE_URL", plain.stripe_url).rstrip("/"),
        stripe_checkout_url=env.get("STRIPE_CHECKOUT_URL", plain.stripe_checkout_url).rstrip("/"),
        transfer_holder=env.get("TRANSFER_HOLDER", account.get("TRANSFER_HOLDER", "")),
        transfer_bank=env.get("TRANSFER_BANK", account.get("TRANSFER_BANK", "")),
        transfer_iban=env.get("TRANSFER_IBAN", account.get("TRANSFER_IBAN", "")),
        transfer_card=env.get("TRANSFER_CARD", account.get("TRANSFER_CARD", "")),
        transfer_hours=_whole(env, "TRANSFER_HOURS", plain.transfer_hours),
        transfer_second_above=_whole(env, "TRANSFER_SECOND_ABOVE", plain.transfer_second_above),
        smtp_url=_secret(env, "SMTP_URL"),
        mail_from=env.get("MAIL_FROM", plain.mail_from),
        sms_gateway=env.get("SMS_GATEWAY", plain.sms_gateway),
        kavenegar_api_key=_secret(env, "KAVENEGAR_API_KEY"),
        kavenegar_sender=env.get("KAVENEGAR_SENDER", ""),
        kavenegar_template=env.get("KAVENEGAR_TEMPLATE", ""),
        kavenegar_url=env.get("KAVENEGAR_URL", plain.kavenegar_url).rstrip("/"),
        brand_fa=env.get("BRAND_FA", plain.brand_fa),
        brand_en=env.get("BRAND_EN", plain.brand_en),
        executor_id=env.get("EXECUTOR_ID", "local"),
        backup_dir=env.get("BACKUP_DIR", ""),
        metrics_token=_secret(env, "METRICS_TOKEN"),
        metrics_dir=env.get("METRICS_DIR", ""),
        demo=not production,
    )
    _refuse_incomplete(settings)
    if production:
        _refuse_weak(settings)
    return settings


def _refuse_incomplete(settings: Settings) -> None:
    """A gateway that is switched on is told what it needs, in development too."""
    if settings.second_factor not in {OFFERED, REQUIRED}:
        raise BadSetting(f"SECOND_FACTOR is {OFFERED} or {REQUIRED}")
    if "zarinpal" in settings.gateways:
        _check_zarinpal(settings)
    if "stripe" in settings.gateways:
        _check_stripe(settings)
    if "transfer" in settings.gateways:
        _check_transfer(settings)
    if settings.sms_gateway not in SMS_GATEWAYS:
        raise BadSetting(f"SMS_GATEWAY must be one of {', '.join(SMS_GATEWAYS)}")
    if settings.sms_gateway == "kavenegar" and not settings.kavenegar_api_key:
        raise BadSetting("KAVENEGAR_API_KEY must be the key that Kavenegar's panel shows")
    if settings.smtp_url and urlsplit(settings.smtp_url).scheme not in {"smtp", "smtps"}:
        raise BadSetting("SMTP_URL must begin with smtp:// or smtps://")


def _check_zarinpal(settings: Settings) -> None:
    if len(settings.zarinpal_merchant_id) != MERCHANT_LENGTH:
        raise BadSetting("ZARINPAL_MERCHANT_ID must be the 36 characters that the panel shows")
    if bool(settings.zarinpal_access_token) != bool(settings.zarinpal_terminal_id):
        raise BadSetting("ZARINPAL_ACCESS_TOKEN and ZARINPAL_TERMINAL_ID belong together")


def _check_stripe(settings: Settings) -> None:
    """An empty webhook secret would let anybody sign (B18); the account is compared with."""
    faults = {
        "STRIPE_SECRET_KEY must begin with sk_ or rk_": not STRIPE_KEY.match(
            settings.stripe_secret_key
        ),
        "STRIPE_WEBHOOK_SECRETS must hold one secret, or several": not (
            settings.stripe_webhook_secrets
        ),
        "STRIPE_ACCOUNT must begin with acct_": not settings.stripe_account.startswith("acct_"),
    }
    found = [name for name, is_bad in faults.items() if is_bad]
    if found:
        raise BadSetting("; ".join(found))


def _check_transfer(settings: Settings) -> None:
    """Money sent to a wrong account is hard to get back, so the account is checked before."""
    card = settings.transfer_card
    faults = {
        "TRANSFER_HOLDER must name the holder of the account": not settings.transfer_holder,
        "TRANSFER_IBAN must be IR and 24 digits that fit": not identifiers.iban(
            settings.transfer_iban
        ),
        "TRANSFER_CARD must be 16 digits that fit": bool(card) and not identifiers.card(card),
        "TRANSFER_HOURS must be 1 to 168": not 1 <= settings.transfer_hours <= MOST_HOURS,
        "TRANSFER_SECOND_ABOVE must not be negative": settings.transfer_second_above < 0,
    }
    found = [name for name, is_bad in faults.items() if is_bad]
    if found:
        raise BadSetting("; ".join(found))


def _is_weak(secret: str) -> bool:
    return len(secret) < SECRET_LENGTH or secret == WEAK_SECRET


def weak(settings: Settings) -> list[str]:
    """What keeps these settings from keeping every promise of production (security W25)."""
    faults = {
        "SECRET_KEY": _is_weak(settings.secret_key),
        "FACTOR_KEY": len(settings.factor_key) < SECRET_LENGTH,
        "SECOND_FACTOR must be required": settings.second_factor != REQUIRED,
        "AUDIT_KEY": _is_weak(settings.audit_key),
        "AUDIT_KEY must not be SECRET_KEY": settings.audit_key == settings.secret_key,
        "METRICS_TOKEN is short": 0 < len(settings.metrics_token) < SECRET_LENGTH,
        "S3_ENDPOINT must be https": not _is_safe(settings.s3_endpoint),
        "PUBLIC_URL must be https": not settings.is_https,
        "TRUSTED_HOSTS": not settings.trusted_hosts,
        "GATEWAYS must not hold the sandbox": "sandbox" in settings.gateways,
        "GET_LIMITS must be on": not settings.get_limits,
        "ZARINPAL_URL must be https": not settings.zarinpal_url.startswith("https://"),
        "ZARINPAL_GRAPHQL_URL must be https": not settings.zarinpal_graphql_url.startswith(
            "https://"
        ),
        "SMTP_URL must be smtps:// or end in ?tls=1": not _is_private(settings.smtp_url),
        "KAVENEGAR_URL must be https": not settings.kavenegar_url.startswith("https://"),
        "STRIPE_URL must be https": not settings.stripe_url.startswith("https://"),
        "STRIPE_CHECKOUT_URL must be https": not settings.stripe_checkout_url.startswith(
            "https://"
        ),
        "STRIPE_SECRET_KEY must not be a test key": "_test_" in settings.stripe_secret_key,
        "TRANSFER_IBAN must not be the demo's": "transfer" in settings.gateways
        and settings.transfer_iban == DEMO_ACCOUNT["TRANSFER_IBAN"],
    }
    return [name for name, is_bad in faults.items() if is_bad]


def _refuse_weak(settings: Settings) -> None:
    """Production does not start on such settings."""
    found = weak(settings)
    if found:
        raise BadSetting("refusing to start in production: " + "; ".join(found))


def _is_safe(url: str) -> bool:
    """Over TLS, or no way at all: this machine, or a name that only its own network knows.

    "" is the provider's own address.
    """
    parts = urlsplit(url)
    host = parts.hostname or ""
    return parts.scheme in {"https", ""} or host in THIS_MACHINE or "." not in host


def _is_private(smtp_url: str) -> bool:
    """Nobody on the way can read the letters and the password: TLS, or no way at all."""
    parts = urlsplit(smtp_url)
    is_encrypted = parts.scheme == "smtps" or parse_qs(parts.query).get("tls") == ["1"]
    return not smtp_url or is_encrypted or parts.hostname in THIS_MACHINE
