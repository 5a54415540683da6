"""What goes out is what is there: every reading once, in order, of one moment, and marked."""

from __future__ import annotations

import csv
import io
import json
from datetime import timedelta

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from xanh.cli import main
from xanh.observations.engine import DuckEngine
from xanh.observations.exporting import PARQUET, export, file_name
from xanh.observations.loading import load_tables
from xanh.observations.reading import read
from xanh.observations.selection import Level, Selection
from xanh.observations.store import Store

from ..rich import AT_FIRST, HOUR, QUOTED, START, rich_store, series
from ..stations import rough

ORDER = [("station", "ascending"), ("parameter", "ascending"), ("time", "ascending")]


@pytest.fixture(scope="module")
def store(tmp_path_factory) -> Store:
    return rich_store(tmp_path_factory.mktemp("store"))


@pytest.fixture(scope="module")
def engine(store) -> DuckEngine:
    return DuckEngine(store)


def parquet(engine, selection, simulated=()) -> pa.Table:
    return pq.read_table(io.BytesIO(b"".join(export(engine, selection, "parquet", simulated))))


def lines(engine, selection, simulated=()) -> list[dict[str, str]]:
    text = b"".join(export(engine, selection, "csv", simulated)).decode()
    return list(csv.DictReader(io.StringIO(text)))


@pytest.mark.parametrize("level", list(Level))
def test_parquet_holds_every_reading_of_the_level_once_in_order(engine, level):
    asked = Selection(level=level)
    out = parquet(engine, asked)
    assert out.schema.equals(PARQUET)
    there = engine.table(asked, "all").select(PARQUET.names).cast(PARQUET)
    months = pc.equal(pc.month(out["time"]), 3)
    for month in (months, pc.invert(months)):
        assert out.filter(month) == out.filter(month).sort_by(ORDER)
    assert out.sort_by(ORDER).to_pylist() == there.sort_by(ORDER).to_pylist()


def test_csv_and_parquet_say_the_same(engine):
    asked = Selection(stations=("A", QUOTED))
    out = parquet(engine, asked)
    rows = lines(engine, asked)
    assert len(rows) == out.num_rows
    local = pc.strftime(pc.add(out["time"], pa.scalar(7 * HOUR)), "%Y-%m-%dT%H:%M:%S+07:00")
    expected = out.set_column(2, "time", pc.replace_substring(local, ".000000", ""))
    for row, other in zip(rows, expected.to_pylist(), strict=True):
        assert {name: row[name] for name in row if name != "value"} == {
            name: other[name] for name in row if name != "value"
        }
        assert (float(row["value"]) if row["value"] else None) == other["value"]


def test_csv_is_read_back(engine):
    asked = Selection(stations=("B",))
    text = b"".join(export(engine, asked, "csv"))
    back = read(text, "out.csv", load_tables())
    assert back.problems == []
    there = engine.table(asked, "all")
    same = ["station", "parameter", "time", "value", "unit"]
    assert (
        back.table.select(same).sort_by(ORDER).to_pylist()
        == there.select(same).sort_by(ORDER).to_pylist()
    )


def test_both_sides_of_a_selection_hold_across_months(engine):
    start, end = START + 7 * HOUR, START + 60 * HOUR  # over the first of April, UTC
    times = parquet(engine, Selection(("A",), ("pm10",), start, end))["time"].to_pylist()
    assert times == [start + timedelta(minutes=5 * n) for n in range(1, 53 * 12 + 1)]


def test_what_is_committed_meanwhile_takes_no_part(tmp_path):
    store = Store(tmp_path)
    store.add(series(rough(10)))
    store.add(series(rough(10), start=START + 40 * 24 * HOUR))
    blocks = export(DuckEngine(store), Selection(), "csv")
    first = [next(blocks), next(blocks)]
    store.add(series([1.0] * 20, start=START + 40 * 24 * HOUR))
    assert b"".join([*first, *blocks]).count(b"\n") == 21


def test_as_of_a_moment_gives_what_was_known_then(engine):
    asked = Selection(("A",), ("pm25", "no2"), as_of=AT_FIRST + HOUR)
    out = parquet(engine, asked)
    assert set(out["version"].to_pylist()) == {1}
    assert set(out["parameter"].to_pylist()) == {"pm25"}
    assert json.loads(pq_metadata(engine, asked))["selection"]["as_of"] is not None


def pq_metadata(engine, selection, simulated=()) -> bytes:
    return parquet(engine, selection, simulated).schema.metadata[b"xanh"]


def test_simulated_readings_are_marked_in_every_row_and_the_file(engine):
    asked = Selection(("A", "B"), ("pm25",))
    rows = lines(engine, asked, {"B", "Z"})
    assert {"simulated" in row["flag"].split() for row in rows if row["station"] == "B"} == {True}
    assert {"simulated" in row["flag"].split() for row in rows if row["station"] == "A"} == {False}
    assert json.loads(pq_metadata(engine, asked, {"B", "Z"}))["simulated"] == ["B"]
    assert "simulated" not in json.loads(pq_metadata(engine, asked, {"Z"}))
    assert "mo-phong" in file_name(asked, "csv", {"B"})
    assert "mo-phong" not in file_name(asked, "csv", {"Z"})


def test_nothing_is_a_file_with_a_heading(engine, tmp_path):
    for asked, source in (
        (Selection(("nowhere",)), engine),
        (Selection(start=START + 900 * HOUR), engine),
        (Selection(), DuckEngine(Store(tmp_path / "new"))),
    ):
        assert lines(source, asked) == []
        assert parquet(source, asked).num_rows == 0


def test_blocks_stay_small(tmp_path):
    store = Store(tmp_path)
    store.add(pa.concat_tables(series(rough(8000), name) for name in "abcd"))
    store.add(pa.concat_tables(series(rough(8000), name, "B") for name in map(str, range(40))))
    engine = DuckEngine(store)
    sizes = [len(block) for block in export(engine, Selection(), "csv")]
    assert len(sizes) > 5
    assert max(sizes) < 10_000_000
    blocks = [len(block) for block in export(engine, Selection(), "parquet")]
    assert len(blocks) > 2


def test_the_name_of_a_file_says_what_is_in_it():
    asked = Selection(("HN_01",), ("pm25",), START, START + 24 * HOUR, Level.RAW)
    assert file_name(asked, "csv") == "xanh_HN_01_pm25_20260330_20260330_raw.csv"
    assert "/" not in file_name(Selection(("../a",)), "parquet")


class TestCommand:
    @pytest.fixture(autouse=True)
    def home(self, store, tmp_path, monkeypatch):
        (tmp_path / "observations").symlink_to(store.folder)
        monkeypatch.setenv("XANH_HOME", str(tmp_path))
        monkeypatch.delenv("XANH_DATABASE_URL", raising=False)
        return tmp_path

    def run(self, capfdbinary, *words: str) -> tuple[int, bytes, str]:
        status = main(["observations", "export", *words])
        out, err = capfdbinary.readouterr()
        return status, out, err.decode()

    def test_prints_the_contract_s_columns(self, capfdbinary):
        words = ("--station", "A", "--parameter", "PM2.5", "--format", "csv", "--level", "raw")
        period = ("--from", "2026-03-30", "--to", "2026-03-30T00:10:00+07:00")
        status, out, err = self.run(capfdbinary, *words, *period)
        rows = out.decode().splitlines()
        assert (status, err) == (0, "")
        assert rows[0] == "station,parameter,time,value,unit,status,flag"
        assert [row.split(",")[:3] for row in rows[1:]] == [
            ["A", "pm25", "2026-03-30T00:05:00+07:00"],
            ["A", "pm25", "2026-03-30T00:10:00+07:00"],
        ]

    def test_a_moment_is_included_and_midnight_belongs_to_the_day_before(self, capfdbinary):
        words = ("--station", "A", "--parameter", "pm10", "--to", "2026-03-31T00:05")
        _, included, _ = self.run(capfdbinary, *words, "--from", "2026-03-31T00:00")
        _, excluded, _ = self.run(capfdbinary, *words, "--from", "2026-03-31")
        assert (included.count(b"\n"), excluded.count(b"\n")) == (3, 2)

    def test_parquet_to_a_file(self, capfdbinary, home):
        out = home / "out.parquet"
        status, printed, _ = self.run(capfdbinary, "--format", "parquet", "--out", str(out))
        assert (status, printed) == (0, b"")
        assert pq.read_metadata(out).num_rows == pq.read_table(out).num_rows > 5000
        assert sorted(path.name for path in home.iterdir()) == ["observations", "out.parquet"]

    def test_a_wrong_call_is_2(self, capfdbinary):
        for words in (("--from", "yesterday"), ("--format", "xlsx")):
            with pytest.raises(SystemExit) as stopped:
                self.run(capfdbinary, *words)
            assert stopped.value.code == 2

    @pytest.mark.django_db
    def test_a_simulated_station_of_the_register_says_so(self, capfdbinary, home, monkeypatch):
        from xanh.office.monitoring.models import Station

        Station.objects.create(key="B", simulated=True)
        (home / "xanh.sqlite3").touch()
        monkeypatch.setattr("xanh.cli.exporting.records", lambda: None)  # the test's own records
        _, out, err = self.run(capfdbinary, "--station", "B", "--parameter", "co")
        assert {line.split(",")[-1].split()[-1] for line in out.decode().splitlines()[1:]} == {
            "simulated"
        }
        assert "dữ liệu mô phỏng" in err
        _, out, err = self.run(capfdbinary, "--station", "A", "--parameter", "pm10")
        assert ("simulated" in out.decode(), err) == (False, "")
