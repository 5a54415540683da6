"""Collective names as rules: what a document calls "các sở, ngành" is a list at a date.

A rule says how its name is written and whom it means. ``open`` marks the names that leave out who
is meant ("các sở, ngành liên quan"): their list holds everyone who may be, and pages say so.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import QuerySet

from xanh.office.organisations.models import Organisation, Resolution
from xanh.office.organisations.names import name_key
from xanh.office.places.models import Place

_Kind = Organisation.Kind
Members = Callable[[Place | None, date], QuerySet[Organisation]]


@dataclass(frozen=True, slots=True)
class Rule:
    """One kind of collective name. ``pattern`` matches the whole :func:`name_key`."""

    code: str
    vi: str
    en: str
    pattern: re.Pattern[str]
    members: Members
    open: bool = False


def _nobody(_place: Place | None, _day: date) -> QuerySet[Organisation]:
    return Organisation.objects.none()


def _departments(place: Place | None, day: date) -> QuerySet[Organisation]:
    """Return the departments of the province and those that sit with them."""
    kinds = (_Kind.DEPARTMENT, _Kind.AGENCY, _Kind.POLICE, _Kind.MILITARY)
    return _of_province(place, day).filter(kind__in=kinds, listed=True)


def _associations(place: Place | None, day: date) -> QuerySet[Organisation]:
    return _of_province(place, day).filter(kind=_Kind.ASSOCIATION, listed=True)


def _of_province(place: Place | None, day: date) -> QuerySet[Organisation]:
    if place is None:
        return Organisation.objects.none()
    return Organisation.objects.at(day).filter(place__code=place.province_code)


def _committees(*kinds: Place.Kind) -> Members:
    """Return the rule's members: the committees of such units, of one when the plan is its own."""

    def members(place: Place | None, day: date) -> QuerySet[Organisation]:
        if place is None:
            return Organisation.objects.none()
        found = Organisation.objects.at(day).filter(kind=_Kind.COMMUNE_COMMITTEE)
        if place.parent is not None:
            return found.filter(place__code=place.code)
        found = found.filter(place__parent__code=place.code)
        return found.filter(place__kind__in=kinds) if kinds else found

    return members


def _departments_and_committees(place: Place | None, day: date) -> QuerySet[Organisation]:
    return _departments(place, day) | _committees()(place, day)


def _ministries(_place: Place | None, day: date) -> QuerySet[Organisation]:
    return Organisation.objects.at(day).filter(kind=_Kind.MINISTRY)


def _provinces(_place: Place | None, day: date) -> QuerySet[Organisation]:
    return Organisation.objects.at(day).filter(kind=_Kind.PROVINCE_COMMITTEE)


def _compile(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


_SO = r"(?:cac )?so(?: ban)?(?: nganh)?(?: ban)?(?: don vi| co quan)?"
_UNIONS = r"(?: (?:hoi )?doan the| mttq)?"
_WHERE = r"(?: (?:cua |thuoc )?(?:tp|tinh|cap tinh|cap tp|ubnd tp|ubnd tinh|o tinh|o tp))?"
_CONCERNED = r" (?:co )?(?:lien quan|chuc nang)(?: khac)?(?: cua tp| cua tinh| tp| tinh)?"
_LOCAL = (
    r"(?:(?:cac )?(?:dia phuong|cap xa)|chinh quyen dia phuong(?: cap xa| cac cap)?"
    r"|(?:cac )?(?:xa phuong|phuong xa)(?: dac khu| thi tran)?|(?:cac )?dac khu xa phuong"
    r"|cap co so)"
)
_COMMITTEES = rf"(?:ubnd )?(?:cua )?{_LOCAL}"

RULES: tuple[Rule, ...] = (
    Rule(
        "departments", "Các sở, ban, ngành", "Departments and agencies of the province",
        _compile(rf"(?:{_SO}|(?:cac )?so){_UNIONS}{_WHERE}"), _departments,
    ),
    Rule(
        "departments-concerned", "Các sở, ban, ngành liên quan", "Departments concerned",
        _compile(rf"{_SO}{_UNIONS}{_WHERE}{_CONCERNED}|(?:cac )?so nganh khac"), _departments,
        open=True,
    ),
    Rule(
        "departments-and-committees", "Các sở, ban, ngành, địa phương",
        "Departments, wards and communes",
        _compile(rf"{_SO}{_UNIONS}(?: cap tinh| tp| tinh)? {_COMMITTEES}"),
        _departments_and_committees,
    ),
    Rule(
        "departments-and-committees-concerned", "Các sở, ban, ngành, địa phương liên quan",
        "Departments, wards and communes concerned",
        _compile(rf"{_SO}{_UNIONS}(?: cap tinh| tp| tinh)? {_COMMITTEES}{_CONCERNED}"),
        _departments_and_committees, open=True,
    ),
    Rule(
        "ward-committees", "UBND các phường", "People's Committees of the wards",
        _compile(r"ubnd (?:cac )?phuong"), _committees(Place.Kind.WARD),
    ),
    Rule(
        "commune-committees", "UBND các xã", "People's Committees of the communes",
        _compile(r"ubnd (?:cac )?xa"), _committees(Place.Kind.COMMUNE),
    ),
    Rule(
        "local-committees", "UBND các phường, xã", "People's Committees of the wards and communes",
        _compile(_COMMITTEES), _committees(),
    ),
    Rule(
        "local-committees-concerned", "UBND các phường, xã liên quan",
        "People's Committees of the wards and communes concerned",
        _compile(rf"{_COMMITTEES}{_CONCERNED}|ubnd (?:cac )?(?:phuong|xa){_CONCERNED}"),
        _committees(), open=True,
    ),
    Rule(
        "district-committees", "UBND các quận, huyện, thị xã (đến ngày 30/6/2025)",
        "District People's Committees (until 30 June 2025)",
        _compile(r"(?:ubnd )?(?:cac )?(?:cap huyen|quan huyen|huyen)(?: thi xa| thi tran| tp)*"
                 rf"(?:{_CONCERNED})?"),
        _nobody,
    ),
    Rule(
        "province-committees", "UBND các tỉnh, thành phố",
        "People's Committees of the provinces and cities",
        _compile(r"ubnd (?:cac tinh tp|cac tinh|cap tinh|tinh tp)(?: truc thuoc (?:tw|trung uong))?"
                 rf"|(?:cac )?tinh tp(?:{_CONCERNED})?"),
        _provinces,
    ),
    Rule(
        "ministries", "Các bộ, ngành Trung ương", "Ministries and central agencies",
        _compile(r"(?:cac )?(?:bo nganh(?: trung uong| tw)?|bo co quan ngang bo(?: .*)?"
                 r"|bo nganh co quan trung uong|co quan trung uong)"),
        _ministries,
    ),
    Rule(
        "ministries-concerned", "Các bộ, ngành liên quan", "Ministries concerned",
        _compile(rf"(?:cac )?bo(?: nganh)?(?: trung uong| tw)?{_CONCERNED}"), _ministries,
        open=True,
    ),
    Rule(
        "associations", "Mặt trận Tổ quốc và các tổ chức chính trị - xã hội",
        "Fatherland Front and socio-political organisations",
        _compile(r"(?:(?:mttq|ubmttq)(?: viet nam)?(?: tp| tinh| cac cap)? )?(?:cac )?"
                 r"(?:to chuc chinh tri xa hoi|hoi doan the|doan the|to chuc doan the"
                 rf"|doan the chinh tri xa hoi)(?: nghe nghiep)?{_WHERE}"
                 rf"(?: cac cap|{_CONCERNED})?"),
        _associations, open=True,
    ),
    Rule(
        "enterprises", "Doanh nghiệp, nhà đầu tư", "Enterprises and investors",
        _compile(r"cac (?:cong ty|tap doan|tong cong ty)(?: .*)?"
                 r"|(?:cac )?(?:doanh nghiep|nha dau tu|chu dau tu|nha cung cap|hop tac xa"
                 r"|co so san xuat|chu co so"
                 r"|ho kinh doanh|don vi thi cong|nha thau|don vi cung cap|to chuc tin dung"
                 r"|ngan hang thuong mai)(?: .*)?"),
        _nobody, open=True,
    ),
    Rule(
        "institutes", "Viện, trường, cơ sở đào tạo", "Institutes, universities and schools",
        _compile(r"(?:cac )?(?:vien truong|vien|truong(?: hoc| dai hoc| cao dang)*|vien nghien cuu"
                 r"|co so giao duc|co so dao tao|truong vien|nha khoa hoc"
                 r"|to chuc khoa hoc cong nghe"
                 r"|chuyen gia)(?: (?:dai hoc|cao dang|nghien cuu|vien|truong|doanh nghiep|dao tao"
                 rf"|nghe|cac|tren dia ban.*))*(?:{_CONCERNED})?"),
        _nobody, open=True,
    ),
    Rule(
        "press", "Các cơ quan báo chí, truyền thông", "Press and media",
        _compile(r"(?:cac )?co quan (?:thong tan |thong tin )?(?:bao chi|truyen thong|thong tin)"
                 r"(?: .*)?"),
        _nobody, open=True,
    ),
    Rule(
        "people", "Người dân, cộng đồng", "People and communities",
        _compile(r"(?:cac )?(?:nguoi dan|cong dong(?: dan cu)?|ho gia dinh|ho dan|ca nhan"
                 r"|nhan dan)(?: .*)?"),
        _nobody, open=True,
    ),
    Rule(
        "units-concerned", "Các cơ quan, đơn vị liên quan", "Bodies and units concerned",
        _compile(r"(?:cac )?(?:co quan|don vi|to chuc|ca nhan|ban nganh|nganh|chu the|ben|cap|hoi"
                 r"|dia phuong|doan the|phong ban|doanh nghiep|bo|so|truc thuoc|va| )+"
                 rf"(?:truc thuoc|khac|{_CONCERNED.strip()}|lien quan.*)|(?:cac )?don vi"
                 r"(?: truc thuoc.*| su nghiep.*)?|(?:cac )?co quan don vi(?: dia phuong)?"
                 r"|(?:cac )?co quan to chuc don vi"),
        _nobody, open=True,
    ),
)  # fmt: skip
BY_CODE = {rule.code: rule for rule in RULES}
_TAIL = re.compile(
    r"(?: (?:chu tri|phoi hop|thuc hien|trien khai))*"
    r"(?: (?:theo|tren co so|can cu) (?:chuc nang|tham quyen|nhiem vu|quy dinh|phan cong).*"
    r"| tren dia ban(?: tp| tinh| toan tp| toan tinh).*)?$"
)
_FREE = re.compile(r"\((?:[^()]*)\)?")


def rule_of(written: str, place: Place | None = None) -> Rule | None:
    """Return the rule of a collective name, or None when ``written`` is not one.

    ``place`` is the plan's: its name may end the collective name ("UBND các xã tỉnh Lai Châu").
    """
    key = _TAIL.sub("", name_key(_FREE.sub(" ", written)))
    for form in _forms(key, place):
        for rule in RULES:
            if rule.pattern.fullmatch(form):
                return rule
    return None


def _forms(key: str, place: Place | None) -> list[str]:
    forms = [key]
    if place is not None:
        province = place.parent or place
        name = name_key(province.name)
        shorter = re.sub(rf" (?:(?:cua |thuoc )?(?:tp|tinh) )?{re.escape(name)}$", "", key)
        if shorter != key:
            forms.append(shorter)
    return forms


def resolve(rule_code: str, place: Place | None, day: date) -> Resolution:
    """Return who a rule means in ``place`` on ``day``, making the list where there is none yet.

    A list once made stays as it is: it was true by what was known then.
    """
    rule = BY_CODE[rule_code]
    with transaction.atomic():
        resolution, made = Resolution.objects.get_or_create(
            rule=rule.code, place=place, resolved_on=day
        )
        if made:
            resolution.members.set(rule.members(place, day).order_by())
    return resolution
