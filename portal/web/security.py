"""Headers, CSRF, hosts and limits (security.md 4.1, 4.2)."""

import time
from urllib.parse import urlsplit

from flask import Flask, Request, Response, abort, current_app, g, request
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface
from flask_wtf.csrf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from config import Settings
from portal.core import logs, tokens
from portal.web import reads, refusals

MEBIBYTE = 1024 * 1024
SECRETS = frozenset(
    {"link", "secret", "payment_id", "authority", "reference"}
)  # addresses that are keys
UNSAFE = {"POST", "PUT", "PATCH", "DELETE"}
FIXED_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
}


class Sessions(SecureCookieSessionInterface):
    """Flask's signed cookie, which most visitors do not have: nothing to verify then."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        if self.get_cookie_name(app) not in request.cookies:
            return self.session_class()
        return super().open_session(app, request)


csrf = CSRFProtect()


def configure(app: Flask, settings: Settings) -> None:
    """Every security setting of Flask in one place."""
    app.session_interface = Sessions()
    app.config.update(
        SECRET_KEY=settings.secret_key,
        SECRET_KEY_FALLBACKS=list(settings.secret_key_fallbacks),
        SESSION_COOKIE_NAME="__Host-flash" if settings.is_https else "flash",
        SESSION_COOKIE_SECURE=settings.is_https,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_PATH="/",
        TRUSTED_HOSTS=list(settings.trusted_hosts) or None,
        PREFERRED_URL_SCHEME="https" if settings.is_https else "http",
        MAX_CONTENT_LENGTH=12 * MEBIBYTE,
        MAX_FORM_MEMORY_SIZE=500_000,
        MAX_FORM_PARTS=400,
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_CHECK_DEFAULT=False,
    )
    if settings.trusted_proxy:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=1, x_proto=1, x_host=0)  # type: ignore[method-assign]


def install(app: Flask) -> None:
    csrf.init_app(app)
    app.before_request(begin)
    settings = app.config["SETTINGS"]
    if settings.get_limits and not settings.testing:
        reads.install(app, settings.limiter_url)
    app.before_request(refuse_forgery)
    app.after_request(add_headers)


def begin() -> None:
    """Name the request, and refuse NUL anywhere: PostgreSQL cannot store it, nobody types it."""
    g.request_id = tokens.public_id()
    logs.request_id.set(g.request_id)
    g.begun = time.perf_counter()
    is_odd = "\0" in request.path or "%00" in request.query_string.decode("latin-1")
    if request.method in UNSAFE:
        is_odd = is_odd or any("\0" in value for value in request.form.values())
    if is_odd:
        refusals.note("input_refused", "nul")
        abort(400)


def refuse_forgery() -> None:
    """An unsafe request is ours by Fetch Metadata and Origin, or else by its token."""
    if request.method not in UNSAFE or is_exempt() or request.routing_exception is not None:
        return  # the last: there is no such act, and the answer says so
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None and site not in {"same-origin", "none"}:
        refusals.note("forgery_refused", site)
        abort(403)
    if site == "same-origin" and is_own_origin():
        return
    csrf.protect()


def is_exempt() -> bool:
    view = current_app.view_functions.get(request.endpoint or "")
    access = getattr(view, "access", None)
    return access is not None and access.kind == "machine"


def is_own_origin() -> bool:
    origin = request.headers.get("Origin")
    return origin is not None and urlsplit(origin).netloc == request.host


def content_security_policy(app: Flask) -> str:
    hosts = " ".join(app.config.get("GATEWAY_HOSTS", ()))
    parts = [
        "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self'",
        "font-src 'self'", "connect-src 'self'", "manifest-src 'self'",
        f"form-action 'self' {hosts}".rstrip(), "frame-ancestors 'none'", "base-uri 'none'",
        "object-src 'none'", "report-uri /csp-report",
    ]  # fmt: skip
    if app.config["SETTINGS"].production:
        parts.append("upgrade-insecure-requests")
    return "; ".join(parts)


def has_secret_address() -> bool:
    """The address is a key: it is named to nobody, so forms of its page come without an Origin."""
    return not SECRETS.isdisjoint(request.view_args or ())


def add_headers(response: Response) -> Response:
    headers = response.headers
    headers.extend(FIXED_HEADERS)
    headers.setdefault("Content-Security-Policy", current_app.config["CSP"])
    policy = "no-referrer" if has_secret_address() else "strict-origin-when-cross-origin"
    headers.setdefault("Referrer-Policy", policy)
    headers.add("X-Request-ID", g.get("request_id", ""))
    if current_app.config["SETTINGS"].is_https:
        headers["Strict-Transport-Security"] = "max-age=63072000; includeSubDomains"
    if request.endpoint not in {"static", "assets.stylesheet", "media.picture"}:
        headers.setdefault("Cache-Control", "private, no-store")
        headers.add("Vary", "Cookie")
    return response


def exempt_caching(response: Response, seconds: int) -> Response:
    """For public bytes that never change under their address."""
    response.headers["Cache-Control"] = f"public, max-age={seconds}, immutable"
    return response
