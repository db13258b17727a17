"""What it costs to send each firm's parcel to a place, by which services, and until when."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy.orm import Session

from portal.core import clock
from portal.shipping.matching import FirmRates, matching
from portal.shipping.packing import Goods
from portal.shipping.promise import Promise, first_day, promise
from portal.shipping.services import Carriage, carriages

__all__ = ["Goods", "Parcel", "ShippingOffer", "quote"]


@dataclass(frozen=True, slots=True)
class Parcel:
    """What one firm has to send. `value`: rials of its goods after discounts, for "free above"."""

    firm_id: int
    goods: tuple[Goods, ...]
    value: int


@dataclass(frozen=True, slots=True)
class ShippingOffer:
    """One service for one parcel; money in rials, weight in chargeable grams of all its boxes.

    `key` names the service and outlives a change of weight or price. Freight collect costs
    nothing in the order; `estimate` is what the receiver will pay the carrier.
    """

    key: str
    carrier_code: str
    carrier_fa: str
    carrier_en: str
    service_fa: str
    service_en: str
    price: int
    is_collect: bool
    estimate: int
    is_free: bool
    promised_on: date
    dispatch_by: date
    free_above_missing: int | None
    weight_g: int
    boxes: int


def quote(
    session: Session,
    *,
    parcels: Sequence[Parcel],
    province_code: str,
    city_code: str,
    postcode: str,
    at: datetime,
) -> dict[int, list[ShippingOffer]]:
    """Offers by firm, the cheapest prepaid one first, freight collect last; [] without a service.

    One statement, however many firms.
    """
    firms = matching(
        session,
        firm_ids=[parcel.firm_id for parcel in parcels],
        province_code=province_code,
        city_code=city_code,
        postcode=postcode,
        today=clock.tehran_day(at),
    )
    return {
        parcel.firm_id: _offers(parcel, firms[parcel.firm_id], at)
        if parcel.firm_id in firms
        else []
        for parcel in parcels
    }


def _offers(parcel: Parcel, firm: FirmRates, at: datetime) -> list[ShippingOffer]:
    short = max(0, firm.free_above - parcel.value) if firm.free_above is not None else None
    offers = [
        _offer(key, carriage, _promise(firm, carriage, at), short or None)
        for key, carriage in carriages(firm.matched, parcel.goods).items()
    ]
    offers.sort(key=lambda offer: (offer.is_collect, offer.price, offer.promised_on, offer.key))
    return _with_free(offers) if short == 0 else offers


def _with_free(offers: list[ShippingOffer]) -> list[ShippingOffer]:
    """Above the threshold the firm gives its cheapest prepaid service; a dearer one is a choice."""
    if not offers or offers[0].is_collect:
        return offers
    return [replace(offers[0], price=0, is_free=True), *offers[1:]]


def _promise(firm: FirmRates, carriage: Carriage, at: datetime) -> Promise:
    return promise(
        first_day(at, carriage.cutoff_hour, firm.closed_until),
        preparation_days=firm.preparation_days,
        lead_days=carriage.lead_days,
        holidays=firm.holidays,
    )


def _offer(key: str, carriage: Carriage, days: Promise, missing: int | None) -> ShippingOffer:
    rate, is_collect = carriage.rates[0], carriage.is_collect
    return ShippingOffer(
        key=key,
        carrier_code=carriage.carrier.code,
        carrier_fa=carriage.carrier.name_fa,
        carrier_en=carriage.carrier.name_en,
        service_fa=rate.service_fa,
        service_en=rate.service_en,
        price=0 if is_collect else carriage.cost,
        is_collect=is_collect,
        estimate=carriage.cost if is_collect else 0,
        is_free=False,
        promised_on=days.promised_on,
        dispatch_by=days.dispatch_by,
        free_above_missing=missing,
        weight_g=sum(carriage.weights_g),
        boxes=len(carriage.weights_g),
    )
