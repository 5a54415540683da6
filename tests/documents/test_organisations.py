"""Cells are split into the organisations that they name, as written, prefixes restored."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xanh.documents.organisations import (
    canonical,
    find_organisations,
    looks_like_organisations,
    split_organisations,
)
from xanh.documents.organisations.names import DEPARTMENTS, MINISTRIES, SINGLE_BODIES
from xanh.documents.organisations.words import word_key

PLANS = Path(__file__).parents[2] / "../shared/plans"

SPLIT = {
    # a shared prefix
    "Các Sở: A; B": "Sở A|Sở B",
    "Sở: Tài chính, Xây dựng": "Sở Tài chính|Sở Xây dựng",
    "Sở Tài chính, Xây dựng, Nông nghiệp và Môi trường":
        "Sở Tài chính|Sở Xây dựng|Sở Nông nghiệp và Môi trường",
    "Các Sở: Nông nghiệp và Môi trường; Công thương; BQL các Khu công nghệ cao; UBND các xã":
        "Sở Nông nghiệp và Môi trường|Sở Công thương|BQL các Khu công nghệ cao|UBND các xã",
    "Các Sở (Tài chính, Xây dựng, Y tế)": "Sở Tài chính|Sở Xây dựng|Sở Y tế",
    "Các sở, ngành: Tài chính, Xây dựng, Công an Thành phố":
        "Sở Tài chính|Sở Xây dựng|Công an Thành phố",
    "Các Bộ: Công an, Quốc phòng": "Bộ Công an|Bộ Quốc phòng",
    "Các Bộ Công an, Quốc phòng và UBND Thành phố": "Bộ Công an|Bộ Quốc phòng|UBND Thành phố",
    "Sở Y tế, các Sở: Tài chính, Xây dựng": "Sở Y tế|Sở Tài chính|Sở Xây dựng",
    "Các sở: tài chính, xây dựng": "Sở tài chính|Sở xây dựng",
    "Các Chi cục: Thủy lợi, Kiểm lâm; Công an tỉnh":
        "Chi cục Thủy lợi|Chi cục Kiểm lâm|Công an tỉnh",
    "Đề nghị Ủy ban Mặt trận Tổ quốc Việt Nam tỉnh": "Ủy ban Mặt trận Tổ quốc Việt Nam tỉnh",
    "Giám đốc các Sở: Tài chính, Xây dựng": "Giám đốc Sở Tài chính|Giám đốc Sở Xây dựng",
    "UBND các xã, phường: Ba Đình, Sóc Sơn": "UBND Ba Đình|UBND Sóc Sơn",
    "UBND các xã: Sóc Sơn, Đa Phúc; các phường: Tây Hồ, Phú Thượng":
        "UBND xã Sóc Sơn|UBND xã Đa Phúc|UBND phường Tây Hồ|UBND phường Phú Thượng",
    "UBND các phường Ba Đình, Hoàn Kiếm và Tây Hồ":
        "UBND phường Ba Đình|UBND phường Hoàn Kiếm|UBND phường Tây Hồ",
    # an elided prefix
    "Sở Công thương; Du lịch; UBND các phường, xã": "Sở Công thương|Sở Du lịch|UBND các phường, xã",
    "Sở Văn hóa và Thể thao, Du lịch": "Sở Văn hóa và Thể thao|Sở Du lịch",
    "Hội Nông dân, Phụ nữ, Cựu chiến binh": "Hội Nông dân|Hội Phụ nữ|Hội Cựu chiến binh",
    # no delimiter
    "Sở Xây dựng UBND các phường, xã": "Sở Xây dựng|UBND các phường, xã",
    "Các sở, ban, ngành UBND các phường, xã": "Các sở, ban, ngành|UBND các phường, xã",
    "Sở Khoa học và Công nghệ Sở Công Thương; UBND các phường, xã":
        "Sở Khoa học và Công nghệ|Sở Công Thương|UBND các phường, xã",
    "Công an Thành phố Bộ Tư lệnh Thủ đô": "Công an Thành phố|Bộ Tư lệnh Thủ đô",
    # bullets, numbers, slashes
    "- Sở Nông nghiệp và Môi trường - UBND các phường, xã":
        "Sở Nông nghiệp và Môi trường|UBND các phường, xã",
    "- Sở Lao động - Thương binh và Xã hội - UBND các huyện":
        "Sở Lao động - Thương binh và Xã hội|UBND các huyện",
    "1. Sở Tài chính 2. Sở Xây dựng": "Sở Tài chính|Sở Xây dựng",
    "a) Sở Tài chính; b) Sở Xây dựng": "Sở Tài chính|Sở Xây dựng",
    "+ Sở Tài chính\n+ Sở Xây dựng": "Sở Tài chính|Sở Xây dựng",
    "Sở Công Thương/Sở Xây dựng": "Sở Công Thương|Sở Xây dựng",
    "Cơ quan chủ trì: Sở Xây dựng": "Sở Xây dựng",
    # commas and "và" inside names
    "Sở Văn hóa, Thể thao và Du lịch": "Sở Văn hóa, Thể thao và Du lịch",
    "Sở Văn hoá Thể thao du lịch": "Sở Văn hoá Thể thao du lịch",
    "Các sở, ban, ngành": "Các sở, ban, ngành",
    "Sở, ban, ngành có liên quan": "Sở, ban, ngành có liên quan",
    "Viện, Trường; Doanh nghiệp, Sở, ban, ngành có liên quan":
        "Viện, Trường|Doanh nghiệp|Sở, ban, ngành có liên quan",
    "UBND các phường, xã": "UBND các phường, xã",
    "Ban Quản lý các khu công nghệ cao và khu công nghiệp":
        "Ban Quản lý các khu công nghệ cao và khu công nghiệp",
    "Báo và Phát thanh Truyền hình Lai Châu": "Báo và Phát thanh Truyền hình Lai Châu",
    "Báo và Phát thanh, Truyền hình tỉnh": "Báo và Phát thanh, Truyền hình tỉnh",
    "Văn phòng HĐND và UBND tỉnh": "Văn phòng HĐND và UBND tỉnh",
    "Trung tâm Quan trắc, Phân tích và Kỹ thuật môi trường":
        "Trung tâm Quan trắc, Phân tích và Kỹ thuật môi trường",
    "Liên hiệp các Hội Khoa học và Kỹ thuật": "Liên hiệp các Hội Khoa học và Kỹ thuật",
    "Các cơ quan thông tấn, báo chí": "Các cơ quan thông tấn, báo chí",
    "Chi cục Bảo vệ môi trường - Sở Nông nghiệp và Môi trường":
        "Chi cục Bảo vệ môi trường - Sở Nông nghiệp và Môi trường",
    # "và" between organisations
    "Sở Tư pháp; Sở Y tế và các sở, ngành có liên quan":
        "Sở Tư pháp|Sở Y tế|các sở, ngành có liên quan",
    "Mặt trận Tổ quốc Việt Nam và các tổ chức chính trị - xã hội":
        "Mặt trận Tổ quốc Việt Nam|các tổ chức chính trị - xã hội",
    "Các sở, ngành, UBND các xã, phường và các cơ quan, tổ chức, cá nhân có liên quan.":
        "Các sở, ngành|UBND các xã, phường|các cơ quan, tổ chức, cá nhân có liên quan",
    # abbreviations
    "Sở NN&MT, Sở KH&CN; UBND TP": "Sở NN&MT|Sở KH&CN|UBND TP",
    "Các Sở: TN&MT, XD, VH,TT&DL; CATP": "Sở TN&MT|Sở XD|Sở VH,TT&DL|CATP",
    "BQL các KCN, Ban QLDA ĐTXD công trình giao thông":
        "BQL các KCN|Ban QLDA ĐTXD công trình giao thông",
    # what is no state body, and what only looks like a ministry
    "Doanh nghiệp, nhà cung cấp dịch vụ IoT, nhà đầu tư":
        "Doanh nghiệp|nhà cung cấp dịch vụ IoT|nhà đầu tư",
    "Vietcombank, Agribank": "Vietcombank|Agribank",
    "Bộ Tư lệnh Thủ đô; Bộ Chính trị": "Bộ Tư lệnh Thủ đô|Bộ Chính trị",
    # what is said of the names is cut
    "Các sở, ban, ngành UBND các phường, xã chủ trì theo chức năng, nhiệm vụ":
        "Các sở, ban, ngành|UBND các phường, xã",
    "Các sở, ngành có liên quan theo chức năng, nhiệm vụ quản lý được giao.":
        "Các sở, ngành có liên quan",
    "Sở Xây dựng chủ trì, phối hợp với Sở Tài chính": "Sở Xây dựng",
    "Sở Khoa học và Công nghệ tiến hành rà soát các văn bản của mình; các sở, ngành liên quan và "
    "Ủy ban nhân dân các xã, phường rà soát và gửi về Sở Khoa học và Công nghệ. Đồng thời, các "
    "sở, ngành liên quan tiếp tục rà soát":
        "Sở Khoa học và Công nghệ|các sở, ngành liên quan|Ủy ban nhân dân các xã, phường",
    # the same twice, edges, nothing
    "Sở Tài chính; Sở Tài chính.": "Sở Tài chính",
    "Công an Thành phố;": "Công an Thành phố",
    "**Sở Y tế**,": "Sở Y tế",
    "Như trên": "",
    "-": "",
    "": "",
}  # fmt: skip

CONDITIONS = {
    "- Sở Xây dựng (đối với khu/cụm/làng nghề từ 2 xã (phường) trở lên. - UBND các phường, xã: đối "
    "với khu/cụm/ làng nghề thuộc trọn vẹn trên địa giới hành chính quản lý.": {
        "Sở Xây dựng": "đối với khu/cụm/làng nghề từ 2 xã (phường) trở lên",
        "UBND các phường, xã":
            "đối với khu/cụm/ làng nghề thuộc trọn vẹn trên địa giới hành chính quản lý",
    },
    "Sở Y tế (đối với bệnh viện), UBND các xã (đối với trạm y tế)": {
        "Sở Y tế": "đối với bệnh viện", "UBND các xã": "đối với trạm y tế",
    },
    "Sở Xây dựng đối với dự án nhóm A, UBND các xã đối với dự án nhóm B": {
        "Sở Xây dựng": "đối với dự án nhóm A", "UBND các xã": "đối với dự án nhóm B",
    },
    "Các đơn vị liên quan (nếu có": {"Các đơn vị liên quan": "nếu có"},
    "UBND cấp xã nơi có dự án": {"UBND cấp xã": "nơi có dự án"},
}  # fmt: skip

NO_ORGANISATIONS = [
    "Xây dựng và nâng cấp trạm quan trắc chất lượng môi trường không khí",
    "Sửa đổi, bổ sung Luật Đa dạng sinh học 2008",
    "Đề án phát triển và sử dụng vật liệu xây dựng tiết kiệm năng lượng",
    "Ban hành và Tổ chức thực hiện kế hoạch quản lý chất lượng môi trường không khí",
    "Tổ chức hội nghị, tập huấn cho cán bộ",
    "Báo cáo Thủ tướng Chính phủ kết quả thực hiện",
    "Thanh tra, kiểm tra việc chấp hành pháp luật",
    "Cơ sở dữ liệu đất đai vùng Bắc Trung Bộ",
    "Bộ chỉ số đánh giá",
    "Quyết định của UBND Thành phố",
    "Thường xuyên",
    "2025 - 2030",
    "",
]


@pytest.mark.parametrize(("text", "names"), SPLIT.items())
def test_a_cell_is_split_into_names(text: str, names: str) -> None:
    assert "|".join(split_organisations(text).names) == names


@pytest.mark.parametrize(("text", "conditions"), CONDITIONS.items())
def test_a_condition_goes_with_its_organisation(text: str, conditions: dict[str, str]) -> None:
    cell = split_organisations(text)
    assert cell.names == tuple(conditions)
    assert {c.organisation: c.condition for c in cell.conditions} == conditions


@pytest.mark.parametrize("text", [text for text in SPLIT if len(text) > 12])
def test_cells_of_organisations_look_like_it(text: str) -> None:
    if "tiến hành" not in text and "Vietcombank" not in text and "phối hợp với" not in text:
        assert looks_like_organisations(text) > 0.6


@pytest.mark.parametrize("text", NO_ORGANISATIONS)
def test_other_cells_do_not(text: str) -> None:
    assert looks_like_organisations(text) < 0.2


def _cells(value: Any) -> list[dict[str, Any]]:
    if isinstance(value, dict):
        found = [value] if "lead_raw" in value else []
        return found + [cell for inner in value.values() for cell in _cells(inner)]
    if isinstance(value, list):
        return [cell for inner in value for cell in _cells(inner)]
    return []


@pytest.mark.skipif(not PLANS.is_dir(), reason="the sample plans are not on this machine")
@pytest.mark.parametrize("path", sorted(PLANS.glob("*.expected.json")), ids=lambda path: path.name)
def test_every_cell_of_the_sample_plans(path: Path) -> None:
    tasks = _cells(json.loads(path.read_text(encoding="utf-8")))
    assert tasks
    for task in tasks:
        for raw, expected in (("lead_raw", "leads"), ("coord_raw", "coords")):
            if not task.get(raw):
                continue
            names = split_organisations(task[raw]).names
            assert names
            assert looks_like_organisations(task[raw]) > 0.7
            if expected in task:
                assert list(names) == task[expected]
        assert looks_like_organisations(task.get("title") or "") < 0.2


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("UBND Thành phố", "Uỷ ban nhân dân thành phố"),
        ("UBND TP. Hà Nội", "Ủy ban nhân dân thành phố Hà Nội"),
        ("Sở NN & MT", "Sở Nông nghiệp và Môi trường"),
        ("Sở NN và MT", "SỞ NÔNG NGHIỆP VÀ MÔI TRƯỜNG"),
        ("Sở VH,TT&DL", "Sở Văn hoá Thể thao du lịch"),
        ("Sở TP", "Sở Tư pháp"),
        ("CATP", "Công an Thành phố"),
        ("UBND các phường, xã", "Ủy ban nhân dân xã, phường"),
        ("Các sở, ngành có liên quan", "các Sở, ngành liên quan"),
        ("BQL các KCN", "Ban Quản lý các khu công nghiệp"),
    ],
)
def test_spellings_of_one_organisation_have_one_key(one: str, other: str) -> None:
    assert canonical(one) == canonical(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Bộ Xây dựng", "Sở Xây dựng"),
        ("UBND xã Sóc Sơn", "UBND xã Đa Phúc"),
        ("Sở Văn hóa và Thể thao", "Sở Văn hóa, Thể thao và Du lịch"),
        ("UBND Thành phố", "HĐND Thành phố"),
        ("Công an Thành phố", "Công an xã"),
    ],
)
def test_different_organisations_have_different_keys(one: str, other: str) -> None:
    assert canonical(one) != canonical(other)


def test_a_document_names_each_organisation_once_under_its_fullest_name() -> None:
    text = (
        "UBND Thành phố giao Sở NN&MT chủ trì, phối hợp với các sở, ban, ngành liên quan và UBND "
        "các phường, xã (kèm theo Kế hoạch của Uỷ ban nhân dân thành phố Hà Nội), báo cáo Bộ "
        "Chính trị; cán bộ vùng Bắc Trung Bộ và duyên hải."
    )
    found = {
        organisation.name: organisation.written
        for organisation in find_organisations([text], ["Sở Nông nghiệp và Môi trường"])
    }
    assert found == {
        "Sở Nông nghiệp và Môi trường": ("Sở Nông nghiệp và Môi trường", "Sở NN&MT"),
        "Uỷ ban nhân dân thành phố Hà Nội": (
            "UBND Thành phố", "Uỷ ban nhân dân thành phố Hà Nội",
        ),
        "các sở, ban, ngành liên quan": ("các sở, ban, ngành liên quan",),
        "UBND các phường, xã": ("UBND các phường, xã",),
        "Bộ Chính trị": ("Bộ Chính trị",),
    }  # fmt: skip


def test_two_cities_are_not_united_by_their_short_name() -> None:
    cells = ["UBND Thành phố", "UBND thành phố Hà Nội; UBND thành phố Huế"]
    assert len(find_organisations([], cells)) == 3


def test_a_heading_in_capitals_is_named_in_small_letters() -> None:
    (found,) = find_organisations(
        ["ỦY BAN NHÂN DÂN TỈNH ĐỒNG THÁP", "NHIỆM VỤ CỦA CÁC SỞ, NGÀNH"], []
    )
    assert found.name == "Ủy ban nhân dân tỉnh Đồng Tháp"


NAMES = (
    [f"Sở {name}" for name in DEPARTMENTS]
    + [f"Bộ {name}" for name in MINISTRIES]
    + list(SINGLE_BODIES)
    + [name for names in SPLIT.values() for name in names.split("|") if name]
)


@pytest.mark.parametrize("name", sorted(set(NAMES)))
def test_a_clean_name_stays_whole(name: str) -> None:
    assert split_organisations(name).names == (name,)
    assert split_organisations(f"{name};").names == (name,)


_NAMES = st.sampled_from([f"Sở {name}" for name in DEPARTMENTS] + ["UBND các phường, xã",
    "Các sở, ban, ngành", "Công an Thành phố", "các đơn vị có liên quan"])  # fmt: skip


@given(st.lists(_NAMES, min_size=1, max_size=5, unique_by=canonical))
def test_clean_names_joined_by_semicolons_come_back(names: list[str]) -> None:
    assert split_organisations("; ".join(names)).names == tuple(names)


_PIECES = st.sampled_from([
    "Sở", "Các Sở", "các sở, ngành", "Bộ", "UBND", "các phường, xã", "Tài chính", "Xây dựng",
    "Văn hóa, Thể thao và Du lịch", "BQL", "Ban Quản lý", "(đối với", ")", "(", ":", ";", ",", "-",
    "và", "/", ".", "1.", "a)", "+", "chủ trì", "theo chức năng", "đối với dự án", "Trung Bộ",
    "Doanh nghiệp", "nhà đầu tư", "có liên quan", "NN&MT", "Thành phố", "Hà Nội", "Giám đốc",
    "Ủy ban nhân dân", "Văn phòng", "Công an", "…", "xã hội", "126", "\n", "–", "Hội", "nếu có",
])  # fmt: skip


def _words(text: str) -> set[str]:
    for mark in "()[]:;,.-–/+…\n":
        text = text.replace(mark, " ")
    return {word_key(word) for word in text.split()}


@settings(max_examples=400)
@given(st.lists(_PIECES, max_size=14), st.sampled_from([" ", " ", ""]))
def test_names_are_made_of_the_words_of_the_cell(pieces: list[str], glue: str) -> None:
    text = glue.join(pieces)
    cell = split_organisations(text)
    for name in cell.names:
        assert name.strip()
        assert _words(name) <= _words(text)
    assert {condition.organisation for condition in cell.conditions} or not cell.conditions
    assert 0.0 <= looks_like_organisations(text) <= 1.0


@given(st.text(max_size=80))
def test_any_text_is_survived(text: str) -> None:
    split_organisations(text)
    find_organisations([text], [text])
    assert 0.0 <= looks_like_organisations(text) <= 1.0
