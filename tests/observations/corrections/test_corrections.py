"""People correct readings with a reason, and everything they did can be undone and looked up."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from observations.stations import START, Clock, series
from xanh.errors import XanhError
from xanh.observations.corrections import correct, history, standing_corrections, undo
from xanh.observations.engine import DuckEngine
from xanh.observations.selection import Level, Selection
from xanh.observations.store import Store

FIRST, LAST = START + timedelta(minutes=10), START + timedelta(minutes=20)
BY = {"reason": "Đầu đo bẩn", "person": "Lê Hà"}


@pytest.fixture
def store(tmp_path: Path) -> Store:
    store = Store(tmp_path / "store", clock=Clock(START + timedelta(days=1)))
    store.add(series([10.0, 20.0, 30.0, 40.0, 50.0]))
    return store


def values(store: Store, **more: object) -> list[float | None]:
    """Return the values that count, None where a reading does not."""
    engine = DuckEngine(store)
    table = engine.table(Selection(level=Level.CORRECTED, **more), "all")  # type: ignore[arg-type]
    rows = table.sort_by("time").to_pylist()
    return [row["value"] if row["usable"] else None for row in rows]


@pytest.mark.parametrize(
    ("action", "numbers", "wanted"),
    [
        ("scale", {"factor": 2.0}, [10, 40, 60, 80, 50]),
        ("scale", {"offset": -1.0}, [10, 19, 29, 39, 50]),
        ("scale", {"factor": 0.5, "offset": 3.0}, [10, 13, 18, 23, 50]),
        ("set", {"offset": 7.0}, [10, 7, 7, 7, 50]),
        ("exclude", {}, [10, None, None, None, 50]),
        ("accept", {}, [10, 20, 30, 40, 50]),
    ],
)
def test_both_ends_are_corrected_and_no_more(
    store: Store, action: str, numbers: dict[str, float], wanted: list[float | None]
) -> None:
    correct(store, "A", "pm25", FIRST, LAST, action, **numbers, **BY)
    assert values(store) == wanted


def test_an_undo_gives_back_what_was_and_an_undo_of_it_brings_it_again(store: Store) -> None:
    one = correct(store, "A", "pm25", FIRST, LAST, "set", offset=7.0, **BY)
    two = undo(store, one, **BY)
    assert values(store) == [10, 20, 30, 40, 50]
    three = undo(store, two, **BY)
    assert values(store) == [10, 7, 7, 7, 50]
    assert (one, two, three) == (1, 2, 3)
    with pytest.raises(XanhError) as refused:
        undo(store, two, **BY)
    assert refused.value.code == "correction-not-standing"


def test_every_moment_can_be_asked_for(store: Store) -> None:
    moments = []
    for number in (1.0, 2.0, 3.0):
        moments.append(store.manifest().moment.replace(tzinfo=UTC))
        correct(store, "A", "pm25", FIRST, FIRST, "set", offset=number, **BY)
    assert [values(store, as_of=moment)[1] for moment in moments] == [20, 1, 2]
    assert values(store)[1] == 3


def test_the_history_says_who_when_why_and_what_counts(store: Store) -> None:
    one = correct(store, "A", "pm25", FIRST, LAST, "exclude", **BY)
    undo(store, one, reason="Nhầm  trạm", person="Lê Hà")
    correct(store, "B", "pm25", FIRST, LAST, "exclude", **BY)
    rows = history(store, "A")
    assert [(row["action"], row["stands"]) for row in rows] == [("undo", True), ("exclude", False)]
    assert rows[0]["undoes"] == one
    assert rows[0]["reason"] == "Nhầm trạm"
    assert rows[0]["person"] == "Lê Hà"
    assert rows[0]["made"] > rows[1]["made"]
    assert [row["station"] for row in standing_corrections(store)] == ["B"]
    assert history(store, parameter="so2") == []


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"reason": "  "}, "correction-incomplete"),
        ({"person": ""}, "correction-incomplete"),
        ({"station": " "}, "correction-incomplete"),
        ({"parameter": ""}, "correction-incomplete"),
        ({"end": FIRST - timedelta(seconds=1)}, "correction-interval"),
        ({"start": FIRST.replace(tzinfo=None)}, "correction-interval"),
        (
            {
                "start": datetime.now(UTC) + timedelta(days=1),
                "end": datetime.max.replace(tzinfo=UTC),
            },
            "correction-interval",
        ),
        ({"action": "erase"}, "correction-action"),
        ({"action": "undo"}, "correction-action"),
        ({"action": "scale"}, "correction-numbers"),
        ({"action": "scale", "factor": 0.0}, "correction-numbers"),
        ({"action": "scale", "factor": float("nan")}, "correction-numbers"),
        ({"action": "set"}, "correction-numbers"),
        ({"action": "set", "offset": float("inf")}, "correction-numbers"),
        ({"action": "set", "offset": 1.0, "factor": 2.0}, "correction-numbers"),
        ({"action": "exclude", "factor": 2.0}, "correction-numbers"),
    ],
)
def test_what_is_not_sound_is_refused_and_nothing_is_written(
    store: Store, changed: dict[str, object], code: str
) -> None:
    sound = {"station": "A", "parameter": "pm25", "start": FIRST, "end": LAST, "action": "exclude"}
    with pytest.raises(XanhError) as refused:
        correct(store, **{**sound, **BY, **changed})  # type: ignore[arg-type]
    assert refused.value.code == code
    assert refused.value.vi
    assert refused.value.en
    assert store.manifest().rows("corrections") == 0


def test_an_unknown_correction_cannot_be_undone(store: Store) -> None:
    with pytest.raises(XanhError) as refused:
        undo(store, 9, **BY)
    assert refused.value.code == "correction-unknown"
