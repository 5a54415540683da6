"""How Vietnamese a text looks, judged by its syllables.

Vietnamese is written in syllables of a closed form: onset, rhyme, at most one tone. A text read in
the wrong encoding breaks that form in almost every word, so the share of sound syllables tells the
right encoding from the wrong ones.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

_ONSET_LIST = "ngh ng gh gi kh nh ph qu th tr ch b c d đ g h k l m n p r s t v x"
_ONSETS = (*_ONSET_LIST.split(), "")
_RHYME_LIST = """
    a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây
    e ec em en eng eo ep et ê êch êm ên êng ênh êp êt êu
    i ia ich iêc iêm iên iêng iêp iêt iêu im in inh ip it iu
    o oa oac oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oăt oe oen oeo oet oi
    oc om on ong oong ooc op ot ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt
    u ua uân uâng uât uây uc ue uê uêch uên uênh ui um un ung uôc uôi uôm uôn uông uôt uơ up ut
    uy uya uych uyên uyêt uyn uynh uyp uyt uyu ư ưa ưc ưi ưm ưn ưng ưt ưu
    ươc ươi ươm ươn ương ươp ươt ươu y ynh yêm yên yêng yêt yêu
    """
_RHYMES = frozenset(_RHYME_LIST.split())
_TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")
_STOPPED = ("c", "ch", "p", "t")
_STOP_TONES = frozenset("\u0301\u0323")
_TOKEN = re.compile(r"[^\s\x00-\x40\[-`{-\x7f\u2010-\u2027\u2030-\u205e]+")
_SAMPLE = 4000  # words


@dataclass(frozen=True, slots=True)
class Score:
    """Accented words seen, and how many of them are sound Vietnamese syllables."""

    words: int
    sound: int

    @property
    def share(self) -> float:
        """The share of sound syllables among the accented words; 0 when there are none."""
        return self.sound / self.words if self.words else 0.0


def score(text: str) -> Score:
    """Judge the first few thousand accented words of ``text``."""
    words = sound = 0
    for match in _TOKEN.finditer(text):
        token = match.group()
        if token.isascii():
            continue
        words += 1
        sound += is_syllable(token)
        if words >= _SAMPLE:
            break
    return Score(words, sound)


def is_garbled(text: str) -> bool:
    """Say whether a text has accented words and most of them are not sound."""
    judged = score(text)
    return judged.words >= 50 and judged.share < 0.6


@lru_cache(maxsize=65536)
def is_syllable(token: str) -> bool:
    """Say whether ``token`` is one Vietnamese syllable, in any case, composed or not."""
    marks = unicodedata.normalize("NFD", token.lower())
    tones = [c for c in marks if c in _TONES]
    if len(tones) > 1:
        return False
    bare = unicodedata.normalize("NFC", "".join(c for c in marks if c not in _TONES))
    tone = tones[0] if tones else ""
    return any(
        bare.startswith(onset) and _is_rhyme(bare[len(onset) :], tone) for onset in _ONSETS
    ) or (bare == "gi" and bool(tone))


def _is_rhyme(rhyme: str, tone: str) -> bool:
    return rhyme in _RHYMES and (tone in _STOP_TONES or not rhyme.endswith(_STOPPED))
