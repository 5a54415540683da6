"""Four real documents give what a careful reader finds in them, at exact places."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from xanh.documents.parser import parse
from xanh.documents.passages import Passage
from xanh.documents.reading import read_document
from xanh.vietnamese import fold

PLANS = Path(__file__).parents[2].parent / "shared" / "plans"
NAMES = ("249-KH-UBND", "310-KH-UBND-HaNoi", "552-KH-UBND-DongThap", "7360-KH-UBND-LaiChau")
pytestmark = pytest.mark.skipif(
    not PLANS.is_dir(), reason="the real plans lie outside the repository"
)


@cache
def text_of(name: str) -> str:
    return (PLANS / f"{name}.txt").read_bytes().decode()


@cache
def read(name: str) -> dict[str, Any]:
    return parse(read_document((PLANS / f"{name}.txt").read_bytes(), name)).to_json()


@cache
def expected(name: str) -> dict[str, Any]:
    return json.loads((PLANS / f"{name}.expected.json").read_text(encoding="utf-8"))


def plain(text: str | None) -> str:
    return fold(re.sub(r"\s+", " ", (text or "").replace("*", ""))).strip(" .;,:")


def expected_tasks(name: str) -> list[dict[str, Any]]:
    wanted = expected(name)
    if "task_blocks_in_body" in wanted:
        return list(wanted["task_blocks_in_body"]["blocks"])
    tasks = []
    for appendix in wanted["appendices"]:
        tasks += appendix.get("tasks", [])
        for group in appendix["groups"]:
            tasks += group.get("tasks", [])
    return tasks


@pytest.mark.parametrize("name", NAMES)
def test_every_task_and_no_other_with_its_title_number_and_period(name: str) -> None:
    tasks, wanted = read(name)["tasks"], expected_tasks(name)
    assert [t["number"] for t in tasks] == [w["no"] for w in wanted]
    for task, want in zip(tasks, wanted, strict=True):
        title = want.get("title") or want["title_starts"]
        assert plain(task["title"]).startswith(plain(title))
        period = want.get("period_raw", want.get("period_raw_starts"))
        assert plain(task["period"]["text"] if task["period"] else "").startswith(plain(period))
        assert bool(task["period"]) == bool(period)


@pytest.mark.parametrize("name", NAMES)
def test_leads_and_partners_as_split_by_a_careful_reader(name: str) -> None:
    for task, want in zip(read(name)["tasks"], expected_tasks(name), strict=True):
        if "leads" in want:
            assert task["leads"] == want["leads"], want["no"]
        if "coords" in want:
            assert task["partners"] == want["coords"], want["no"]
        if "leads" not in want and want.get("lead_raw"):
            written = re.sub(r"[\s;,]", "", plain(want["lead_raw"]))
            assert all(re.sub(r"[\s;,]", "", plain(lead)) in written for lead in task["leads"])


@pytest.mark.parametrize("name", NAMES)
def test_every_target_and_no_other(name: str) -> None:
    targets, wanted = read(name)["targets"], expected(name)["targets"]
    assert len(targets) == len(wanted)
    for want in wanted:
        found = [
            t
            for t in targets
            if t["value"] == want["value"]
            and t["year"] == want["year"]
            and t["comparator"] in want.get("accept_comparators", [want["comparator"]])
        ]
        assert found, want
        if want.get("stretch"):
            assert found[0]["stretch"] == {"comparator": ">", "value": 85.0}


@pytest.mark.parametrize("name", NAMES)
def test_the_header_and_the_documents_it_replaces_and_cites(name: str) -> None:
    header, want = read(name)["document"], expected(name)["header"]
    for field, key in (("number", "number"), ("kind", "doc_type"), ("issuer", "issuer"),
                       ("place", "place"), ("issued", "issued"), ("signer", "signer")):  # fmt: skip
        assert header[field] == want[key], field
    assert plain(header["title"]) == plain(want["title"])
    assert [(r["number"], r["issued"]) for r in header["replaces"]] == [
        (r["number"], r["date"]) for r in expected(name)["replaces"]
    ]
    cited = {c["number"]: c["issued"] for c in header["cites"]}
    for document in expected(name)["cited_documents"]:
        if document["number"]:
            assert cited[document["number"]] == document["date"]


@pytest.mark.parametrize("name", NAMES)
def test_sources_hold_what_was_read(name: str) -> None:
    text, plan = text_of(name), read(name)
    for task in plan["tasks"]:
        source = task["source"]
        assert plain(task["title"]) in plain(Passage.clean(text, **source).text)
    for target in plan["targets"]:
        source = Passage.clean(text, **target["source"]).text
        number = f"{target['value']:g}".lstrip("0") or "0"
        assert number in source.replace(".", "")
    for measure in plan["measures"]:
        assert measure["text"] == Passage.clean(text, **measure["source"]).text


def test_hanoi_s_plan_in_full() -> None:
    plan = read("249-KH-UBND")
    groups = [(t["table"], t["group"]) for t in plan["tasks"]]
    assert [groups.count(g) for g in ((1, 1), (1, 2), (2, None))] == [19, 18, 15]
    duty = next(d for d in plan["duties"] if d["deadline"])
    assert duty["deadline"] == {"month": 12, "day": 1, "year": None, "inclusive": False}
    assert duty["recurrence"] == "yearly"
    assert duty["organisations"] == [
        "các Sở, ban, ngành", "UBND các phường, xã", "các đơn vị có liên quan"
    ]  # fmt: skip
    assert duty["to"] == "Sở Nông nghiệp và Môi trường"
    conditional = next(t for t in plan["tasks"] if t["table"] == 2 and t["number"] == "7")
    conditions = {c["organisation"]: c["condition"] for c in conditional["lead_conditions"]}
    assert "2 xã (phường) trở lên" in conditions["Sở Xây dựng"]
    assert "trọn vẹn" in conditions["UBND các phường, xã"]
    codes = [f["code"] for f in plan["findings"]]
    for code in ("duplicated-passage", "missing-period", "two-dates", "gap-in-lettering"):
        assert codes.count(code) == 1, code


def test_numbers_that_are_no_targets_stay_out() -> None:
    assert not {180.0, 22.0, 10.0} & {t["value"] for t in read("310-KH-UBND-HaNoi")["targets"]}
    assert read("7360-KH-UBND-LaiChau")["targets"] == []


@pytest.mark.parametrize("name", NAMES)
def test_reading_twice_gives_the_same_bytes(name: str) -> None:
    again = parse(read_document((PLANS / f"{name}.txt").read_bytes(), name)).to_json()
    assert json.dumps(again, ensure_ascii=False) == json.dumps(read(name), ensure_ascii=False)
