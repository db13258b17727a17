"""The gateways of this process, by name."""

from collections.abc import Iterable, Mapping

from portal.core.errors import NotFound
from portal.payments.gateways.interface import Gateway
from portal.payments.gateways.sandbox import Sandbox

KNOWN = {Sandbox.name: Sandbox}


class _Current:
    gateways: Mapping[str, Gateway] = {}


def configure(gateways: Iterable[str | Gateway]) -> Mapping[str, Gateway]:
    """Switch on exactly these: names of known adapters, or adapters. ValueError for a stranger."""
    made = [_made(gateway) if isinstance(gateway, str) else gateway for gateway in gateways]
    _Current.gateways = {gateway.name: gateway for gateway in made}
    return _Current.gateways


def _made(name: str) -> Gateway:
    if name not in KNOWN:
        raise ValueError(f"unknown gateway: {name}")
    return KNOWN[name]()


def enabled() -> Mapping[str, Gateway]:
    """What a buyer may choose from, in the order they were configured."""
    return _Current.gateways


def named(name: str) -> Gateway:
    """Raises NotFound for a gateway that is switched off or unknown."""
    try:
        return _Current.gateways[name]
    except KeyError:
        raise NotFound from None
