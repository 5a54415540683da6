"""What receiving and checking must know of the registered stations."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings

from xanh.observations.tables import Instrument, Medium, StationProfile
from xanh.office.monitoring.models import Station


def store_folder() -> Path:
    """Return the folder in which the readings of this installation lie."""
    return Path(settings.BASE) / "observations"


def tables_folder() -> Path:
    """Return the folder of the operator's own tables."""
    return Path(settings.BASE) / "tables"


def station_profile(station: Station) -> StationProfile:
    """Return the profile of one station."""
    return StationProfile(
        key=station.key,
        medium=Medium(station.medium),
        seconds=station.seconds,
        aliases=tuple(station.aliases),
        instruments={
            row.parameter: Instrument(row.low, row.high, row.detection_limit, row.unit)
            for row in station.instruments.all()
        },
        ahead=station.ahead,
        account=station.account,
        password=station.password,
        simulated=station.simulated,
    )


def station_profiles() -> dict[str, StationProfile]:
    """Return the profiles of all stations by key."""
    stations = Station.objects.prefetch_related("instruments")
    return {station.key: station_profile(station) for station in stations}
