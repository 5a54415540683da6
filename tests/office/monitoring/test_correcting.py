"""What a person sees before a correction is what the store says after it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyarrow as pa
import pytest
from django.contrib.auth.models import User
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from xanh.errors import XanhError
from xanh.observations.corrections import Action, correct, history
from xanh.observations.engine import DuckEngine
from xanh.observations.readings import READINGS
from xanh.observations.selection import Level
from xanh.observations.store import Store
from xanh.office.monitoring import correcting
from xanh.office.monitoring.correcting import Wish
from xanh.office.monitoring.models import Station, StationEvent

START = datetime(2026, 3, 1, tzinfo=UTC)
STEP = timedelta(minutes=5)
FLAGS = ["", "", "spike", "stuck", "bdl", "instrument step"]


def filled(folder: Path) -> Store:
    store = Store(folder)
    rows = [
        {
            "station": "A", "parameter": "pm25", "time": (START + place * STEP).replace(tzinfo=None),
            "seconds": 300, "value": None if place == 7 else 10.0 + place, "unit": "µg/m³",
            "status": "01" if place == 5 else "00", "flag": FLAGS[place % len(FLAGS)],
            "origin": None,
        }
        for place in range(24)
    ]  # fmt: skip
    store.add(pa.Table.from_pylist(rows, schema=READINGS))
    return store


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    return filled(tmp_path_factory.mktemp("correcting"))


@pytest.fixture(scope="module")
def engine(store: Store) -> DuckEngine:
    return DuckEngine(store)


def now(engine: DuckEngine) -> list[correcting.Reading]:
    end = START + 24 * STEP
    return correcting.readings(engine, "A", "pm25", START, end, Level.CORRECTED)


WISHES = st.builds(
    lambda first, length, kind, factor, offset: Wish(
        "pm25",
        START + first * STEP,
        START + (first + length) * STEP,
        Action(kind),
        factor if kind == "scale" else None,
        offset if kind in ("scale", "set") else None,
        "vì thử",
    ),
    st.integers(0, 23),
    st.integers(0, 12),
    st.sampled_from(["set", "scale", "exclude", "accept"]),
    st.sampled_from([1.0, 0.5, -2.0]),
    st.sampled_from([0.0, 3.25, -1.0]),
)


@given(WISHES)
@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_preview_is_what_the_engine_says_afterwards(store, engine, wish: Wish):
    before = now(engine)
    seen = correcting.preview(engine, store, "A", wish)
    correct(
        store, "A", wish.parameter, wish.start, wish.end, wish.action,
        reason=wish.reason, person="thu", factor=wish.factor, offset=wish.offset,
    )  # fmt: skip
    after = now(engine)
    changed = [(a, b) for a, b in zip(before, after, strict=True) if a != b]
    assert seen.changes == changed
    inside = [one for one in after if wish.start <= one.time <= wish.end]
    usable = [one.value for one in inside if one.usable]
    assert seen.total == len(inside)
    assert seen.after == (pytest.approx(sum(usable) / len(usable)) if usable else None)


@pytest.mark.django_db
def test_corrections_and_their_undoing_are_kept_with_person_and_reason(tmp_path):
    store = filled(tmp_path)
    engine = DuckEngine(store)
    station = Station.objects.create(key="A", name="A")
    person = User.objects.create_user("quan-trac", password="x")
    wish = Wish("pm25", START, START + STEP, Action.EXCLUDE, reason="vệ sinh máy")
    number = correcting.write(store, station, wish, person)
    assert [one.usable for one in now(engine)[:2]] == [False, False]
    undone = correcting.take_back(store, station, number, "nhầm giờ", person)
    assert [one.usable for one in now(engine)[:2]] == [True, True]
    assert [(row["id"], row["person"], row["stands"]) for row in history(store, "A")] == [
        (undone, "quan-trac", True),
        (number, "quan-trac", False),
    ]
    assert list(StationEvent.objects.order_by("id").values_list("kind", "person__username")) == [
        ("corrected", "quan-trac"),
        ("undone", "quan-trac"),
    ]
    other = Station.objects.create(key="B", name="B")
    with pytest.raises(XanhError) as refused:
        correcting.take_back(store, other, undone, "của trạm khác", person)
    assert refused.value.code == "correction-unknown"


def test_an_interval_of_years_is_refused_before_anything_is_read(store, engine):
    wish = Wish("pm25", START, START + timedelta(days=400), Action.EXCLUDE, reason="x")
    with pytest.raises(XanhError) as refused:
        correcting.preview(engine, store, "A", wish)
    assert refused.value.code == "correction-too-long"
