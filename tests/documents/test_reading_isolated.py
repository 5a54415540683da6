"""A stranger's file is read in a process of its own, within bounds, quickly."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest

from documents import forms
from xanh.documents.reading.isolated import read_plan_isolated
from xanh.errors import XanhError

PLAN = [
    "KẾ HOẠCH",
    "Trồng rừng ven biển đến năm 2030",
    "I. MỤC TIÊU",
    "1. Tỷ lệ che phủ rừng đạt trên 42 % vào năm 2030.",
    "PHỤ LỤC",
]
ROWS = [
    ["TT", "Nhiệm vụ", "Cơ quan chủ trì", "Cơ quan phối hợp", "Thời gian thực hiện"],
    ["1", "Lập đề án trồng rừng ven biển", "Sở Xây dựng", "Sở Tài chính", "2025 - 2026"],
]


def saved(tmp_path: Path, data: bytes) -> Path:
    path = tmp_path / "kế hoạch.bin"
    path.write_bytes(data)
    return path


@pytest.mark.parametrize("form", [forms.to_docx, forms.to_html, forms.to_pdf, forms.to_text])
def test_the_document_and_its_plan_come_back(form: object, tmp_path: Path) -> None:
    answer = read_plan_isolated(saved(tmp_path, form(PLAN, [ROWS])))  # type: ignore[operator]
    assert "Trồng rừng ven biển đến năm 2030" in answer["document"]["text"]
    (task,) = answer["plan"]["tasks"]
    assert (task["title"], task["leads"]) == ("Lập đề án trồng rừng ven biển", ["Sở Xây dựng"])
    source = task["source"]
    text = answer["document"]["text"][source["start"] : source["end"]]
    assert "Lập đề án trồng rừng ven biển" in text


def test_a_refusal_comes_back_with_the_name_that_the_sender_gave(tmp_path: Path) -> None:
    with pytest.raises(XanhError, match="damaged-file") as caught:
        read_plan_isolated(saved(tmp_path, b"%PDF-1.4 hong"), name="ke-hoach.pdf")
    assert caught.value.vi.startswith("ke-hoach.pdf")
    assert caught.value.do_en


def test_a_missing_file_and_a_file_that_is_too_big(tmp_path: Path) -> None:
    with pytest.raises(XanhError, match="file-not-found"):
        read_plan_isolated(tmp_path / "không có")
    path = tmp_path / "lon.txt"
    with path.open("wb") as file:
        file.truncate(100_000_000)
    with pytest.raises(XanhError, match="file-too-big"):
        read_plan_isolated(path)


def test_time_that_runs_out_ends_the_reading(tmp_path: Path) -> None:
    page = saved(tmp_path, b"<html>" + b"<p>x <b>y</b>" * 60_000)
    started = time.monotonic()
    with pytest.raises(XanhError, match="reading-too-slow"):
        read_plan_isolated(page, seconds=0.3)
    assert time.monotonic() - started < 5


@pytest.mark.skipif(sys.platform != "linux", reason="RLIMIT_AS bounds memory on Linux only")
def test_memory_that_runs_out_is_a_refusal(tmp_path: Path) -> None:
    page = saved(tmp_path, ("<html>" + "<p>Trồng rừng ven biển" * 150_000).encode())
    with pytest.raises(XanhError, match=r"reading-too-large|reading-failed"):
        read_plan_isolated(page, megabytes=110)


def test_a_reader_that_dies_is_a_refusal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/bin/true")
    with pytest.raises(XanhError, match="reading-failed"):
        read_plan_isolated(saved(tmp_path, b"x"))


def test_reading_text_loads_no_heavy_library(tmp_path: Path) -> None:
    path = saved(tmp_path, forms.to_text(PLAN * 400, [ROWS]))
    code = (
        "import sys; from pathlib import Path; from xanh.documents.reading import read_document; "
        f"read_document(Path({str(path)!r}).read_bytes()); "
        "print([m for m in ('lxml', 'docx', 'pypdfium2', 'pdfplumber', 'django') "
        "if m in sys.modules])"
    )
    started = time.monotonic()
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
    assert time.monotonic() - started < 5
