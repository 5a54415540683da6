"""The look: contrast of the tokens, numbers and dates in their forms, the page of parts."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path

import pytest
from django import forms
from django.test import Client
from django.utils import formats, translation

import xanh.web
from xanh.web.fonts import cut_fonts
from xanh.web.numbers import NumberField, read_number

STYLES = (Path(xanh.web.__file__).parent / "static/xanh/xanh.css").read_text(encoding="utf-8")


def _tokens(selector: str) -> dict[str, str]:
    block = STYLES[STYLES.index(selector) :]
    return dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6})", block[: block.index("}")]))


LIGHT = _tokens(":root {")
DARK = _tokens(':root:not([data-theme="light"]) {')


def _contrast(first: str, second: str) -> float:
    def luminance(colour: str) -> float:
        parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    high, low = sorted((luminance(first), luminance(second)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("ground", ["paper", "surface"])
@pytest.mark.parametrize("ink", ["ink", "muted", "accent", "warn", "bad", "info"])
def test_text_has_contrast_of_4_5_on_its_ground(tokens, ground, ink):
    assert _contrast(tokens[ink], tokens[ground]) >= 4.5


@pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])
def test_outlines_buttons_and_marks_can_be_seen(tokens):
    assert _contrast(tokens["edge"], tokens["paper"]) >= 3
    assert _contrast(tokens["edge"], tokens["surface"]) >= 3
    assert _contrast(tokens["on-accent"], tokens["accent"]) >= 4.5
    assert _contrast(tokens["ink"], tokens["mark"]) >= 4.5


def test_dark_by_choice_is_dark_by_preference():
    assert _tokens('\n:root[data-theme="dark"] {') == DARK
    assert set(DARK) == set(LIGHT)


def test_style_sheet_has_no_shadows_gradients_or_other_hosts():
    assert "gradient" not in STYLES
    assert "http" not in STYLES
    shadows = re.findall(r"box-shadow:([^;]+);", STYLES)
    assert all("inset" in shadow or shadow.strip() == "none" for shadow in shadows)


def test_vietnamese_forms_take_day_first_and_decimal_comma():
    class Form(forms.Form):
        day = forms.DateField()
        amount = NumberField()

    with translation.override("vi"):
        form = Form({"day": "05/03/2026", "amount": "1.234,5"})
        assert form.is_valid(), form.errors
        assert form.cleaned_data["day"].month == 3
        assert str(form.cleaned_data["amount"]) == "1234.5"
        assert formats.date_format(form.cleaned_data["day"], "SHORT_DATE_FORMAT") == "05/03/2026"
    with translation.override("en"):
        form = Form({"day": "05/03/2026", "amount": "1,234.5"})
        assert form.is_valid(), form.errors
        assert form.cleaned_data["day"].month == 3


@pytest.mark.parametrize(
    ("text", "language", "number"),
    [
        ("1.234,5", "vi", "1234.5"),
        ("1.234", "vi", "1234"),
        ("-0,5", "vi", "-0.5"),
        ("1\u202f234", "vi", "1234"),
        ("1,234.5", "en", "1234.5"),
        ("1.5", "vi", None),
        ("12.34.567", "vi", None),
        ("1,5", "en", None),
        ("nhiều", "vi", None),
        ("", "vi", None),
    ],
)
def test_numbers_are_read_in_the_form_of_the_page_or_refused(text, language, number):
    expected = None if number is None else Decimal(number)
    assert read_number(text, language) == expected


def test_fonts_are_cut_to_some_thirty_kilobytes_and_keep_every_vietnamese_letter(tmp_path):
    from fontTools.ttLib import TTFont

    paths = cut_fonts(tmp_path)
    assert len(paths) == 2
    assert all(path.stat().st_size < 40_000 for path in paths)
    letters = "ăâđêôơưẠẶẦẪỀỂỖỘỚỢỤỨỮỳỵỷỹĐ0123456789–…“”≥≤₫"
    known = TTFont(paths[0]).getBestCmap()
    assert [letter for letter in letters if ord(letter) not in known] == []
    before = paths[0].stat().st_mtime_ns
    cut_fonts(tmp_path)
    assert paths[0].stat().st_mtime_ns == before


@pytest.mark.parametrize("address", ["/look", "/en/look"])
def test_page_of_parts_shows_every_state(client: Client, address: str):
    page = client.get(address).content.decode()
    for part in ("aria-invalid", "error-summary", "class=\"empty\"", "class=\"loading\"",
                 "state good", "state none", "message bad", "with-unit"):  # fmt: skip
        assert part in page


def test_theme_is_kept_in_a_cookie_without_scripts(client: Client):
    answer = client.get("/giao-dien/dark/?next=/look")
    assert (answer.status_code, answer["Location"]) == (302, "/look")
    assert 'data-theme="dark"' in client.get("/look").content.decode()
    client.get("/giao-dien/auto/?next=/look")
    assert "data-theme" not in client.get("/look").content.decode()


def test_theme_goes_back_to_no_other_host(client: Client):
    assert client.get("/giao-dien/dark/?next=//evil.example/")["Location"] == "/"
    assert client.get("/giao-dien/pink/").status_code == 404


def test_language_switch_stays_on_the_page(client: Client):
    assert 'href="/en/look?a=1"' in client.get("/look?a=1").content.decode()
    assert 'href="/look?a=1"' in client.get("/en/look?a=1").content.decode()
