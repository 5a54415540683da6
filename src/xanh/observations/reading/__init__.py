"""Readers: the files of stations, laboratories, networks and sensors, to one table of readings."""

from __future__ import annotations

from xanh.observations.reading.forms import read

__all__ = ["read"]
