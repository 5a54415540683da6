"""VN_WQI over real laboratory results of the Potomac: untidy names, units and detection limits."""

from pathlib import Path

import pandas as pd
import pytest

from xanh.methods.water import WEIGHTINGS, vn_wqi

FILE = Path(__file__).parents[3].parent / "shared/data/water-quality-wqp/potomac_2020-2022.csv"
# (characteristic, speciation) → parameter and the factor to the element as N or P
NAMES = {
    ("pH", ""): ("ph", 1.0),
    ("Temperature, water", ""): ("temperature", 1.0),
    ("Dissolved oxygen (DO)", ""): ("do", 1.0),
    ("Oxygen", ""): ("do", 1.0),
    ("Biochemical oxygen demand, standard conditions", ""): ("bod5", 1.0),
    ("Organic carbon", ""): ("toc", 1.0),
    ("Ammonia", "as N"): ("nh4_n", 1.0),
    ("Nitrate", "as N"): ("no3_n", 1.0),
    ("Nitrite", "as N"): ("no2_n", 1.0),
    ("Orthophosphate", "as P"): ("po4_p", 1.0),
    ("Orthophosphate", "as PO4"): ("po4_p", 30.974 / 94.971),
    ("Escherichia coli", ""): ("e_coli", 1.0),
    ("Arsenic", ""): ("as", 1.0),
    ("Cadmium", ""): ("cd", 1.0),
    ("Copper", ""): ("cu", 1.0),
    ("Lead", ""): ("pb", 1.0),
    ("Zinc", ""): ("zn", 1.0),
}
UNITS = {
    "MG/L": "mg/L", "UG/L": "µg/L", "CFU/100ML": "CFU/100mL", "NONE": "", "STD UNITS": "",
    "DEG C": "°C",
}  # fmt: skip


@pytest.fixture(scope="module")
def samples() -> pd.DataFrame:
    """The results in long form, one sample a site and day."""
    if not FILE.exists():
        pytest.skip("the shared results of the Potomac are not beside this checkout")
    raw = pd.read_csv(FILE, dtype=str).fillna("")
    raw = raw[~raw["activity_type"].str.contains("Blank")]
    meaning = [NAMES.get(key) for key in zip(raw["characteristic"], raw["speciation"], strict=True)]
    limit = pd.to_numeric(raw["dl_value"], errors="coerce") / 2
    long = pd.DataFrame(
        {
            "station": raw["site_id"],
            "time": raw["date"],
            "parameter": [m and m[0] for m in meaning],
            "factor": [m and m[1] for m in meaning],
            "value": pd.to_numeric(raw["tada_value"], errors="coerce").fillna(limit),
            "unit": [
                UNITS.get(unit or limit_unit.upper())
                for unit, limit_unit in zip(raw["tada_unit"], raw["dl_unit"], strict=True)
            ],
        }
    )
    long = long[long["parameter"].notna() & long["unit"].notna() & long["value"].notna()].copy()
    long["value"] *= long.pop("factor").astype(float)
    return long


def test_indices_of_a_real_river_keep_the_rules(samples: pd.DataFrame) -> None:
    made = {weighting: vn_wqi(samples, weighting=weighting) for weighting in WEIGHTINGS}
    equal = made["equal"]
    assert len(equal) == len(samples[["station", "time"]].drop_duplicates())
    computed = equal["index"].notna()
    assert computed.sum() >= 40
    assert (computed == (equal["missing"] == "")).all()
    assert equal.loc[computed, "index"].between(1, 100).all()
    assert (equal["band"].notna() == computed).all()
    q = [name for name in equal.columns if name.startswith("q_")]
    assert equal[q].stack().dropna().between(10, 100).all()
    organics = [f"q_{n}" for n in ["do", "bod5", "cod", "toc", "nh4_n", "no3_n", "no2_n", "po4_p"]]
    enough = (equal[organics].notna().sum(axis=1) >= 3) & (
        equal[["g1", "g2", "g3", "g4", "g5"]].notna().sum(axis=1) >= 3
    )
    assert (computed == enough).all()
    groups = equal[["g4", "g5"]].dropna()
    lifted = made["group-iv-twice"].loc[groups.index, "index"] - equal.loc[groups.index, "index"]
    # Counting group IV twice pulls the index towards group IV.
    assert (lifted[groups["g4"] > groups["g5"]].dropna() >= 0).all()
    assert (lifted[groups["g4"] < groups["g5"]].dropna() <= 0).all()


def test_the_order_of_the_rows_changes_nothing(samples: pd.DataFrame) -> None:
    shuffled = samples.sample(frac=1, random_state=7)
    pd.testing.assert_frame_equal(vn_wqi(samples), vn_wqi(shuffled), check_exact=False)
