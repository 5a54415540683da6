"""The Water Quality Portal: non-detects, units, speciations, replicates and blanks."""

from __future__ import annotations

import csv
import io
from datetime import datetime

import pytest

from xanh.observations.reading import read

from .common import NOW, TABLES, real, rows, text_of

SHORT = (
    "org_id,org_name,site_id,site_name,site_type,lat,lon,activity_id,activity_type,date,time,tz,"
    "characteristic,speciation,fraction,value,unit,tada_value,tada_unit,detection_condition,"
    "dl_value,dl_unit,status"
).split(",")
PORTAL = {
    "site_id": "MonitoringLocationIdentifier", "activity_type": "ActivityTypeCode",
    "date": "ActivityStartDate", "time": "ActivityStartTime/Time",
    "tz": "ActivityStartTime/TimeZoneCode", "characteristic": "CharacteristicName",
    "speciation": "MethodSpeciationName", "fraction": "ResultSampleFractionText",
    "value": "ResultMeasureValue", "unit": "ResultMeasure/MeasureUnitCode",
    "detection_condition": "ResultDetectionConditionText",
    "dl_value": "DetectionQuantitationLimitMeasure/MeasureValue",
    "dl_unit": "DetectionQuantitationLimitMeasure/MeasureUnitCode",
    "status": "ResultStatusIdentifier",
}  # fmt: skip
BASE = {
    "site_id": "S-1", "activity_type": "Sample-Routine", "date": "2021-05-04", "time": "10:30:00",
    "tz": "EDT", "status": "Final",
}  # fmt: skip


def portal(*results: dict[str, str], names: dict[str, str] | None = None):
    names = names or {name: name for name in SHORT}
    out = io.StringIO()
    writer = csv.DictWriter(out, names.values())
    writer.writeheader()
    for result in results:
        writer.writerow({names[k]: v for k, v in (BASE | result).items() if k in names})
    return text_of(out.getvalue())


def only(**result: str):
    table = portal(result).table
    assert table.num_rows == 1
    return rows(table, "parameter", "value", "unit", "flag")[0]


@pytest.mark.parametrize("names", [None, PORTAL], ids=["short columns", "portal's columns"])
def test_both_sets_of_columns(names):
    result = portal(
        {"characteristic": "Nitrate", "speciation": "as NO3", "value": "62.004", "unit": "mg/L"},
        {"characteristic": "Ammonia", "speciation": "as N", "detection_condition": "Not Detected",
         "dl_value": ".02", "dl_unit": "mg/L"},
        names=names,
    )  # fmt: skip
    assert result.form == "water-quality-portal"
    assert rows(
        result.table, "station", "parameter", "time", "seconds", "value", "unit", "flag", "status"
    ) == [
        ("S-1", "no3_n", datetime(2021, 5, 4, 14, 30), 0, 14.007, "mg/L", "", "Final"),
        ("S-1", "nh4_n", datetime(2021, 5, 4, 14, 30), 0, 0.02, "mg/L", "bdl", "Final"),
    ]


@pytest.mark.parametrize(
    ("name", "speciation", "value", "unit", "expected"),
    [
        ("Nitrate", "", "4.4286", "mg/l asNO3", ("no3_n", 1.00043)),
        ("Nitrite", "", "3.2845", "mg/l asNO2", ("no2_n", 1.0)),
        ("Ammonia and ammonium", "", "1.2879", "mg/l NH4", ("nh4_n", 1.0)),
        ("Orthophosphate", "", "3.0662", "mg/l asPO4", ("po4_p", 1.0)),
        ("Orthophosphate", "as PO4", "3.0662", "mg/L", ("po4_p", 1.0)),
        ("Total Phosphorus, mixed forms", "as P", "70", "ug/l", ("tp", 0.07)),
        ("Oxygen", "", "98", "% saturatn", ("do_saturation", 98.0)),
        ("Oxygen", "", "8.1", "mg/l", ("do", 8.1)),
        ("Stream flow, instantaneous", "", "2", "m3/sec", ("flow", 7200.0)),
        ("Stream flow, instantaneous", "", "100", "ft3/s", ("flow", 10194.06)),
        ("pH", "", "7.7", "std units", ("ph", 7.7)),
        ("Arsenic", "", "5.1", "ug/l", ("as", 0.0051)),
    ],
)
def test_units_and_speciations_become_one(name, speciation, value, unit, expected):
    got = only(characteristic=name, speciation=speciation, value=value, unit=unit)
    assert (got[0], got[3]) == (expected[0], "")
    assert got[1] == pytest.approx(expected[1], rel=1e-4)


@pytest.mark.parametrize(
    ("cells", "value", "flag"),
    [
        ({"value": "<0.02", "unit": "mg/L"}, 0.02, "bdl"),
        ({"value": "<20", "unit": "ug/l"}, 0.02, "bdl"),
        ({"detection_condition": "Not Detected"}, None, "unreadable bdl"),
        ({"detection_condition": "Present Below Quantification Limit", "dl_value": "20",
          "dl_unit": "ug/L"}, 0.02, "bdl"),
        ({"value": ">6", "unit": "mg/L"}, 6.0, "instrument"),
        ({"value": "0.5", "unit": "mg/L", "detection_condition": "Between Inst Detect and Quant "
          "Limit", "dl_value": "0.1", "dl_unit": "mg/L"}, 0.5, ""),
    ],
)  # fmt: skip
def test_what_was_not_detected_is_the_limit(cells, value, flag):
    got = only(characteristic="Copper", fraction="Total", **cells)
    assert got[1] == value
    assert set(got[3].split()) == set(flag.split())


def test_blanks_are_left_out_and_one_result_is_kept_for_a_sample():
    copper = {"characteristic": "Copper", "unit": "mg/L"}
    nitrate = {"characteristic": "Nitrate", "unit": "mg/l as N"}
    result = portal(
        {**copper, "value": "9", "activity_type": "Quality Control Sample-Field Blank"},
        {**nitrate, "value": "3", "activity_type": "Quality Control Sample-Field Replicate"},
        {**nitrate, "value": "2", "fraction": "Total"},
        {**nitrate, "value": "1", "fraction": "Dissolved"},
        {**copper, "value": "0.5", "fraction": "Total"},
        {**copper, "value": "0.4", "fraction": "Dissolved"},
    )
    assert rows(result.table, "parameter", "value", "unit") == [
        ("no3_n", 1.0, "mg/L"),
        ("cu", 0.5, "mg/L"),
        ("cu_dissolved", 0.4, "mg/L"),
    ]
    assert len(result.notes) == 2


def test_a_sample_without_a_clock_is_of_noon_and_an_unknown_zone_is_flagged():
    assert portal({"characteristic": "pH", "value": "7", "time": "", "tz": ""}).table[
        "time"
    ].to_pylist() == [datetime(2021, 5, 4, 5)]
    result = portal(
        {"characteristic": "pH", "value": "7"},
        {"characteristic": "pH", "value": "7", "time": "11:30:00", "tz": "DST"},
    )
    assert rows(result.table, "time", "flag")[1] == (datetime(2021, 5, 4, 15, 30), "clock")


def test_the_real_potomac_file():
    path = real("water-quality-wqp", "potomac_2020-2022.csv")
    result = read(path.read_bytes(), path.name, TABLES, now=NOW)
    frame = result.table.to_pandas()
    assert result.problems == []
    assert frame.station.nunique() == 117
    assert not frame.duplicated(["station", "parameter", "time"]).any()
    known = frame[frame.flag == ""]
    units = dict(zip(known.parameter, known.unit, strict=True))
    expected = "nh4_n no3_n no2_n po4_p tp do tss bod5 toc chloride as cd cu zn".split()
    assert {units[p] for p in expected} == {"mg/L"}
    assert set(frame.parameter.str.replace("_dissolved|_suspended", "", regex=True)) <= set(
        TABLES.parameters
    )
    # Only what was measured in sediment (µg/g) is in no unit of water.
    assert set(frame[frame.flag.str.contains("unit")].unit) == {"ug/g"}
    assert frame[frame.flag == "bdl"].value.notna().all()
    do = known[known.parameter == "do"].value
    assert (do.min() > 0, do.median() > 8, do.max() < 25) == (True, True, True)
    assert known[known.parameter == "do_saturation"].value.median() > 50
    # Every routine pH result is there.
    with path.open() as file:
        source = [r for r in csv.DictReader(file) if r["characteristic"] == "pH" and r["value"]]
    keys = {(r["site_id"], r["date"], r["time"], r["tz"]) for r in source}
    assert (known.parameter == "ph").sum() >= 0.97 * len(keys)
