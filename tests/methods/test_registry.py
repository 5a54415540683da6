"""What the house says about its methods is what it computes with."""

from __future__ import annotations

import importlib
import pkgutil
from pathlib import Path

import pytest

import xanh.methods
from xanh.methods import air, registry
from xanh.methods.versions import Version

ROOT = Path(__file__).parents[2]


def _defined() -> set[str]:
    """Return the ids of all versions that any module of the methods holds."""
    found = set()
    for module in pkgutil.walk_packages(xanh.methods.__path__, "xanh.methods."):
        for value in vars(importlib.import_module(module.name)).values():
            if isinstance(value, Version):
                found.add(value.id)
    return found


def test_every_version_of_the_methods_is_registered() -> None:
    registered = {version.id for method in registry.METHODS for version in method.versions}
    assert _defined() <= registered
    assert len(registered) >= 14


def test_document_of_methods_is_the_registry_of_today() -> None:
    document = ROOT / "docs" / "methods.md"
    assert document.read_text("utf-8") == registry.markdown(), "run make methods"


def test_break_points_shown_give_the_index_computed() -> None:
    scale = air.VN_AQI[0]
    table = registry.tables_of(scale)[1]
    row = next(row for row in table.rows if row[0] == "pm25")
    for corner in str(row[1]).split("; "):
        concentration, index = map(float, corner.split(" → "))
        assert air.sub_index("pm25", concentration) == pytest.approx(index)


def test_change_of_a_limit_within_a_regulation_shows_its_days() -> None:
    table = registry.tables_of(air.QCVN05[-1])[0]
    rows = [row for row in table.rows if row[:2] == ("pm25", "24h")]
    assert [(row[2], row[3][1]) for row in rows] == [
        ("50", "until 31/12/2025"),
        ("45", "from 01/01/2026"),
    ]


def test_every_function_shown_has_a_first_paragraph() -> None:
    for method in registry.METHODS:
        for function in method.functions:
            assert registry.first_words(function).endswith(".")


def test_version_leads_back_to_its_method() -> None:
    assert registry.method_of("qcvn40:2011").key == "wastewater"
    with pytest.raises(KeyError):
        registry.method_of("vn_aqi:1999")
