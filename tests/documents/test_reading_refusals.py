"""Bad input gets a clear answer in two languages, early, and never a traceback."""

from __future__ import annotations

import io
import random
import resource
import time
import zipfile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from documents import forms
from documents.readings import assert_exact, read_or_refuse
from documents.wordparts import cell, package, table
from xanh.documents.blocks import Document
from xanh.documents.reading import Limits, read_document
from xanh.errors import XanhError


def refusal(data: bytes, limits: Limits | None = None) -> XanhError:
    with pytest.raises(XanhError) as caught:
        read_document(data, "tep.bin", limits or Limits())
    error = caught.value
    assert error.vi
    assert error.en
    assert error.do_vi
    assert error.do_en
    return error


def zipped(**parts: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/").replace("_xml", ".xml"), content)
    return buffer.getvalue()


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty-file"),
        (b" \r\n\t ", "empty-file"),
        (b"\xef\xbb\xbf", "empty-file"),
        (b"\xff\xfe", "empty-file"),
        (bytes(5000), "empty-file"),
        (b"<html><body><script>1</script></body></html>", "no-text"),
        (b"PK\x03\x04 this is no zip", "damaged-file"),
        (b"%PDF-1.7 this is no PDF", "damaged-file"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "needs-ocr"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF\x00", "needs-ocr"),
        (b"{\\rtf1\\ansi K\\'ea}", "form-not-read"),
        (b"Rar!\x1a\x07\x01\x00", "form-not-read"),
        (zipped(xl__workbook_xml=b"<a/>"), "form-not-read"),
        (zipped(ppt__presentation_xml=b"<a/>"), "form-not-read"),
        (zipped(readme=b"x"), "form-not-read"),
        (zipped(word__document_xml=b"<w:document"), "damaged-file"),
        (zipped(word__document_xml=b"<document/>"), "damaged-file"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "encrypted-file"),
        (OLE + "Workbook".encode("utf-16-le"), "form-not-read"),
        (OLE, "unknown-form"),
        (random.Random(7).randbytes(20_000), "unknown-form"),
        (random.Random(8).randbytes(300), "unknown-form"),
    ],
)
def test_what_is_no_document_is_refused(data: bytes, code: str) -> None:
    assert refusal(data).code == code


def test_a_workbook_is_called_a_workbook() -> None:
    assert "Excel" in refusal(zipped(xl__workbook_xml=b"<a/>")).vi


def test_an_old_word_file_without_a_converter(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    error = refusal(OLE + "WordDocument".encode("utf-16-le"))
    assert error.code == "old-word-file"
    assert ".docx" in error.do_vi


def test_an_old_word_file_goes_through_the_converter(
    tmp_path: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    from pathlib import Path

    program = Path(str(tmp_path)) / "antiword"
    book = (
        "<book><bookinfo><title>t</title></bookinfo><chapter><title></title>"
        "<para><emphasis role='bold'>KẾ HOẠCH</emphasis></para><informaltable><tgroup><tbody>"
        "<row><entry>TT</entry><entry>Nhiệm vụ</entry></row>"
        "<row><entry>1</entry><entry><para>Trồng rừng</para></entry></row>"
        "</tbody></tgroup></informaltable></chapter></book>"
    )
    program.write_text(f"#!/bin/sh\n/bin/cat <<'END'\n{book}\nEND\n", encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(program.parent))
    document = read_document(OLE + "WordDocument".encode("utf-16-le"))
    assert document.text == "KẾ HOẠCH\nTT\nNhiệm vụ\n\n1\nTrồng rừng\n\n"
    assert document.form == "doc"


def test_a_hundred_megabytes_are_refused_at_once() -> None:
    data = b"Ke hoach " * 11_200_000
    started = time.process_time()
    assert refusal(data).code == "file-too-big"
    assert time.process_time() - started < 0.1


def test_limits_of_characters_rows_and_paragraphs() -> None:
    assert refusal(b"a" * 2000, Limits(max_characters=1000)).code == "text-too-long"
    many = package(table(*[cell("1")] * 30))
    assert refusal(many, Limits(max_rows=20)).code == "too-many-rows"
    page = b"<table>" + b"<tr><td>1<td>2" * 30 + b"</table>"
    assert refusal(page, Limits(max_rows=20)).code == "too-many-rows"
    assert refusal(page, Limits(max_cells=20)).code == "too-many-cells"
    assert refusal(b"<p>x" * 30, Limits(max_blocks=20)).code == "too-many-paragraphs"
    pdf = forms.to_pdf(["Trồng rừng ven biển"] * 200)
    assert refusal(pdf, Limits(max_pages=2)).code == "too-many-pages"


def test_a_word_file_that_expands_to_gigabytes_is_not_unpacked() -> None:
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("word/document.xml", "w", force_zip64=True) as part,
    ):
        for _ in range(150):
            part.write(b" " * 1_000_000)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert refusal(buffer.getvalue()).code == "unsafe-file"
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 50_000  # [kB]


def test_a_part_that_lies_about_its_size_is_read_with_a_cap() -> None:
    data = bytearray(package("<w:p/>" * 100_000))
    entry = data.rfind(b"word/document.xml") - 46
    assert int.from_bytes(data[entry + 24 : entry + 28], "little") > 600_000
    data[entry + 24 : entry + 28] = (100).to_bytes(4, "little")
    assert refusal(bytes(data), Limits(max_part=50_000)).code in ("damaged-file", "unsafe-file")


def test_high_ratios_are_refused() -> None:
    data = zipped(word__document_xml=b"<a>" + b" " * 8_000_000 + b"</a>")
    assert refusal(data, Limits(max_ratio=100)).code == "unsafe-file"


BOMB = (
    b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;">]>'
    b'<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
    b"<w:body><w:p><w:r><w:t>&c;</w:t></w:r></w:p></w:body></w:document>"
)
OUTSIDE = BOMB.replace(b'<!ENTITY a "ha">', b'<!ENTITY a SYSTEM "file:///etc/hostname">')


@pytest.mark.parametrize("xml", [BOMB, OUTSIDE, BOMB.decode().encode("utf-16")])
def test_xml_that_declares_entities_is_refused(xml: bytes) -> None:
    assert refusal(zipped(word__document_xml=xml)).code == "unsafe-file"


def test_entities_of_a_page_are_not_followed() -> None:
    page = b'<!DOCTYPE html [<!ENTITY x SYSTEM "file:///etc/passwd">]><html><p>K&#7871;: &x;</p></html>'
    assert "root" not in read_document(page).text


def test_turned_direction_is_reported_and_left_out_of_readings() -> None:
    data = "Sở \u202eNội\u202c vụ và Sở Tài\u200b chính".encode()
    document = read_document(data)
    assert document.text == data.decode()
    assert document.blocks[0].passage.text == "Sở Nội vụ và Sở Tài chính"  # type: ignore[union-attr]
    (finding,) = document.findings
    assert finding.code == "invisible-characters"
    assert finding.source is not None
    assert document.text[finding.source.start] == "\u202e"
    page = read_document("<p>Sở \u2067Nội</p>".encode())
    assert [f.code for f in page.findings] == ["invisible-characters"]


PLAN = ["KẾ HOẠCH", "- Trồng rừng đạt trên 95 % diện tích vào năm 2030;", "1. Nạo vét sông, hồ."]
ROWS = [["TT", "Nhiệm vụ"], ["1", "Trồng rừng"]]
SEEDS = {
    "text": "\n".join(PLAN).encode(),
    "utf-16": "\n".join(PLAN).encode("utf-16"),
    "html": forms.to_html(PLAN, [ROWS]),
    "docx": forms.to_docx(PLAN, [ROWS]),
    "word": package("".join(f"<w:p><w:r><w:t>{x}</w:t></w:r></w:p>" for x in PLAN)),
    "pdf": forms.to_pdf(PLAN, [ROWS]),
}


@pytest.mark.parametrize("seed", SEEDS)
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_spoilt_files_give_a_document_or_a_refusal(seed: str, data: st.DataObject) -> None:
    spoilt = bytearray(SEEDS[seed])
    for _ in range(data.draw(st.integers(1, 12))):
        at = data.draw(st.integers(0, len(spoilt) - 1))
        action = data.draw(st.sampled_from(["set", "cut", "double", "insert"]))
        if action == "set":
            spoilt[at] = data.draw(st.integers(0, 255))
        elif action == "cut":
            del spoilt[at : at + data.draw(st.integers(1, 200))]
        elif action == "double":
            spoilt[at:at] = spoilt[at : at + 300]
        else:
            spoilt[at:at] = data.draw(st.binary(max_size=20))
        if not spoilt:
            return
    answer = read_or_refuse(bytes(spoilt))
    assert answer.blocks if isinstance(answer, Document) else answer.do_vi


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes_give_a_document_or_a_refusal(data: bytes) -> None:
    answer = read_or_refuse(data)
    assert answer.text if isinstance(answer, Document) else answer.en


MARKUP = st.lists(
    st.sampled_from(
        ["<table>", "</table>", "<tr>", "</tr>", "<td>", "</td>", "<td\\", "rowspan=3>", "<td\\", "colspan=7>", "<p>", "</p>", "<ul>", "<li>", "</ul>", "<ol>", "</ol>", "<b>", "</b>", "<br>", "<div\\", "hidden>", "</div>", "<style>", "</style>", "<!--", "-->", "chữ", "a", "&nbsp;"]
    ),
    max_size=60,
)  # fmt: skip


@settings(max_examples=80, deadline=None)
@given(MARKUP)
def test_any_markup_gives_a_document_with_exact_offsets(pieces: list[str]) -> None:
    page = "<html><p>x" + "".join(p.replace("\\", " ") for p in pieces)
    answer = read_or_refuse(page.encode())
    assert isinstance(answer, Document)
    assert_exact(answer)
