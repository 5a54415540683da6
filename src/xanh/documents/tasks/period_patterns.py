"""The words of periods, as patterns over folded text (lower case, no accents, plain hyphens)."""

from __future__ import annotations

import re

_YEAR = r"(?:19[5-9]\d|20\d\d|2100)(?!\d)"
_QUARTER = r"(?:iv|iii|ii|i|0?[1-4])(?![\w])"
_MONTH = r"(?:1[0-2]|0?[1-9])(?!\d)"
_DAY = r"(?:3[01]|[12]\d|0?[1-9])(?!\d)"
_OF_YEAR = rf"(?:\s*(?:/|-|,|\(|cua)?\s*(?:nam\s*)?(?P<{{0}}>{_YEAR}))?"
_AND = r"\s*(?:,|;|\+|&|/|-|va|den)\s*"
_QUARTER_WORD = r"(?:qu[yi]|q)\s*\.?\s*"
_MONTH_WORD = r"(?:thang\s*|t\.?(?=\d))"

# One alternative a kind of point, from the most to the least particular.
POINT = re.compile(
    "|".join(
        (
            rf"(?P<iso>(?<![\d/]){_YEAR}-\d\d-\d\d(?!\d))",
            rf"(?:(?<![\d/.])(?P<d1>{_DAY})\s*(?P<sep>[/.-])\s*(?P<m1>{_MONTH})\s*(?P=sep)\s*"
            rf"(?P<y1>{_YEAR}))",
            rf"(?:\b(?:ngay\s*)?(?P<d2>{_DAY})\s*thang\s*(?P<m2>{_MONTH}){_OF_YEAR.format('y2')})",
            rf"(?:\b(?P<half>6|sau|06|9|chin|09|3|ba|03)\s*thang\s*(?P<side>dau|cuoi)\s*"
            rf"(?:cua\s*)?nam(?:\s*(?P<y3>{_YEAR}))?)",
            rf"(?:\bnua\s*(?P<side2>dau|cuoi)\s*(?:cua\s*)?nam(?:\s*(?P<y4>{_YEAR}))?)",
            rf"(?:\b{_QUARTER_WORD}(?P<q>{_QUARTER}(?:{_AND}(?:{_QUARTER_WORD})?{_QUARTER})*)"
            rf"{_OF_YEAR.format('y5')})",
            rf"(?:\b{_MONTH_WORD}(?P<m>{_MONTH}(?:{_AND}{_MONTH_WORD}{_MONTH}|"
            rf"{_AND}{_MONTH}(?!\s*/\s*{_MONTH}))*){_OF_YEAR.format('y6')})",
            rf"(?:(?<![\w/])(?P<q2>(?:iv|iii|ii|i)(?:{_AND}(?:iv|iii|ii|i))*)\s*[/-]\s*"
            rf"(?P<y7>{_YEAR}))",
            rf"(?:(?<![\d/])(?P<m3>{_MONTH}(?:\s*-\s*{_MONTH})?)\s*/\s*(?P<y8>{_YEAR}))",
            rf"(?:\bnam\s*hoc\s*(?P<s1>{_YEAR})\s*[-/]\s*(?P<s2>{_YEAR}))",
            rf"(?:(?<![\d/])(?P<d3>{_DAY})\s*/\s*(?P<m4>{_MONTH})(?!\s*/))",
            r"(?:(?<!\d)(?P<y9>20\d\d)\s*-\s*(?P<short>\d\d)(?![\d/]))",
            rf"(?:(?<!\d)(?P<y10>{_YEAR}))",
        )
    )
)

FOLLOWING_YEARS = re.compile(
    r"\b(?:va|,|;)?\s*(?:duy tri )?(?:cac|nhung|trong nhung|trong cac)?\s*nam\s*"
    r"(?:tiep theo|ke tiep|sau do|sau\b|tiep sau)|\bva tiep tuc\b"
)
RECURRENCES = (
    ("yearly", re.compile(r"\b(?:hang|moi|tung|thuong) nam\b|\bthuong nien\b|\bdinh ky nam\b"
                          r"|\b(?:1|01|mot) lan\s*(?:/|tren|trong|moi)?\s*(?:1|01|mot)?\s*nam\b"
                          r"|\b(?:1|01|mot)?\s*nam\s*(?:/|1|01|mot)\s*lan\b")),
    ("quarterly", re.compile(r"\b(?:hang|moi|tung|dinh ky|theo) quy\b(?!\s*(?:dinh|che|hoach|chuan|"
                             r"trinh|mo))|\blan\s*/\s*quy\b|\bquy\s*/\s*lan\b")),
    ("monthly", re.compile(r"\b(?:hang|moi|tung|dinh ky) thang\b|\blan\s*/\s*thang\b"
                           r"|\bthang\s*/\s*lan\b")),
    ("continuous", re.compile(r"\bthuong xuyen\b|\blien tuc\b|\b(?:hang|moi) ngay\b"
                              r"|\b(?:xuyen|trong) suot\b")),
)  # fmt: skip

# A document named inside a cell brings its own year and date, which are no period.
CITATION = re.compile(
    r"(?:\bso\s*)?(?<!\w)\d{1,5}\s*/\s*(?:\d{4}\s*/\s*)?(?:qd|nq|kh|nd|ct|tt|kl|ctr|tb|bc|cv|qh|dt)"
    r"\d*\s*-\s*[a-z]+(?:\s*,?\s*ngay\s*\d{1,2}\s*(?:[/.-]|thang)\s*\d{1,2}\s*(?:[/.-]|nam)\s*\d{4})?"
)
FOOTNOTE = re.compile(r"\[\d+\]|\(\s*[\d*]\s*\)|[\u00b9\u00b2\u00b3\u2070-\u2079]+")
CONDITION = re.compile(
    r"\b(?:ngay )?sau khi\b|\bkhi (?:co|duoc|phat sinh|hoan thanh)\b|\bke tu (?:khi|thoi diem)\b"
    r"|\bsau (?!ngay\b|thang\b|nam\b|quy\b|\d)"
    r"|\btheo (?!quy\s*[1-4i]|nam\b|thang\b|quy$|giai doan\b|ke hoach (?:nam|quy|thang|hang)\b)"
    r"|\btrong (?:vong|thoi (?:gian|han)) \d+\b"
)
VISION = re.compile(rf"\b(?:tam nhin|dinh huong)(?:\s*(?:den|toi))?(?:\s*nam)?\s*{_YEAR}")
SINCE_ISSUE = re.compile(
    r"\b(?:tu|ke tu|bat dau tu)\s*(?:khi|ngay)\s*(?:ky|ban hanh|ke hoach[a-z ]*?(?:ban hanh|"
    r"hieu luc|phe duyet)|duoc ban hanh)"
)
UNTIL = re.compile(
    r"(?:\bden|\btoi|\btruoc|\bcham nhat|\bmuon nhat)"
    r"(?:\s+(?:la|vao|trong|het|cuoi|truoc|ngay|thang|nam|quy|thoi diem|thoi han))*\s*$"
)
BEFORE = re.compile(r"\btruoc(?:\s+(?:thoi diem|ngay|thang|nam|quy))*\s*$")
FROM = re.compile(r"\b(?:tu|bat dau|ke tu)(?:\s+(?:tu|vao|trong|dau|cuoi|ngay|thang|nam|quy))*\s*$")
GOES_ON = re.compile(r"\s*tro (?:di|ve sau)\b")
AFTER = re.compile(r"\bsau(?:\s+(?:ngay|thang|nam|quy))*\s*$")
OPEN_ENDED = re.compile(r"^\s*(?:va|,|;)\s*(?:dinh ky |duy tri |thuong xuyen |thuc hien )*"
                         r"(?:hang|moi) nam\b")  # fmt: skip
FILLER = re.compile(
    r"\b(?:nam|thang|quy|qui|ngay|giai doan|thoi ky|nhiem ky|tu|den|toi|truoc|sau|trong|cuoi|dau|"
    r"giua|het|ca|va|cac|nhung|tiep theo|tro di|hoan thanh|cham nhat|dinh ky|bat dau|ke tu|xong|"
    r"khi co|yeu cau|dot xuat|vao|la|muon nhat|thoi gian|thuc hien|trien khai|du kien|"
    r"han|hoac|i|ii|iii|iv|lan|mot|6)\b"
)
WORD = re.compile(r"\w+")
