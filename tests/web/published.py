"""A small published plan and a draft beside it, made as people make them."""

from __future__ import annotations

import copy
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import Model

from xanh.office.organisations.models import Organisation, Resolution, WrittenName
from xanh.office.places.models import Place, PlaceOrigin
from xanh.office.plans.drafts import create_draft
from xanh.office.plans.models import PlanVersion, SearchEntry
from xanh.office.plans.search import index_lists
from xanh.office.plans.states import publish

TEXT = (
    "Phần mở đầu.\n"
    "Tỷ lệ hộ dân dùng nước sạch đạt trên 80%, phấn đấu trên 85%.\n"
    "Các đơn vị báo cáo trước ngày 01 tháng 12 hằng năm.\n"
    "Bảng nhiệm vụ |\n1 |\nKiểm kê nguồn thải |\nSở Nông nghiệp và Môi trường |\n"
    "2 |\nLàm sạch sông Tô Lịch |\nSở Xây dựng |\nPhần cuối."
)
SECRET = "việc tuyệt mật của bản nháp"


def _source(words: str) -> dict[str, int]:
    start = TEXT.index(words)
    return {"start": start, "end": start + len(words)}


def _task(key: str, number: str, title: str, leads: list[str], **more: Any) -> dict[str, Any]:
    found = {"start": 0, "end": 5} if title not in TEXT else _source(title)
    return {
        "id": key, "table": 1, "group": 1, "group_title": "I. Môi trường", "number": number,
        "title": title, "leads": leads, "partners": [], "lead_conditions": [],
        "period": {"text": "2025 - 2030", "start": "2025-01-01", "end": "2030-12-31",
                   "recurrence": None},
        "extra": {}, "source": found,
    } | more  # fmt: skip


def reading(number: str = "15/KH-UBND") -> dict[str, Any]:
    """Return what a reader found, as the contract writes it."""
    return {
        "document": {
            "number": number, "kind": "Kế hoạch", "issuer": "UBND thành phố Hà Nội",
            "place": "Hà Nội", "issued": "2025-09-11", "effective": "2025-09-11",
            "title": "Kế hoạch bảo vệ môi trường", "signer": None,
            "replaces": [{"number": "3/KH-UBND", "kind": None, "issued": "2013-09-26",
                          "source": None}],
            "cites": [{"number": "122/NQ-CP", "kind": "Nghị quyết", "issued": "2025-05-08",
                       "source": None}],
        },
        "targets": [{
            "id": "target-1", "subject": "tỷ lệ hộ dân dùng nước sạch", "comparator": ">",
            "value": 80.0, "unit": "%", "stretch": {"comparator": ">", "value": 85.0},
            "year": None, "relative_to": None, "source": _source("Tỷ lệ hộ dân dùng nước sạch"),
        }],
        "measures": [{"id": "measure-1", "path": ["II", "1", "a"], "text": "Trồng thêm cây xanh",
                      "source": {"start": 0, "end": 4}}],
        "tasks": [
            _task("task-1-1", "1", "Kiểm kê nguồn thải", ["Sở Nông nghiệp và Môi trường"],
                  partners=["Các sở, ngành liên quan"], extra={"Sản phẩm": "Báo cáo"}),
            _task("task-1-2", "2", "Làm sạch sông Tô Lịch", ["Sở Xây dựng"],
                  lead_conditions=[{"organisation": "Sở Xây dựng", "condition": "nếu liên xã"}],
                  period={"text": "Quý IV/2026", "start": "2026-10-01", "end": "2026-12-31",
                          "recurrence": None}),
            _task("task-1-3", "3", "=cmd|' /C calc'!A0", ["Bộ Y tế"], period=None),
        ],
        "duties": [{
            "id": "duty-1", "organisations": ["Các sở, ban, ngành"],
            "text": "Báo cáo kết quả thực hiện", "to": "Sở Nông nghiệp và Môi trường",
            "recurrence": "yearly",
            "deadline": {"month": 12, "day": 1, "year": None, "inclusive": False},
            "source": _source("báo cáo trước ngày"),
        }],
        "organisations": [], "findings": [],
    }  # fmt: skip


def _empty(*models: type[Model]) -> None:
    """Empty tables within the test's transaction: other tests load the whole country."""
    with connection.cursor() as cursor:
        for model in models:
            cursor.execute(f"DELETE FROM {connection.ops.quote_name(model._meta.db_table)}")


def lists() -> None:
    """Store the few places and organisations that the tests name, and no others."""
    _empty(SearchEntry, Resolution.members.through, Resolution, WrittenName, Organisation,
           PlaceOrigin, Place)  # fmt: skip
    city = Place(code="01", name="Hà Nội", full_name="Thành phố Hà Nội", name_en="Hanoi",
                 kind=Place.Kind.CITY)  # fmt: skip
    city.save()
    ward = Place(code="00070", name="Hoàn Kiếm", full_name="Phường Hoàn Kiếm",
                 name_en="Hoan Kiem Ward", kind=Place.Kind.WARD, parent=city,
                 valid_from=date(2025, 7, 1))  # fmt: skip
    ward.save()
    kinds = Organisation.Kind
    for name, english, kind, place in (
        ("Sở Nông nghiệp và Môi trường", "Department of Agriculture and Environment",
         kinds.DEPARTMENT, city),
        ("Sở Xây dựng", "Department of Construction", kinds.DEPARTMENT, city),
        ("Bộ Y tế", "Ministry of Health", kinds.MINISTRY, None),
        ("UBND phường Hoàn Kiếm", "", kinds.COMMUNE_COMMITTEE, ward),
    ):  # fmt: skip
        organisation = Organisation(name=name, name_en=english, kind=kind, place=place)
        organisation.save()
        organisation.written_names.create(text=name)
    index_lists()


def published(number: str = "15/KH-UBND", **changes: Any) -> PlanVersion:
    """Return a published version of plan ``number``."""
    return publish(create_draft(reading(number) | changes, TEXT, "txt", None, None), None)


def draft(number: str = "77/KH-UBND") -> PlanVersion:
    """Return a draft of which nothing may be seen."""
    found = copy.deepcopy(reading(number))
    found["document"]["title"] = SECRET
    found["tasks"][0] |= {"title": SECRET, "leads": ["Ban Tuyệt mật của bản nháp"]}
    found["targets"][0]["subject"] = SECRET
    found["measures"][0]["text"] = SECRET
    found["duties"][0] |= {"text": SECRET, "organisations": ["Ban Tuyệt mật của bản nháp"]}
    return create_draft(found, TEXT, "txt", None, None)
