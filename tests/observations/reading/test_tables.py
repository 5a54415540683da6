"""The tables of names, and how an operator extends them."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

import xanh.observations
from xanh.errors import XanhError
from xanh.observations.loading import load_tables
from xanh.observations.reading import headings
from xanh.observations.tables import Medium, name_key, unit_key

from .common import NOW, TABLES, one, text_of

FOLDER = Path(xanh.observations.__file__).parent / "data"
CONTRACT = (
    "pm25 pm10 so2 no2 no nox co o3 ph do temperature bod5 cod toc tss nh4_n no3_n no2_n po4_p "
    "coliform e_coli aldrin bhc dieldrin ddts heptachlor heptachlor_epoxide as cd pb cr6 cu zn hg "
    "flow air_temperature humidity pressure wind_speed wind_direction rain radiation"
).split()


def table(name: str) -> list[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_every_name_of_the_contract_is_a_parameter_and_means_itself():
    for name in CONTRACT:
        parameter = TABLES.parameters[name]
        assert parameter.vi
        assert parameter.en
        assert TABLES.names["", name_key(name)] == name


def test_every_name_leads_to_a_parameter_and_every_unit_is_understood():
    assert set(TABLES.names.values()) <= TABLES.parameters.keys()
    for parameter in TABLES.parameters.values():
        unit = parameter.unit.replace("Nm³", "m³")
        assert not unit or unit_key(unit) in TABLES.units, parameter.id
        assert parameter.low is None or parameter.high is None or parameter.low < parameter.high


def test_no_name_is_written_twice_in_one_medium():
    seen: dict[tuple[str, str], str] = {}
    for row in table("names.csv"):
        key = (row["medium"], name_key(row["name"]))
        assert seen.setdefault(key, row["parameter"]) == row["parameter"], row
    units: dict[str, dict[str, str]] = {}
    for row in table("units.csv"):
        assert units.setdefault(unit_key(row["written"]), row) is row, row


def test_no_heading_of_a_column_is_the_name_of_a_parameter():
    names = {key for _medium, key in TABLES.names}
    assert not names & headings._RANKS.keys()


def test_names_are_compared_without_accents_case_and_signs_but_pm1_is_not_pm10():
    assert (
        name_key("Nhiệt độ ") == name_key("nhietdo") == name_key("Nhie\u0302\u0323t đo\u0323\u0302")
    )
    assert name_key("PM1.0") != name_key("PM10")
    assert unit_key("µg/m³") == unit_key("μg / M3") == "ug/m3"


@pytest.mark.parametrize(
    ("key", "medium"),
    [
        ("HN_BKHN_KHIKXQ", Medium.AIR),
        ("TB_NMAM_KHIAMO", Medium.STACK),
        ("HN_KCNTL_NUOC01", Medium.WASTEWATER),
        ("HN_X_NT2", Medium.WASTEWATER),
        ("HN_X_NUOCMAT1", Medium.SURFACE_WATER),
        ("HN_X_NGAM1", Medium.GROUNDWATER),
        ("Hanoi", Medium.UNKNOWN),
    ],
)
def test_the_last_group_of_a_key_names_the_medium(key, medium):
    assert TABLES.medium_of_key(key) is medium


def test_an_operator_adds_names_units_stations_and_instruments(tmp_path):
    (tmp_path / "parameters.csv").write_text(
        "id,kind,vi,en,symbol,unit,low,high\nvibration,air,Độ rung,Vibration,,mm/s,0,100\n"
    )
    (tmp_path / "names.csv").write_text(
        "medium,name,parameter\n,Rung,vibration\nair,NO2,no\nwater,Đục tổng,turbidity\n"
    )
    (tmp_path / "units.csv").write_text("written,unit,factor\nmm/s,mm/s,1\ncm/s,mm/s,10\n")
    (tmp_path / "stations.csv").write_text(
        "key,medium,seconds,aliases\nS9,air,600,OLD1;OLD2\n", encoding="utf-8-sig"
    )
    (tmp_path / "instruments.csv").write_text("station,parameter,low,high\nS9,vibration,0,50\n")
    (tmp_path / "fillers.csv").write_text("value\n777\n")
    tables = load_tables(tmp_path)
    body = "".join(
        f"{n}\t{v}\t{u}\t20260325000500\t00\r\n"
        for n, v, u in [("Rung", 6, "cm/s"), ("NO2", 1, "ug/m3"), ("PM10", 777, "")]
    )
    table_ = text_of(body, "OLD2_20260325000500.txt", tables).table
    assert table_["parameter"].to_pylist() == ["vibration", "no", "pm10"]
    assert table_["flag"].to_pylist() == ["instrument", "", "filler"]
    assert set(table_["station"].to_pylist()) == {"S9"}
    assert set(table_["seconds"].to_pylist()) == {600}
    # The package's own tables are untouched.
    assert one("NO2\t1\tug/m3\t20260325000500\t00\r\n")[0] == "no2"
    assert NOW


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("parameters.csv", "id,vi,en,symbol,unit,low\nx,X,X,X,m,much\n"),
        ("names.csv", "medium,name,parameter\nsoup,X,pm25\n"),
        ("units.csv", "written,factor\nmm,1\n"),
        ("stations.csv", "key,medium,seconds\nS,air,often\n"),
    ],
)
def test_a_table_that_cannot_be_used_says_file_and_line(tmp_path, name, content):
    (tmp_path / name).write_text(content)
    with pytest.raises(XanhError, match=f"{name}, line 2") as refusal:
        load_tables(tmp_path)
    assert refusal.value.code == "table-unreadable"
