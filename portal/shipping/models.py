"""Where a parcel can go and what that costs: places, carriers, zones, rates, holidays."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.core import clock, tokens
from portal.core.db import Model, Short, choice


class Province(Model):
    __tablename__ = "provinces"

    code: Mapped[str] = mapped_column(Short, unique=True)  # ISO 3166-2, "IR-26"
    name_fa: Mapped[str]
    name_en: Mapped[str]
    sort_key: Mapped[str]  # Persian order, see core.text.sort_key


class City(Model):
    """A real city of the official list; `note_*` tells two of the same name apart."""

    __tablename__ = "cities"

    code: Mapped[str] = mapped_column(Short, unique=True)
    province_code: Mapped[str] = mapped_column(ForeignKey("provinces.code"), index=True)
    name_fa: Mapped[str]
    name_en: Mapped[str]
    note_fa: Mapped[str] = mapped_column(default="")
    note_en: Mapped[str] = mapped_column(default="")
    sort_key: Mapped[str]


class Holiday(Model):
    """An official holiday (a day off for carriers and mills). Editable: the year's list changes."""

    __tablename__ = "holidays"

    day: Mapped[date] = mapped_column(unique=True)
    title_fa: Mapped[str]
    title_en: Mapped[str]


class Carrier(Model):
    """Who carries, and how its tracking numbers look."""

    __tablename__ = "carriers"

    code: Mapped[str] = mapped_column(
        Short, unique=True
    )  # post, tipax, chapar, mahex, freight, courier
    name_fa: Mapped[str]
    name_en: Mapped[str]
    tracking_pattern: Mapped[str]  # a full-match regular expression on Latin digits
    tracking_example: Mapped[str]
    tracking_url: Mapped[str] = mapped_column(default="")  # "{number}" is replaced
    maximum_g: Mapped[int] = mapped_column(default=30_000)
    position: Mapped[int] = mapped_column(default=0)


class Tariff(Model):
    """A price list for parcels: the consortium's (firm_id NULL) or a firm's own."""

    __tablename__ = "tariffs"

    public_id: Mapped[str] = mapped_column(Short, unique=True, default=tokens.public_id)
    firm_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"), unique=True)
    title_fa: Mapped[str]
    title_en: Mapped[str]
    free_above: Mapped[int | None] = mapped_column(BigInteger)  # rials of goods in the parcel
    updated_at: Mapped[datetime] = mapped_column(default=clock.now, onupdate=clock.now)

    zones: Mapped[list["Zone"]] = relationship(
        cascade="all, delete-orphan", order_by="Zone.position, Zone.id"
    )


class ZoneKind(StrEnum):
    """From the most to the least specific; the most specific match wins."""

    CITY = "city"
    PREFIX = "prefix"  # first digits of the postcode
    PROVINCE = "province"
    COUNTRY = "country"


class Zone(Model):
    """A named set of places within a tariff."""

    __tablename__ = "zones"

    public_id: Mapped[str] = mapped_column(Short, unique=True, default=tokens.public_id)
    tariff_id: Mapped[int] = mapped_column(ForeignKey("tariffs.id"), index=True)
    title_fa: Mapped[str]
    title_en: Mapped[str]
    position: Mapped[int] = mapped_column(default=0)

    members: Mapped[list["ZoneMember"]] = relationship(
        cascade="all, delete-orphan", order_by="ZoneMember.id"
    )
    rates: Mapped[list["Rate"]] = relationship(cascade="all, delete-orphan", order_by="Rate.id")


class ZoneMember(Model):
    __tablename__ = "zone_members"
    __table_args__ = (UniqueConstraint("zone_id", "kind", "place"),)

    zone_id: Mapped[int] = mapped_column(ForeignKey("zones.id"), index=True)
    kind: Mapped[ZoneKind] = mapped_column(choice(ZoneKind))
    place: Mapped[str] = mapped_column(Short)  # city code, digits, province code, "IR"


class Payer(StrEnum):
    BUYER = "buyer"
    COLLECT = "collect"  # پس‌کرایه: the receiver pays the carrier; `base` is only an estimate


class Rate(Model):
    """One weight band of one service to one zone. Weights in grams, money in rials."""

    __tablename__ = "rates"
    __table_args__ = (
        CheckConstraint("from_g >= 0 AND to_g > from_g AND base >= 0 AND per_kg >= 0", name="band"),
    )

    public_id: Mapped[str] = mapped_column(Short, unique=True, default=tokens.public_id)
    zone_id: Mapped[int] = mapped_column(ForeignKey("zones.id"), index=True)
    carrier_code: Mapped[str] = mapped_column(ForeignKey("carriers.code"))
    service_fa: Mapped[str]
    service_en: Mapped[str]
    from_g: Mapped[int]  # exclusive, except 0
    to_g: Mapped[int]  # inclusive
    base: Mapped[int] = mapped_column(BigInteger)
    per_kg: Mapped[int] = mapped_column(BigInteger, default=0)  # each started kg above from_g
    payer: Mapped[Payer] = mapped_column(choice(Payer), default=Payer.BUYER)
    lead_days: Mapped[int]  # working days on the road
    cutoff_hour: Mapped[int] = mapped_column(default=14)  # Tehran; later orders start a day later
    is_active: Mapped[bool] = mapped_column(default=True)
