"""Every blueprint of the site, by audience."""

from flask import Flask

from config import Settings
from portal.web.account import account
from portal.web.admin import admin
from portal.web.assets import assets
from portal.web.consortium import consortium
from portal.web.desk import desk
from portal.web.health import health
from portal.web.hooks import hooks
from portal.web.media import media
from portal.web.payment_pages import payment_pages
from portal.web.sandbox_bank import bank
from portal.web.seo import seo
from portal.web.storefront import storefront


def register(app: Flask, settings: Settings) -> None:
    for area in (assets, health, storefront):
        app.register_blueprint(area)
    for area in (hooks, media, payment_pages, seo):
        app.register_blueprint(area)
    for area in (account, desk, consortium, admin):
        app.register_blueprint(area)
    if "sandbox" in settings.gateways:
        app.register_blueprint(bank)
