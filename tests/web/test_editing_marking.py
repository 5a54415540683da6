"""The document as it reads: nothing nests, nothing is lost, nothing is executed."""

from __future__ import annotations

import re
import time
from html import unescape
from html.parser import HTMLParser

from hypothesis import given, settings
from hypothesis import strategies as st

from xanh.web.editing.marking import Place, marked


class _Balance(HTMLParser):
    """Fails on a tag that is closed in another than the order of opening."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.keys: dict[str, str] = {}
        self.current: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in {"p", "mark", "a", "i"}
        assert tag not in self.open, f"{tag} inside {tag}"
        self.open.append(tag)
        if tag == "mark":
            self.current = (dict(attrs)["data-keys"] or "").split()

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag
        if tag == "mark":
            self.current = []

    def handle_data(self, data: str) -> None:
        for key in self.current:
            self.keys[key] = self.keys.get(key, "") + data


def _words(html: str) -> str:
    return unescape(re.sub(r"<[^>]+>", "", html.replace("</p><p>", "\n")))


@given(
    st.text(st.sampled_from("ab<>&\"'\n é"), max_size=60),
    st.lists(st.tuples(st.integers(-3, 70), st.integers(-3, 70)), max_size=12),
)
@settings(max_examples=300, deadline=None)
def test_any_overlap_keeps_the_text_and_marks_exactly_what_it_says(text, ranges):
    places = [Place(f"k{n}", "task", a, b) for n, (a, b) in enumerate(ranges)]
    html = marked(text, places)
    assert _words(html) == text
    reader = _Balance()
    reader.feed(html)
    reader.close()
    assert reader.open == []
    for place in places:
        if 0 <= place.start < place.end <= len(text):
            expected = text[place.start : place.end].replace("\n", "")
            assert reader.keys.get(place.key, "") == expected
            assert html.count(f'id="at-{place.key}"') == 1


def test_innermost_place_comes_first_and_is_what_a_press_leads_to():
    html = marked("một hai ba", [Place("ngoai", "measure", 0, 10), Place("trong", "task", 4, 7)])
    assert 'data-keys="trong ngoai"><a tabindex="-1" href="#trong">hai' in html


def test_markup_of_a_document_is_text():
    html = marked("<script>alert(1)</script>", [Place("x", "task", 0, 8)])
    assert "<script" not in html


def test_long_document_with_many_places_is_quick():
    text = ("Lập danh mục tuyến phố cần trồng cây. " * 3_500)[:130_000]
    places = [Place(f"k{n}", "task", n * 300, n * 300 + 450) for n in range(400)]
    places.append(Place("tat-ca", "finding", 0, len(text)))
    began = time.perf_counter()
    html = marked(text, places)
    assert time.perf_counter() - began < 0.5
    assert len(html) < 4 * len(text)
