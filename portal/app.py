"""Build the web application."""

from flask import Flask, g
from flask_babel import Babel

import config
from portal.accounts import passkeys, passwords
from portal.core import db, files, sealing, seals
from portal.i18n.languages import DEFAULT
from portal.payments import gateways
from portal.web import areas, errors, jinja, languages, metrics, request_log, security, unit
from portal.web.templating import Portal


def create_app(settings: config.Settings | None = None) -> Flask:
    """A Flask application on the settings given, or on the environment's."""
    settings = settings or config.load()
    app = Portal(__name__, static_folder=str(config.ROOT / "static"))
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(config.ROOT / "translations")
    app.config["SEND_FILE_MAX_AGE_DEFAULT"] = 365 * 24 * 3600
    settle(app, settings)
    Babel(app, locale_selector=lambda: g.get("language", DEFAULT), default_locale=DEFAULT)
    app.before_request(languages.load_language)
    security.install(app)
    unit.install(app)
    errors.install(app)
    jinja.install(app)
    metrics.install(app)
    request_log.install(app)
    areas.register(app, settings)
    app.config["CSP"] = security.content_security_policy(app)
    app.wsgi_app = languages.LanguagePrefix(app.wsgi_app)  # type: ignore[method-assign]
    return app


def settle(app: Flask, settings: config.Settings) -> None:
    """Give the application and this process their settings: database, files, keys, banks."""
    app.testing = settings.testing
    app.config["SETTINGS"] = settings
    db.configure(settings.database_url)
    files.configure(settings.storage_url, settings.storage_options)
    sealing.configure((settings.factor_key, *settings.factor_key_fallbacks))
    seals.configure(settings.audit_key, *settings.audit_key_fallbacks)
    passkeys.configure(settings.public_url, settings.brand_fa)
    passwords.configure(testing=settings.testing, site=(settings.brand_fa, settings.brand_en))
    security.configure(app, settings)
    banks = gateways.configure(settings.gateways, settings).values()
    # Our forms may lead the browser there, says the policy of every page.
    app.config["GATEWAY_HOSTS"] = tuple(origin for bank in banks for origin in bank.origins)
