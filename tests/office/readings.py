"""Readings in the contract's shape, as small as a test needs them."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import User

from xanh.office.plans.drafts import create_draft
from xanh.office.plans.models import PlanVersion
from xanh.office.plans.states import publish

Json = dict[str, Any]


def task(number: int, title: str, /, **more: Any) -> Json:
    """Return a task of the first table."""
    return {
        "id": f"task-1-{number}", "table": 1, "group": None, "group_title": None,
        "number": str(number), "title": title, "leads": ["Sở Nông nghiệp và Môi trường"],
        "partners": ["UBND các phường, xã"], "lead_conditions": [],
        "period": {"text": "2026", "start": "2026-01-01", "end": "2026-12-31", "recurrence": None},
        "extra": {}, "source": {"start": 0, "end": 5}, **more,
    }  # fmt: skip


def target(number: int, subject: str, value: float = 80.0, /, **more: Any) -> Json:
    """Return a target of at least ``value`` per cent."""
    return {
        "id": f"target-{number}", "subject": subject, "comparator": ">=", "value": value,
        "unit": "%", "stretch": None, "year": None, "relative_to": None,
        "source": {"start": 0, "end": 5}, **more,
    }  # fmt: skip


def duty(number: int, text: str, /, **more: Any) -> Json:
    """Return a yearly duty before 1 December."""
    return {
        "id": f"duty-{number}", "organisations": ["Các sở, ban, ngành"], "text": text,
        "to": "Sở Nông nghiệp và Môi trường", "recurrence": "yearly",
        "deadline": {"month": 12, "day": 1, "year": None, "inclusive": False},
        "source": {"start": 0, "end": 5}, **more,
    }  # fmt: skip


def reading(number: str = "12/KH-UBND", **more: Any) -> Json:
    """Return a whole reading; ``document`` entries among ``more`` replace those of the header."""
    document = {
        "number": number, "kind": "Kế hoạch", "issuer": "Ủy ban nhân dân thành phố Hà Nội",
        "place": "Hà Nội", "issued": "2026-01-15", "effective": None,
        "title": "Kế hoạch bảo vệ môi trường không khí", "signer": None,
        "replaces": [], "cites": [],
    }  # fmt: skip
    document |= more.pop("document", {})
    return {
        "document": document,
        "targets": [target(1, "Chất thải rắn sinh hoạt được thu gom")],
        "measures": [
            {"id": "measure-1", "path": ["II", "1"], "text": "Tuyên truyền về không khí sạch",
             "source": {"start": 0, "end": 5}}
        ],
        "tasks": [
            task(1, "Lắp đặt trạm quan trắc không khí"),
            task(2, "Cải tạo hồ Tây", leads=["Sở Xây dựng"]),
        ],
        "duties": [duty(1, "Báo cáo kết quả thực hiện")],
        "organisations": [],
        "findings": [],
        **more,
    }  # fmt: skip


def draft(user: User | None = None, **more: Any) -> PlanVersion:
    """Store a reading as a draft."""
    return create_draft(reading(**more), "Văn bản của kế hoạch", "text", None, user)


def published(user: User | None = None, **more: Any) -> PlanVersion:
    """Store a reading and publish it."""
    return publish(draft(user, **more), user)
