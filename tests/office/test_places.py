from __future__ import annotations

import re
import unicodedata
from datetime import date
from itertools import pairwise

import pytest

from xanh.office.places.finding import province_in, unit_in
from xanh.office.places.loading import load_places, rows_of
from xanh.office.places.models import Place, PlaceOrigin
from xanh.vietnamese import fold

FIRST_DAY = date(2025, 7, 1)
TODAY = date(2026, 11, 1)
# Tone on the second vowel ("Hoà", "Thuỷ"), where the list puts it on the first.
SECOND_VOWEL = re.compile(r"(?<![qQ])(o[àáảãạ]|o[èéẻẽẹ]|u[ỳýỷỹỵ])(?!\w)")


@pytest.mark.django_db
@pytest.mark.parametrize("day", [FIRST_DAY, TODAY])
def test_country_has_34_provinces_and_3321_units_on_any_day_since_the_merger(lists, day):
    places = Place.objects.at(day)
    assert places.filter(parent=None).count() == 34
    units = places.exclude(parent=None)
    assert units.count() == 3321
    assert units.values("code").distinct().count() == 3321


@pytest.mark.django_db
def test_hanoi_has_51_wards_and_75_communes(lists):
    units = Place.objects.at(TODAY).filter(parent__code="01")
    assert units.filter(kind=Place.Kind.WARD).count() == 51
    assert units.filter(kind=Place.Kind.COMMUNE).count() == 75
    assert units.count() == 126


@pytest.mark.django_db
def test_dong_nai_was_a_province_and_became_a_city_with_ten_more_wards(lists):
    before = Place.objects.at(date(2026, 4, 29)).get(code="75")
    after = Place.objects.at(date(2026, 4, 30)).get(code="75")
    assert (before.kind, before.full_name) == (Place.Kind.PROVINCE, "Tỉnh Đồng Nai")
    assert (after.kind, after.full_name) == (Place.Kind.CITY, "Thành phố Đồng Nai")
    wards = {"parent__code": "75", "kind": Place.Kind.WARD}
    assert Place.objects.at(date(2026, 4, 29)).filter(**wards).count() == 23
    assert Place.objects.at(date(2026, 4, 30)).filter(**wards).count() == 33


@pytest.mark.django_db
def test_spans_of_one_code_never_overlap(lists):
    spans: dict[str, list[tuple[date, date]]] = {}
    for place in Place.objects.all():
        span = (place.valid_from or date.min, place.valid_to or date.max)
        spans.setdefault(place.code, []).append(span)
    for several in spans.values():
        several.sort()
        for (_, end), (start, _) in pairwise(several):
            assert end < start


@pytest.mark.django_db
def test_names_are_composed_and_place_the_tone_mark_in_one_way(lists):
    for name in Place.objects.values_list("full_name", flat=True):
        assert unicodedata.is_normalized("NFC", name)
        assert name == " ".join(name.split())
        assert not SECOND_VOWEL.search(name), name


@pytest.mark.django_db
def test_search_key_finds_a_name_however_its_tone_is_placed(lists):
    found = Place.objects.filter(search_key__contains=fold("Yên Hoà"), parent__code="01")
    assert [place.name for place in found] == ["Yên Hòa"]
    assert fold("Yên Hoà") == fold("Yên Hòa")


@pytest.mark.django_db
def test_every_unit_of_the_merger_has_its_origins(lists):
    units = Place.objects.at(FIRST_DAY).exclude(parent=None)
    assert not units.filter(origins=None).exists()
    ba_dinh = Place.objects.get(code="00004")
    whole = {o.old_name for o in ba_dinh.origins.filter(whole=True)}
    assert whole == {"Phường Trúc Bạch", "Phường Quán Thánh"}
    bac_ninh = Place.objects.at(FIRST_DAY).get(code="24")
    assert {o.old_name for o in bac_ninh.origins.all()} == {"Tỉnh Bắc Giang", "Tỉnh Bắc Ninh"}


@pytest.mark.django_db
def test_a_divided_old_unit_has_exactly_one_part_that_holds_its_centre(lists):
    divided: dict[str, list[bool | None]] = {}
    for origin in PlaceOrigin.objects.filter(whole=False):
        divided.setdefault(origin.old_code, []).append(origin.holds_centre)
    assert divided
    assert all(parts.count(True) == 1 for parts in divided.values())


@pytest.mark.django_db
def test_loading_again_changes_nothing_and_mends_what_was_changed(lists):
    before = list(Place.objects.order_by("pk").values())
    Place.objects.filter(code="00004").update(full_name="Phường Khác")
    PlaceOrigin.objects.filter(old_code="00001").delete()
    assert load_places() == len(rows_of("xanh.office.places", "units.csv")) + len(
        rows_of("xanh.office.places", "provinces.csv")
    )
    assert list(Place.objects.order_by("pk").values()) == before
    assert PlaceOrigin.objects.filter(old_code="00001").exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Ủy ban nhân dân thành phố Hà Nội", "01"),
        ("UBND TỈNH LAI CHÂU", "12"),
        ("Uỷ ban nhân dân tỉnh Đồng Nai", "75"),
        ("Uỷ ban nhân dân Thành phố Hồ Chí Minh", "79"),
        ("Sở Xây dựng Thanh Hoá", "38"),
    ],
)
def test_the_province_of_an_issuer_is_found(lists, text, code):
    found = province_in(text, TODAY)
    assert found is not None
    assert found.code == code


@pytest.mark.django_db
def test_the_ward_of_an_issuer_is_found_in_its_province(lists, hanoi):
    found = unit_in("Ủy ban nhân dân phường Ba Đình", hanoi, TODAY)
    assert found is not None
    assert (found.code, found.province_code) == ("00004", "01")
    assert unit_in("Ủy ban nhân dân thành phố Hà Nội", hanoi, TODAY) is None


@pytest.mark.django_db
def test_a_document_from_before_the_merger_finds_its_province_by_name(lists):
    found = province_in("UBND tỉnh Lào Cai", date(2024, 5, 1))
    assert found is not None
    assert found.code == "15"
