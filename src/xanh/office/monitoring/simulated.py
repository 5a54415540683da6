"""Simulated stations in the register; every one of them is marked as simulated."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.db.models import F

from xanh.observations.receiving.passwords import encode
from xanh.observations.simulator.shapes import QUANTITIES
from xanh.observations.simulator.stations import SimulatedStation
from xanh.office.monitoring.models import Instrument, River, Station
from xanh.office.monitoring.registering import note, register

_OPERATOR = "Dữ liệu mô phỏng"


def register_simulated(stations: Sequence[SimulatedStation]) -> int:
    """Enter the stations that the register lacks; return how many. Others stay as they are."""
    rivers = {river.key: river for river in River.objects.all()}
    known = set(Station.objects.values_list("key", flat=True))
    fresh = [station for station in stations if station.key not in known]
    with transaction.atomic():
        for station in fresh:
            record = register(
                station.key,
                {
                    "name": station.name,
                    "name_en": station.name_en,
                    "medium": str(station.medium),
                    "latitude": station.latitude,
                    "longitude": station.longitude,
                    "river": rivers.get(station.river),
                    "operator": _OPERATOR,
                    "seconds": station.seconds,
                    "simulated": True,
                },
            )
            Instrument.objects.bulk_create(
                Instrument(station=record, parameter=quantity.parameter, name="Mô phỏng")
                for quantity in QUANTITIES[station.medium]
            )
    return len(fresh)


def admit(stations: Sequence[SimulatedStation], password: str) -> None:
    """Let simulated stations send by FTP, each under its key, all with one password."""
    keys = [station.key for station in stations]
    records = Station.objects.filter(key__in=keys, simulated=True)
    with transaction.atomic():
        # One hash for all: making a hundred of them would take as many tenths of a second.
        records.update(account=F("key"), password=encode(password))
        for record in records:
            note(record, "password", {"account": record.account}, None)
