from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xanh.office.organisations.collectives import BY_CODE, RULES, resolve, rule_of
from xanh.office.organisations.loading import load_organisations
from xanh.office.organisations.matching import match
from xanh.office.organisations.models import Organisation, Resolution, WrittenName
from xanh.office.organisations.names import name_key
from xanh.office.organisations.registering import register
from xanh.office.places.models import Place

DAY = date(2025, 9, 11)


def place(code: str) -> Place:
    return Place.objects.at(DAY).get(code=code)


def meant(written: str, code: str | None = "01", day: date = DAY) -> str:
    found = match(written, place(code) if code else None, day)
    if found.organisation is not None:
        return found.organisation.slug
    return found.rule.code if found.rule else ""


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("written", "slug"),
    [
        ("Sở Nông nghiệp và Môi trường", "so-nong-nghiep-va-moi-truong-ha-noi"),
        ("Sở NN&MT", "so-nong-nghiep-va-moi-truong-ha-noi"),
        ("Sở NNMT", "so-nong-nghiep-va-moi-truong-ha-noi"),
        ("Sở Công thương", "so-cong-thuong-ha-noi"),
        ("Sở Công Thương thành phố Hà Nội", "so-cong-thuong-ha-noi"),
        ("Công an Thành phố;", "cong-an-ha-noi"),
        ("CATP", "cong-an-ha-noi"),
        ("Bộ Tư lệnh Thủ đô", "bo-tu-lenh-thu-do-ha-noi"),
        (
            "BQL các Khu công nghệ cao và khu công nghiệp thành phố Hà Nội",
            "ban-quan-ly-khu-cong-nghe-cao-va-khu-cong-nghiep-ha-noi",
        ),
        ("UBND Thành phố", "ubnd-ha-noi"),
        ("Ủy ban nhân dân thành phố Hà Nội", "ubnd-ha-noi"),
        ("HĐND Thành phố", "hdnd-ha-noi"),
        ("Thành ủy Hà Nội", "cap-uy-ha-noi"),
        ("Ủy ban nhân dân phường Ba Đình", "ubnd-phuong-ba-dinh-ha-noi"),
        ("UBND xã Sóc Sơn", "ubnd-xa-soc-son-ha-noi"),
        ("Bộ Công an", "bo-cong-an"),
        ("Bộ Chính trị", "bo-chinh-tri"),
        ("Sở Xây dựng tỉnh Bắc Ninh", "so-xay-dung-bac-ninh"),
        ("Thủ tướng Chính phủ", "thu-tuong-chinh-phu"),
    ],
)
def test_names_of_a_hanoi_plan_mean_hanois_bodies_and_central_ones(lists, written, slug):
    assert meant(written) == slug


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("written", "code", "slug"),
    [
        ("Sở Xây dựng", "82", "so-xay-dung-dong-thap"),
        ("Sở Văn hoá Thể thao du lịch", "82", "so-van-hoa-the-thao-va-du-lich-dong-thap"),
        ("Ủy ban nhân dân Tỉnh", "82", "ubnd-dong-thap"),
        ("Sở Văn hóa, Thể thao và Du lịch", "12", "so-van-hoa-the-thao-va-du-lich-lai-chau"),
        ("Báo và Phát thanh Truyền hình Lai Châu", "12", "bao-va-phat-thanh-truyen-hinh-lai-chau"),
        ("UBND tỉnh Đồng Nai", "75", "ubnd-dong-nai"),
    ],
)
def test_the_same_name_means_the_body_of_the_plans_province(lists, written, code, slug):
    assert meant(written, code) == slug


@pytest.mark.django_db
def test_a_city_that_was_a_province_keeps_its_bodies_under_both_names(lists):
    assert meant("UBND thành phố Đồng Nai", "75") == meant("UBND tỉnh Đồng Nai", "75")


@pytest.mark.django_db
def test_a_body_of_another_time_is_found_and_said_to_be_of_another_time(lists):
    found = match("Bộ Tài nguyên và Môi trường", place("01"), DAY)
    assert found.sure == "former"
    assert match("Bộ Tài nguyên và Môi trường", None, date(2024, 5, 1)).sure == "exact"


@pytest.mark.django_db
def test_a_name_that_two_communes_share_is_not_guessed_without_a_province(lists):
    names = WrittenName.objects.filter(organisation__kind="commune-committee")
    seen: dict[str, int] = {}
    for key in names.values_list("key", flat=True):
        seen[key] = seen.get(key, 0) + 1
    shared = next(key for key, count in seen.items() if count > 1)
    assert meant(shared, None) == ""


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("written", "rule"),
    [
        ("Các sở, ban, ngành", "departments"),
        ("Các Sở, ban, ngành Thành phố", "departments"),
        ("các sở, ban, ngành, đoàn thể thành phố", "departments"),
        ("Các Sở, ngành liên quan", "departments-concerned"),
        ("Sở, ban, ngành có liên quan", "departments-concerned"),
        (
            "Các sở, ngành có liên quan theo chức năng, nhiệm vụ quản lý được giao.",
            "departments-concerned",
        ),
        ("UBND các phường, xã", "local-committees"),
        ("Ủy ban nhân dân các xã, phường.", "local-committees"),
        ("Ủy ban nhân dân xã, phường", "local-committees"),
        ("UBND cấp xã", "local-committees"),
        ("các địa phương", "local-committees"),
        ("UBND các xã, phường có liên quan", "local-committees-concerned"),
        ("UBND các xã", "commune-committees"),
        ("UBND các phường", "ward-committees"),
        ("các Bộ, ngành Trung ương", "ministries"),
        ("Các bộ, ngành liên quan", "ministries-concerned"),
        ("Các đơn vị có liên quan", "units-concerned"),
        ("các cơ quan, tổ chức, cá nhân có liên quan", "units-concerned"),
        ("Các doanh nghiệp viễn thông", "enterprises"),
        ("nhà đầu tư", "enterprises"),
        ("Viện, Trường", "institutes"),
        ("các tổ chức chính trị - xã hội", "associations"),
        ("Các sở, ngành, địa phương liên quan", "departments-and-committees-concerned"),
        ("UBND các quận, huyện, thị xã", "district-committees"),
        ("UBND các tỉnh, thành phố", "province-committees"),
        ("UBND các xã, phường trên địa bàn tỉnh", "local-committees"),
    ],
)
def test_collective_names_are_rules(written, rule):
    found = rule_of(written)
    assert found is not None
    assert found.code == rule


@pytest.mark.parametrize(
    "written",
    [
        "Sở Xây dựng", "Bộ Y tế", "UBND phường Ba Đình", "Hiệp hội Doanh nghiệp", "UBND Thành phố",
        "Công ty TNHH MTV Thoát nước Hà Nội", "Viện Quy hoạch xây dựng Hà Nội", "Báo Hà Nội mới",
        "Trường Đại học Tài nguyên và Môi trường Hà Nội", "Công an xã",
    ],
)  # fmt: skip
def test_names_of_one_body_are_no_collective_names(written):
    assert rule_of(written) is None


@given(st.text(max_size=120))
def test_no_text_breaks_the_rules_of_names(text):
    assert name_key(name_key(text)) == name_key(text)
    rule = rule_of(text)
    assert rule is None or rule.code in BY_CODE


@pytest.mark.django_db
def test_hanois_committees_are_126_of_which_51_wards(lists, hanoi):
    assert resolve("local-committees", hanoi, DAY).members.count() == 126
    assert resolve("ward-committees", hanoi, DAY).members.count() == 51
    assert resolve("commune-committees", hanoi, DAY).members.count() == 75


@pytest.mark.django_db
def test_every_rule_resolves_in_a_province_in_a_ward_and_at_the_centre(lists, hanoi):
    ward = Place.objects.get(code="00004")
    for rule in RULES:
        for where in (hanoi, ward, None):
            resolve(rule.code, where, DAY)
    assert [o.slug for o in resolve("local-committees", ward, DAY).members.all()] == [
        "ubnd-phuong-ba-dinh-ha-noi"
    ]
    assert resolve("ministries", None, DAY).members.count() == 17
    assert resolve("units-concerned", hanoi, DAY).members.count() == 0
    assert BY_CODE["departments-concerned"].open


@pytest.mark.django_db
def test_the_departments_of_a_province_are_its_own_and_hold_no_committee(lists, hanoi):
    members = resolve("departments", hanoi, DAY).members.all()
    slugs = {o.slug for o in members}
    assert {"so-van-hoa-va-the-thao-ha-noi", "so-du-lich-ha-noi", "cong-an-ha-noi",
            "so-quy-hoach-kien-truc-ha-noi"} <= slugs  # fmt: skip
    assert all(o.place is not None and o.place.code == "01" for o in members)
    assert not any(o.kind in ("commune-committee", "province-committee") for o in members)


@pytest.mark.django_db
def test_a_resolution_keeps_who_was_meant_on_its_day(lists, hanoi):
    first = resolve("departments", hanoi, DAY)
    before = first.members.count()
    Organisation.objects.create(
        name="Sở Biến đổi khí hậu", slug="so-moi", kind="department", place=hanoi
    )
    assert resolve("departments", hanoi, DAY).pk == first.pk
    assert resolve("departments", hanoi, DAY).members.count() == before
    assert resolve("departments", hanoi, date(2026, 1, 1)).members.count() == before + 1
    assert Resolution.objects.filter(rule="departments", place=hanoi).count() == 2


@pytest.mark.django_db
def test_an_unknown_body_is_registered_once_with_the_plans_place(lists, hanoi):
    first = register("Chi cục Bảo vệ môi trường", hanoi)
    again = register("Chi cục Bảo vệ môi trường.", hanoi)
    assert first is not None
    assert first == again
    assert (first.kind, first.place, first.listed) == ("agency", hanoi, False)
    assert meant("Chi cục Bảo vệ môi trường") == first.slug
    assert register("rà soát, tổng hợp kết quả", hanoi) is None
    assert register("Sở", hanoi) is None


@pytest.mark.django_db
def test_every_commune_of_the_country_has_its_committee(lists):
    committees = Organisation.objects.filter(kind="commune-committee")
    assert committees.at(DAY).count() == 3321
    assert committees.at(date(2026, 11, 1)).count() == 3321
    ba_dinh = committees.get(slug="ubnd-phuong-ba-dinh-ha-noi")
    assert ba_dinh.name_en == "People's Committee of Ba Dinh ward"


@pytest.mark.django_db
def test_loading_again_changes_nothing_and_leaves_registered_bodies(lists, hanoi):
    register("Chi cục Bảo vệ môi trường", hanoi)
    before = list(Organisation.objects.order_by("pk").values())
    names = WrittenName.objects.count()
    Organisation.objects.filter(slug="bo-y-te").update(name_en="Other")
    load_organisations()
    assert list(Organisation.objects.order_by("pk").values()) == before
    assert WrittenName.objects.count() == names


@pytest.mark.django_db
def test_names_in_english_and_vietnamese_are_given_for_all_that_is_listed(lists):
    assert not Organisation.objects.filter(listed=True, name_en="").exists()
    assert not Organisation.objects.filter(name__contains="{").exists()
    assert not WrittenName.objects.filter(text__contains="{").exists()
