"""Every sentence of the pages stands in English too, and none stands outside a translation tag."""

from __future__ import annotations

from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from django.utils import translation

from web.messages import TEMPLATES, bare_words, python_messages, template_messages
from xanh.web.translations import CATALOGUES, compile_translations

ENGLISH = CATALOGUES / "en" / "LC_MESSAGES" / "django.po"


def _catalogue():
    with ENGLISH.open("rb") as file:
        return read_po(file, locale="en")


def test_every_message_of_templates_and_python_has_english():
    translated = set()
    for message in _catalogue():
        ids = (message.id,) if isinstance(message.id, str) else message.id
        strings = (message.string,) if isinstance(message.string, str) else message.string
        if all(strings) and not message.fuzzy:
            translated.update(ids)
    wanted = {*template_messages(), *python_messages()}
    missing = sorted((name, text) for name, text in wanted if text not in translated)
    assert not missing, "\n".join(f"{name}: {text!r}" for name, text in missing)


def test_no_english_is_left_over_fuzzy_or_twice():
    texts = [m.id if isinstance(m.id, str) else m.id[0] for m in _catalogue() if m.id]
    assert len(texts) == len(set(texts))
    used = {text for _name, text in (*template_messages(), *python_messages())}
    assert not sorted(set(texts) - used)


@pytest.mark.parametrize(
    "path", sorted(TEMPLATES.rglob("*.html")), ids=lambda p: str(p.relative_to(TEMPLATES))
)
def test_no_words_outside_a_translation_tag(path: Path):
    assert bare_words(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("<p>Chào</p>", ["Chào"]),
        ('<input placeholder="Tên">', ["Tên"]),
        ('{% translate "Chào" %} <b translate="no">Xanh</b> {{ name }} –', []),
        ("{% blocktranslate %}Chào{% endblocktranslate %}", []),
    ],
)
def test_words_outside_a_tag_are_found(source: str, found: list[str]):
    assert bare_words(source) == found


def test_catalogue_compiles_and_speaks_english(tmp_path: Path):
    (path,) = compile_translations(tmp_path)
    before = path.stat().st_mtime_ns
    compile_translations(tmp_path)
    assert path.stat().st_mtime_ns == before
    with path.open("rb") as file:
        from gettext import GNUTranslations

        english = GNUTranslations(file)
    assert english.gettext("Kế hoạch") == "Plans"
    assert english.ngettext("%(many)s nhiệm vụ", "%(many)s nhiệm vụ", 1) == "%(many)s task"
    assert english.ngettext("%(many)s nhiệm vụ", "%(many)s nhiệm vụ", 2) == "%(many)s tasks"


def test_vietnamese_needs_no_catalogue():
    with translation.override("vi"):
        assert translation.gettext("Kế hoạch") == "Kế hoạch"
