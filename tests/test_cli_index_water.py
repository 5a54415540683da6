"""`xanh index water`: one row a sample, days of automatic stations, from files and the store."""

from __future__ import annotations

import csv
import io
from datetime import datetime, timedelta
from pathlib import Path

import pyarrow as pa
import pytest

from methods.water.worked import ONE, TWO
from xanh.cli import parser
from xanh.errors import XanhError
from xanh.methods.water import VN_WQI_2019
from xanh.observations.readings import READINGS

POTOMAC = Path(__file__).parents[2] / "shared/data/water-quality-wqp/potomac_2020-2022.csv"
UNITS = {"coliform": "MPN/100mL", "temperature": "°C", "ph": ""}
Row = dict[str, str]


@pytest.fixture
def run(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> object:
    monkeypatch.setenv("XANH_HOME", str(tmp_path))

    def command(*arguments: str) -> list[Row]:
        # Without what `main` does with errors: the tests look at them.
        options = parser().parse_args(["index", "water", *arguments])
        options.run(options)
        return list(csv.DictReader(io.StringIO(capsys.readouterr().out)))

    return command


def _lines(station: str, time: str, sample: dict[str, float]) -> str:
    return "".join(
        f"{station},{name},{time},{value},{UNITS.get(name, 'mg/L')}\n"
        for name, value in sample.items()
    )


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    """Samples of two rivers in the long form of the contract."""
    file = tmp_path / "samples.csv"
    file.write_text(
        "station,parameter,time,value,unit\n"
        + _lines("NHUE-1", "2026-03-02T08:30:00+07:00", TWO)
        + _lines("NHUE-1", "2026-03-01T08:30:00+07:00", ONE)
        + _lines("DAY-2", "2026-03-01T09:00:00+07:00", {"ph": 7.0, "bod5": 3.0}),
        encoding="utf-8",
    )
    return file


def test_one_row_a_sample_by_the_contract(run, sheet: Path) -> None:
    rows = run("--input", str(sheet))
    assert list(rows[0]) == [
        "station", "time", "index", "band", "g1", "g2", "g3", "g4", "g5",
        *(f"q_{name}" for group in VN_WQI_2019.groups.values() for name in group),
    ]  # fmt: skip
    assert [(row["station"], row["time"], row["index"], row["band"]) for row in rows] == [
        ("DAY-2", "2026-03-01T09:00:00+07:00", "", ""),
        ("NHUE-1", "2026-03-01T08:30:00+07:00", "60", "Trung bình"),
        ("NHUE-1", "2026-03-02T08:30:00+07:00", "31", "Xấu"),
    ]
    assert (rows[1]["g4"], rows[1]["q_do"], rows[1]["g2"]) == ("54.6733", "54.3796", "")


def test_the_choices_of_the_caller(run, sheet: Path) -> None:
    weighted = run("--input", str(sheet), "--weighting", "group-iv-twice")
    assert weighted[1]["index"] == "58"
    assert len(run("--input", str(sheet), "--station", "DAY-2")) == 1
    # Local times; both ends count.
    first = run("--input", str(sheet), "--to", "2026-03-01T08:30")
    assert [row["station"] for row in first] == ["NHUE-1"]
    last = run("--input", str(sheet), "--from", "2026-03-01T09:00", "--to", "2026-03-02")
    assert [row["station"] for row in last] == ["DAY-2"]
    assert run("--input", str(sheet), "--from", "2030-01-01") == []
    days = run("--input", str(sheet), "--per", "day")
    assert [row["time"] for row in days] == ["2026-03-01", "2026-03-01", "2026-03-02"]
    for wrong in (["--weighting", "best"], ["--share", "2"], ["--from", "soon"]):
        with pytest.raises(SystemExit):
            run("--input", str(sheet), *wrong)


def test_a_line_that_cannot_be_read_is_named_and_the_rest_computed(
    run, sheet: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with sheet.open("a", encoding="utf-8") as file:
        file.write("NHUE-1,ph,not a time,7.0,\n")
    with pytest.raises(XanhError, match="lines-unreadable"):
        run("--input", str(sheet))
    said = capsys.readouterr()
    assert "samples.csv:26" in said.err
    assert said.out.count("\n") == 4


def _automatic(day: datetime, hours: int, **values: float) -> list[dict[str, object]]:
    """Five-minute readings of `hours` hours from the start of a local day."""
    start = day - timedelta(hours=7)
    return [
        {"station": "AUTO", "parameter": name, "time": start + timedelta(minutes=5 * i),
         "seconds": 300, "value": value, "unit": UNITS.get(name, "mg/L"), "status": "00",
         "flag": ""}
        for name, value in values.items()
        for i in range(1, 12 * hours + 1)
    ]  # fmt: skip


def _store(home: Path, rows: list[dict[str, object]]) -> None:
    from xanh.observations.store import Store

    Store(home / "observations").add(pa.Table.from_pylist(rows, schema=READINGS))


FIRST, SECOND = datetime(2026, 3, 1), datetime(2026, 3, 2)


def test_the_store_gives_days_of_stations_and_samples_of_laboratories(run, tmp_path: Path) -> None:
    watched = {"ph": 7.2, "do": 4.2, "temperature": 28.0, "cod": 24.0, "nh4_n": 0.75}
    rows = _automatic(FIRST, 24, **watched, coliform=6000.0) + _automatic(SECOND, 17, **watched)
    rows[5]["value"], rows[5]["status"] = 14.0, "02"  # a fault takes no part
    rows += [
        {"station": "NHUE-1", "parameter": name, "time": FIRST + timedelta(hours=1, minutes=30),
         "seconds": 0, "value": value, "unit": UNITS.get(name, "mg/L"), "status": "", "flag": ""}
        for name, value in ONE.items()
    ]  # fmt: skip
    _store(tmp_path, rows)
    found = run()
    assert [(row["station"], row["time"], row["index"]) for row in found] == [
        # DO 54.38, COD 60 and NH4 37.5 are 50.627 in the mean; with coliform 65: 57.37
        ("AUTO", "2026-03-01", "57"),
        # 17 of 24 hours are no day
        ("NHUE-1", "2026-03-01T08:30:00+07:00", "60"),
    ]
    assert found[0]["q_ph"] == "100"
    lenient = run("--share", "0.5", "--station", "AUTO")
    assert [row["time"] for row in lenient] == ["2026-03-01", "2026-03-02"]
    assert lenient[1]["index"] == ""  # two groups only
    assert len(run("--per", "day")) == 2
    assert {row["station"] for row in run("--from", "2026-03-01", "--to", "2026-03-01T09:00")} == {
        "NHUE-1"
    }


def test_an_empty_store_prints_the_heading(run) -> None:
    assert run() == []


def test_station_files_make_days(run, tmp_path: Path) -> None:
    lines = [
        f"{name}\t{value}\t{unit}\t20260302{h:02}{m:02}00\t00\n"
        for h in range(24)
        for m in range(0, 60, 5)
        for name, value, unit in (
            ("pH", 7.0, "-"), ("Temp", 28.0, "oC"), ("DO", 4.2, "mg/L"), ("COD", 24.0, "mg/L"),
            ("NH4+", 0.75, "mg/L"),
        )
    ]  # fmt: skip
    file = tmp_path / "HN_NHUE_NUOMAT_20260302000000.txt"
    file.write_text("".join(lines), encoding="utf-8")
    rows = run("--input", str(file))
    # The label 00:00 is the end of the first of March's last interval.
    assert [row["time"] for row in rows] == ["2026-03-02"]
    assert (rows[0]["q_do"], rows[0]["q_cod"], rows[0]["q_nh4_n"]) == ("54.3796", "60", "37.5")


def test_real_laboratory_results(run) -> None:
    if not POTOMAC.exists():
        pytest.skip("the shared results of the Potomac are not beside this checkout")
    rows = run("--input", str(POTOMAC))
    keys = [(row["station"], row["time"]) for row in rows]
    assert len(keys) == len(set(keys))
    assert keys == sorted(keys)
    computed = [row for row in rows if row["index"]]
    assert len(computed) >= 80
    for row in rows:
        groups = [row[f"g{i}"] for i in range(1, 6)]
        organics = [row[f"q_{name}"] for name in VN_WQI_2019.groups[4]]
        enough = sum(map(bool, groups)) >= 3 and sum(map(bool, organics)) >= 3
        assert bool(row["index"]) == enough == bool(row["band"])
    assert all(0 < int(row["index"]) <= 100 for row in computed)
