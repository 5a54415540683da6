"""Beside the pages a server keeps the store: what came is checked and its hours are there."""

from __future__ import annotations

import time

import pyarrow as pa
import pytest

from web.live import samples
from xanh.observations.readings import READINGS
from xanh.office.monitoring.models import Station
from xanh.office.monitoring.readings import store
from xanh.web.background import Background


@pytest.mark.django_db(transaction=True)
def test_server_checks_what_came_and_derives_its_hours(tmp_path, settings):
    settings.BASE = tmp_path
    Station.objects.create(key="A", name="A")
    rows = [
        {"station": "A", "parameter": "pm25", "time": samples.now(), "seconds": 3600, "value": 5.0,
         "unit": "µg/m³", "status": "00", "flag": "", "origin": None}
    ]  # fmt: skip
    store().add(pa.Table.from_pylist(rows, schema=READINGS))
    background = Background()
    background.start()
    try:
        for _wait in range(200):
            if store().manifest().rows("hours"):
                break
            time.sleep(0.1)
        assert store().manifest().rows("hours") == 1
    finally:
        assert background.stop()
