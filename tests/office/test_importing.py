from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest

from office import readings
from xanh.errors import XanhError
from xanh.office.plans import importing
from xanh.office.plans.models import Import, Original, Plan, PlanVersion
from xanh.office.plans.originals import path

PLANS = Path(__file__).parents[3] / "shared/plans"


@pytest.fixture
def read_as(monkeypatch):
    """Let the reader answer with a reading, or raise an error."""

    def answer_with(answer: dict[str, Any] | Exception) -> None:
        def read(_path: Path, **_more: object) -> dict[str, Any]:
            if isinstance(answer, Exception):
                raise answer
            document = {"text": "Văn bản", "form": "docx", "encoding": None}
            return {"document": document, "plan": answer}

        monkeypatch.setattr(importing, "read_plan_isolated", read)

    return answer_with


def receive(user=None, content: bytes = b"noi dung") -> Import:
    return importing.receive(io.BytesIO(content), "kế hoạch.docx", user)


@pytest.mark.django_db
def test_a_received_file_becomes_a_draft(lists, editor, read_as):
    read_as(readings.reading())
    arrival = receive(editor)
    assert arrival.state == Import.State.RECEIVED
    assert arrival.original is not None
    assert path(arrival.original).read_bytes() == b"noi dung"
    done = importing.read_import(arrival.pk)
    assert done.state == Import.State.READ
    assert done.version is not None
    assert (done.version.state, done.version.form) == (PlanVersion.State.DRAFT, "docx")
    assert (done.version.original, done.version.created_by) == (arrival.original, editor)


@pytest.mark.django_db
def test_a_refused_file_keeps_its_reason_and_nothing_else(lists, read_as):
    read_as(XanhError("scan", "Bản chụp.", "A scan.", "Hãy nhận dạng chữ.", "Run OCR."))
    arrival = receive()
    file = path(arrival.original)
    done = importing.read_import(arrival.pk)
    assert (done.state, done.error_code) == (Import.State.REFUSED, "scan")
    assert done.error_vi == "Bản chụp. Hãy nhận dạng chữ."
    assert done.error_en == "A scan. Run OCR."
    assert (done.version, done.original, done.name) == (None, None, "kế hoạch.docx")
    assert not file.exists()
    assert not Original.objects.exists()
    assert not Plan.objects.exists()


@pytest.mark.django_db
def test_a_refused_file_that_a_version_rests_on_stays(lists, read_as):
    read_as(readings.reading())
    first = importing.read_import(receive().pk)
    read_as(XanhError("x", "x", "x"))
    importing.read_import(receive().pk)
    assert first.original is not None
    assert path(first.original).exists()


@pytest.mark.django_db
@pytest.mark.parametrize("fault", [RuntimeError("bug"), KeyError("plan")])
def test_a_fault_of_the_program_is_a_refusal_and_leaves_no_half_draft(lists, read_as, fault):
    read_as(fault)
    done = importing.read_import(receive().pk)
    assert (done.state, done.error_code) == (Import.State.REFUSED, "reading-failed")
    read_as(readings.reading(tasks=[{"id": "task-1", "title": "thiếu"}, {"id": "task-2"}]))
    done = importing.read_import(receive(content=b"khac").pk)
    assert done.state == Import.State.REFUSED
    assert not PlanVersion.objects.exists()
    assert not Plan.objects.exists()


@pytest.mark.django_db
def test_an_import_is_read_once(lists, read_as):
    read_as(readings.reading())
    arrival = receive()
    importing.read_import(arrival.pk)
    importing.read_import(arrival.pk)
    assert PlanVersion.objects.count() == 1
    Import.objects.filter(pk=arrival.pk).update(state=Import.State.READING)
    assert importing.read_import(arrival.pk).state == Import.State.READING


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "tasks"),
    [("249-KH-UBND", 52), ("310-KH-UBND-HaNoi", 6), ("552-KH-UBND-DongThap", 19)],
)
def test_a_real_document_becomes_a_draft_with_its_organisations_known(lists, name, tasks):
    file = PLANS / f"{name}.txt"
    if not file.exists():
        pytest.skip("the real documents lie beside the repository")
    with file.open("rb") as stream:
        done = importing.read_import(importing.receive(stream, file.name, None).pk)
    assert done.error_vi == ""
    assert done.version is not None
    assert done.version.tasks.count() >= tasks
    parties = [p for task in done.version.tasks.all() for p in task.parties.all()]
    known = [p for p in parties if p.organisation or p.rule]
    assert len(known) >= 0.95 * len(parties), {p.written for p in parties} - {
        p.written for p in known
    }
    for task in done.version.tasks.all():
        assert task.start is not None
        assert done.version.text[task.start : task.end].strip()
