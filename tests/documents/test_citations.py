"""The documents that a text cites and replaces: numbers, kinds, dates, places in the text."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xanh.documents.front.citations import cited_documents, find_citations, replaced_documents
from xanh.documents.front.document_numbers import normalise_number
from xanh.documents.passages import Passage
from xanh.documents.text.clauses import Clause


def found(text: str) -> list[tuple[str, str | None, date | None]]:
    return [(c.number, c.kind, c.issued) for c in find_citations(Passage.clean(text))]


def clause(text: str, kind: str = "paragraph") -> Clause:
    passage = Passage.clean(text)
    return Clause(kind, passage, passage, "", (), ())


def replaced(*texts: str) -> list[str]:
    clauses = [clause(texts[0]), *(clause(text, "item") for text in texts[1:])]
    return [c.number for c in replaced_documents(clauses)]


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("3865/QĐ- UBND", "3865/QĐ-UBND"),
        ("71/NQ -CP", "71/NQ-CP"),
        ("10- CTr/TU", "10-CTr/TU"),
        ("Số : 249 / KH - UBND", "249/KH-UBND"),
        ("249/KH–UBND", "249/KH-UBND"),
        ("80/2025/NĐ-CP", "80/2025/NĐ-CP"),
        ("08 /2022/TT- BTNMT", "08/2022/TT-BTNMT"),
        ("57-NQ/TW", "57-NQ/TW"),
        ("95 - KH/TU", "95-KH/TU"),
        ("72/2020/QH14", "72/2020/QH14"),
        ("1656/NQ-UBTVQH15", "1656/NQ-UBTVQH15"),
        ("1132/QĐ-TTG", "1132/QĐ-TTg"),
        ("1132/QÐ-TTg", "1132/QĐ-TTg"),  # the Icelandic letter of old fonts
        ("12/qđ-ubnd", "12/QĐ-UBND"),
        ("03/2021/TTLT-BTNMT-BTC", "03/2021/TTLT-BTNMT-BTC"),
        ("123/UBND-KT", "123/UBND-KT"),
    ],
)
def test_a_number_has_one_spelling(written: str, number: str) -> None:
    assert normalise_number(written) == number
    assert normalise_number(number) == number


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Kế hoạch số 249/KH-UBND ngày 11/9/2025",
         [("249/KH-UBND", "Kế hoạch", date(2025, 9, 11))]),
        ("Nghị định số 80/2025/NĐ-CP ngày 01 tháng 4 năm 2025 của Chính phủ",
         [("80/2025/NĐ-CP", "Nghị định", date(2025, 4, 1))]),
        ("NGHỊ QUYẾT SỐ 122/NQ-CP NGÀY 08/5/2025 CỦA CHÍNH PHỦ",
         [("122/NQ-CP", "Nghị quyết", date(2025, 5, 8))]),
        ("(sau đây gọi là Quyết định 1132/QĐ-TTg)", [("1132/QĐ-TTg", "Quyết định", None)]),
        ("Nghị quyết số 122/NQ-CP của Chính phủ ngày 08/5/2025",
         [("122/NQ-CP", "Nghị quyết", date(2025, 5, 8))]),
        ("Luật Bảo vệ môi trường số 72/2020/QH14 ngày 17/11/2020",
         [("72/2020/QH14", "Luật", date(2020, 11, 17))]),
        ("Luật số 31/2024/QH15, số 27/2023/QH15",
         [("31/2024/QH15", "Luật", None), ("27/2023/QH15", "Luật", None)]),
        ("Nghị quyết số 98/2023/QH15", [("98/2023/QH15", "Nghị quyết", None)]),
        ("Chương trình hành động số 10- CTr/TU ngày 13/8/2025",
         [("10-CTr/TU", "Chương trình", date(2025, 8, 13))]),
        ("Quy định số 131-QĐ/TW ngày 27/10/2023", [("131-QĐ/TW", "Quy định", date(2023, 10, 27))]),
        ("Công văn số 123/BNNMT-BĐKH ngày 5/3/2025",
         [("123/BNNMT-BĐKH", "Công văn", date(2025, 3, 5))]),
        ("Quyết định số 5/QĐ-UBND ngày 31/02/2025", [("5/QĐ-UBND", "Quyết định", None)]),
        ("Quyết định số 36/QĐ-TTg có hiệu lực từ ngày 01/02/2024",
         [("36/QĐ-TTg", "Quyết định", None)]),
    ],
)  # fmt: skip
def test_kind_and_date_are_those_of_the_number(text: str, expected: object) -> None:
    assert found(text) == expected


def test_the_date_of_the_next_document_is_not_taken() -> None:
    text = (
        "Nghị quyết 122/NQ-CP của Chính phủ về việc ban hành Kế hoạch thực hiện Kết luận số "
        "81-KL/TW ngày 08/5/2025 của Bộ Chính trị"
    )
    assert found(text) == [
        ("122/NQ-CP", "Nghị quyết", None),
        ("81-KL/TW", "Kết luận", date(2025, 5, 8)),
    ]


def test_a_list_shares_its_kind() -> None:
    text = (
        "tại các Quyết định: số 36/QĐ-TTg ngày 11/01/2024 về quy hoạch A; số 1569/QĐ-TTg ngày "
        "12/12/2024 về quy hoạch B và số 1668/QĐ-TTg ngày 27/12/2024 về quy hoạch C"
    )
    assert found(text) == [
        ("36/QĐ-TTg", "Quyết định", date(2024, 1, 11)),
        ("1569/QĐ-TTg", "Quyết định", date(2024, 12, 12)),
        ("1668/QĐ-TTg", "Quyết định", date(2024, 12, 27)),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "đạt QCVN 14:2008/BTNMT và QCVN 40/2011/BTNMT, cột B",
        "theo TCVN 7957:2023 và TCVN ISO 14064-1:2011",
        "trực 24/7, công suất 50/KW-H, 10/ha-năm, ngày 04/6/2024",
        "giai đoạn 2021-2025, tỷ lệ 1/500 và 1/2.000",
        "từ 1.000.000 m3/ngày-đêm xuống 5 mg/L",
    ],
)
def test_standards_and_units_are_no_documents(text: str) -> None:
    assert found(text) == []


def test_sources_show_kind_number_and_date_as_they_stand() -> None:
    document = "Thực hiện **Quyết\nđịnh số  3865/QĐ- UBND** ngày\n22/7/2025 của UBND thành phố."
    (citation,) = find_citations(Passage.clean(document))
    assert citation.source is not None
    written = document[citation.source.start : citation.source.end]
    assert written == "Quyết\nđịnh số  3865/QĐ- UBND** ngày\n22/7/2025"


# -- over a whole document -------------------------------------------------------------------------


def test_two_dates_for_one_document_are_a_finding_and_the_commoner_counts() -> None:
    texts = ["Kết luận số 81-KL/TW ngày 04/6/2024"] * 2 + ["Kết luận số 81-KL/TW ngày 08/5/2025"]
    document = "\n".join(texts)
    passages, at = [], 0
    for text in texts:
        passages.append(Passage.clean(document, at, at + len(text)))
        at += len(text) + 1
    cited, findings = cited_documents(passages, None)
    assert [(c.number, c.issued) for c in cited] == [("81-KL/TW", date(2024, 6, 4))]
    (finding,) = findings
    assert finding.code == "two-dates"
    assert "two dates for one document" in finding.message_en
    assert finding.source is not None
    assert document[finding.source.start : finding.source.end].endswith("08/5/2025")


def test_a_document_is_cited_once_with_the_date_that_any_place_gives() -> None:
    cited, findings = cited_documents(
        [Passage.clean(t) for t in ("Nghị quyết 122/NQ-CP", "số 122/NQ- CP ngày 08/5/2025")], None
    )
    assert [(c.number, c.kind, c.issued) for c in cited] == [
        ("122/NQ-CP", "Nghị quyết", date(2025, 5, 8))
    ]
    assert findings == ()


def test_the_document_itself_and_the_lists_of_a_site_are_not_cited() -> None:
    texts = (
        "(Kèm theo Kế hoạch số 249/KH- UBND ngày 11/9/2025)",
        "Căn cứ Nghị định số 80/2025/NĐ-CP",
        "Văn bản liên quan",
        "Quyết định 36/QĐ-TTg ngày 11/01/2024",
        "Kế hoạch 1/KH-UBND năm 2020",
    )
    cited, _ = cited_documents([Passage.clean(t) for t in texts], "249/KH-UBND")
    assert [c.number for c in cited] == ["80/2025/NĐ-CP"]


# -- what is replaced ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("Kế hoạch này có hiệu lực kể từ ngày ký và thay thế các Kế hoạch đã được UBND Thành phố "
         "ban hành: Số 150/KH-UBND ngày 26/9/2013 về Triển khai thực hiện Kế hoạch số 95-KH/TU "
         "ngày 26/7/2013 của Thành ủy về việc thực hiện Nghị quyết Hội nghị; Số 228/KH-UBND "
         "ngày 02/11/2017 về ứng phó với biến đổi khí hậu.", ["150/KH-UBND", "228/KH-UBND"]),
        ("Kế hoạch này thay thế Kế hoạch số 12/KH-UBND ngày 1/2/2020.", ["12/KH-UBND"]),
        ("Điều 2. Quyết định này có hiệu lực kể từ ngày ký. Bãi bỏ Quyết định số 5/QĐ-UBND ngày "
         "1/1/2020 và Quyết định số 6/QĐ-UBND ngày 2/2/2021.", ["5/QĐ-UBND", "6/QĐ-UBND"]),
        ("Kế hoạch số 9/KH-UBND ngày 3/3/2019 hết hiệu lực kể từ ngày Kế hoạch này được ban hành.",
         ["9/KH-UBND"]),
        ("Kế hoạch số 9/KH-UBND được thay thế bởi Kế hoạch này.", ["9/KH-UBND"]),
        ("Kế hoạch này thay thế Kế hoạch số 1/KH-UBND về thực hiện Nghị quyết số 2/NQ-CP và Nghị "
         "quyết số 3/NQ-CP; Kế hoạch số 4/KH-UBND.", ["1/KH-UBND", "4/KH-UBND"]),
        # Tasks, general words and other documents' history are no replacement.
        ("Rà soát để sửa đổi, bổ sung, thay thế, bãi bỏ các văn bản quy phạm pháp luật.", []),
        ("Tham mưu ban hành quy định thay thế Quyết định số 22/2014/QĐ-UBND ngày 20/6/2014.", []),
        ("Nghị định số 08/2022/NĐ-CP thay thế Nghị định số 40/2019/NĐ-CP.", []),
        ("Quyết định này bãi bỏ khoản 2 Điều 5 Quyết định số 7/QĐ-UBND.", []),
        ("Thay thế dần túi ni lông theo Kế hoạch số 7/KH-UBND.", []),
    ],
)  # fmt: skip
def test_replaced_documents(text: str, numbers: list[str]) -> None:
    assert replaced(text) == numbers


def test_a_list_below_the_sentence_is_replaced() -> None:
    assert replaced(
        "Kế hoạch này thay thế các văn bản sau:",
        "Kế hoạch số 1/KH-UBND ngày 1/1/2020 về thực hiện Nghị quyết số 5/NQ-CP;",
        "Kế hoạch số 2/KH-UBND ngày 2/2/2021.",
        "Giao Sở Tài chính theo dõi theo Quyết định số 3/QĐ-UBND.",
    ) == ["1/KH-UBND", "2/KH-UBND"]


# -- properties ------------------------------------------------------------------------------------

CODES = st.sampled_from(["KH-UBND", "QĐ-TTg", "NQ-CP", "TT-BTNMT", "CTr-UBND", "QĐ-BKHCN"])
PARTY = st.sampled_from(["NQ/TW", "KL/TW", "CTr/TU", "KH/TU"])
NUMBERS = st.one_of(
    st.builds("{}/{}".format, st.integers(1, 9999), CODES),
    st.builds("{}/{}/{}".format, st.integers(1, 999), st.integers(1990, 2040), CODES),
    st.builds("{}-{}".format, st.integers(1, 9999), PARTY),
)


@given(NUMBERS, st.sampled_from([" -", "- ", " - ", "–", " – "]), st.sampled_from(["/", " / "]))
def test_spaces_and_dashes_do_not_change_a_number(number: str, dash: str, slash: str) -> None:
    assert normalise_number(number.replace("-", dash, 1).replace("/", slash, 1)) == number


@given(st.text(alphabet="0123456789/-– KHQĐTWUBNDCP.,:;sốngày", max_size=60))
def test_normalising_is_idempotent(text: str) -> None:
    once = normalise_number(text)
    assert once is None or normalise_number(once) == once


@settings(deadline=None)
@given(st.lists(st.one_of(NUMBERS, st.text(max_size=10)), max_size=12).map(" ".join))
def test_offsets_are_exact(document: str) -> None:
    for citation in find_citations(Passage.clean(document)):
        assert citation.source is not None
        stands = document[citation.source.start : citation.source.end]
        assert citation.number in [c.number for c in find_citations(Passage.clean(stands))]
