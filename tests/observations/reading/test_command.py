"""``xanh observations read``: any form in, one CSV out."""

from __future__ import annotations

import io
import sys

import pytest

from xanh.cli import main

from .common import real

HEADING = "station,parameter,time,value,unit,status,flag\n"


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("XANH_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


def run(capfdbinary, *arguments: str) -> tuple[int, str, str]:
    status = main(["observations", "read", *arguments])
    out, err = capfdbinary.readouterr()
    return status, out.decode(), err.decode()


def test_real_station_files_are_printed_by_the_contract(capfdbinary):
    paths = [
        real("vn-station-txt", "HN_BKHN_KHIKXQ_20260325000500.txt"),
        real("vn-station-txt", "TB_NMAM_KHIAMO_20260325000000.txt"),
    ]
    status, out, err = run(capfdbinary, *map(str, paths))
    assert (status, err) == (0, "")
    lines = out.splitlines(keepends=True)
    assert lines[0] == HEADING
    assert len(lines) == 1 + 26 + 5
    assert "HN_BKHN_KHIKXQ,pm25,2026-03-25T00:05:00+07:00,27.81,µg/m³,00,\n" in lines
    assert "HN_BKHN_KHIKXQ,co,2026-03-25T00:05:00+07:00,3087.03,µg/m³,02,status\n" in lines


def test_the_output_reads_back_identically(capfdbinary, tmp_path):
    sources = [
        str(real("air-hanoi-usembassy", "Hanoi_PM2.5_2017_YTD.csv")),
        str(real("water-quality-wqp", "potomac_2020-2022.csv")),
        str(real("vn-station-txt", "TB_NMAM_KHIAMO_20260325000000.txt")),
    ]
    _status, first, _err = run(capfdbinary, *sources)
    kept = tmp_path / "kept.csv"
    kept.write_text(first)
    status, again, err = run(capfdbinary, str(kept))
    assert (status, err) == (0, "")
    assert again == first


def test_what_cannot_be_read_goes_to_the_error_stream_and_the_rest_is_printed(
    capfdbinary, tmp_path
):
    bad = tmp_path / "bad.csv"
    bad.write_text("station,parameter,time,value,unit\nA,pm25,never,1,\nA,pm25,2026-01-01,2,\n")
    rubbish = tmp_path / "rubbish.bin"
    rubbish.write_bytes(bytes(range(256)))
    good = tmp_path / "B.csv"
    good.write_text("time,pm25\n2026-01-01 01:00,3\n")
    status, out, err = run(
        capfdbinary, str(bad), str(rubbish), str(tmp_path / "none"), str(tmp_path), str(good)
    )
    assert status == 1
    assert [line.split(",")[3] for line in out.splitlines()[1:]] == ["2", "3"]
    assert "bad.csv:2: " in err
    for code in ("line-without-time", "not-text", "no-such-file", "is-a-folder", "not-all-read"):
        assert f"[{code}]" in err


def test_standard_input(capfdbinary, monkeypatch):
    body = b"time,pm25\n2026-01-01 01:00,3\n"
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(body)))
    status, out, _err = run(capfdbinary, "-")
    assert status == 0
    assert out.splitlines()[1].split(",")[1:4] == ["pm25", "2026-01-01T01:00:00+07:00", "3"]


def test_an_operators_tables_count(capfdbinary, home, tmp_path):
    (home / "tables").mkdir(parents=True)
    (home / "tables" / "names.csv").write_text("medium,name,parameter\n,Khói mịn,pm25\n")
    path = tmp_path / "S.csv"
    path.write_text("time,Khói mịn\n2026-01-01 01:00,3\n")
    assert run(capfdbinary, str(path))[1].splitlines()[1].startswith("S,pm25,")
