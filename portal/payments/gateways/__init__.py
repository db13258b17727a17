"""The gateways of this process, by name."""

from collections.abc import Callable, Iterable, Mapping
from datetime import timedelta
from importlib import import_module
from typing import cast

from config import Settings
from portal.core.errors import NotFound
from portal.payments.gateways import zarinpal_api
from portal.payments.gateways.interface import Gateway
from portal.payments.gateways.sandbox import Sandbox
from portal.payments.gateways.transfer import Account, Transfer
from portal.payments.gateways.zarinpal import Zarinpal


def _zarinpal(settings: Settings) -> Zarinpal:
    return Zarinpal(
        zarinpal_api.Account(
            merchant_id=settings.zarinpal_merchant_id,
            access_token=settings.zarinpal_access_token,
            terminal_id=settings.zarinpal_terminal_id,
            base=settings.zarinpal_url,
            graphql=settings.zarinpal_graphql_url,
        )
    )


def _stripe(settings: Settings) -> Gateway:
    """Its package takes a third of a second and 15 MB, so only a shop that uses it loads it."""
    adapter = import_module("portal.payments.gateways.stripe_gateway")
    wire = import_module("portal.payments.gateways.stripe_wire")
    account = wire.Account(
        id=settings.stripe_account,
        secret_key=settings.stripe_secret_key,
        webhook_secrets=settings.stripe_webhook_secrets,
        base=settings.stripe_url,
        checkout=settings.stripe_checkout_url,
    )
    return cast("Gateway", adapter.Stripe(account))


def _transfer(settings: Settings) -> Transfer:
    return Transfer(
        Account(
            holder=settings.transfer_holder,
            bank=settings.transfer_bank,
            iban=settings.transfer_iban,
            card=settings.transfer_card,
            lifetime=timedelta(hours=settings.transfer_hours),
            second_above=settings.transfer_second_above,
        )
    )


KNOWN: Mapping[str, Callable[[Settings], Gateway]] = {
    Sandbox.name: lambda _: Sandbox(),
    Zarinpal.name: _zarinpal,
    "stripe": _stripe,
    Transfer.name: _transfer,
}


class _Current:
    gateways: Mapping[str, Gateway] = {}


def configure(
    gateways: Iterable[str | Gateway], settings: Settings | None = None
) -> Mapping[str, Gateway]:
    """Switch on exactly these: names of known adapters, or adapters. ValueError for a stranger."""
    facts = settings or Settings()
    made = [_made(gateway, facts) if isinstance(gateway, str) else gateway for gateway in gateways]
    _Current.gateways = {gateway.name: gateway for gateway in made}
    return _Current.gateways


def _made(name: str, settings: Settings) -> Gateway:
    if name not in KNOWN:
        raise ValueError(f"unknown gateway: {name}")
    return KNOWN[name](settings)


def enabled() -> Mapping[str, Gateway]:
    """What a buyer may choose from, in the order they were configured."""
    return _Current.gateways


def named(name: str) -> Gateway:
    """Raises NotFound for a gateway that is switched off or unknown."""
    try:
        return _Current.gateways[name]
    except KeyError:
        raise NotFound from None
