"""A service and its weight bands: into how many boxes it packs the goods, and for how much."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from portal.shipping.matching import CarrierFacts, Matched, RateFacts
from portal.shipping.models import Payer
from portal.shipping.packing import Goods, boxes

GRAMS = 1000


@dataclass(frozen=True, slots=True)
class Carriage:
    """The goods in this service's boxes: `rates` and chargeable `weights_g` box by box."""

    carrier: CarrierFacts
    rates: tuple[RateFacts, ...]
    weights_g: tuple[int, ...]

    @property
    def cost(self) -> int:
        """Rials: each box by its band."""
        boxed = zip(self.rates, self.weights_g, strict=True)
        return sum(band_cost(rate, weight) for rate, weight in boxed)

    @property
    def is_collect(self) -> bool:
        return self.rates[0].payer is Payer.COLLECT

    @property
    def lead_days(self) -> int:
        return max(rate.lead_days for rate in self.rates)

    @property
    def cutoff_hour(self) -> int:
        return min(rate.cutoff_hour for rate in self.rates)


def service_key(rate: RateFacts) -> str:
    """A service is a carrier, a title and who pays; its weight bands come and go."""
    title = f"{rate.carrier_code}|{rate.service_en}|{rate.payer}"
    return f"{rate.carrier_code}-{hashlib.sha256(title.encode()).hexdigest()[:8]}"


def carriages(matched: Iterable[Matched], goods: Sequence[Goods]) -> dict[str, Carriage]:
    """Every service that can carry the goods, by its key."""
    services: Mapping[str, list[Matched]] = defaultdict(list)
    for one in matched:
        services[service_key(one.rate)].append(one)
    found = {key: _carriage(service, goods) for key, service in services.items()}
    return {key: carriage for key, carriage in found.items() if carriage is not None}


def _carriage(service: Sequence[Matched], goods: Sequence[Goods]) -> Carriage | None:
    """None when a box would be heavier than the carrier takes or than any band says."""
    bands = [one.rate for one in service]
    carrier = service[0].carrier
    weights = boxes(goods, min(carrier.maximum_g, max(band.to_g for band in bands)))
    if not weights:
        return None
    rates = [rate for weight in weights if (rate := _band(bands, weight)) is not None]
    if len(rates) < len(weights):
        return None
    return Carriage(carrier, tuple(rates), tuple(weights))


def _band(bands: Sequence[RateFacts], weight_g: int) -> RateFacts | None:
    return next((band for band in bands if band.from_g < weight_g <= band.to_g), None)


def band_cost(rate: RateFacts, weight_g: int) -> int:
    """The band's base, and each started kilogram above its lower edge."""
    return rate.base + rate.per_kg * -(-(weight_g - rate.from_g) // GRAMS)
