"""Bodies that a plan names and Xanh's list does not hold."""

from __future__ import annotations

import re

from xanh.office.organisations.models import Organisation, WrittenName
from xanh.office.organisations.names import name_key
from xanh.office.places.models import Place
from xanh.vietnamese import slug, squeeze

_Kind = Organisation.Kind
# What a name begins with says what kind of body it is. A name needs words after its head: "Sở"
# alone names nobody.
_HEADS: tuple[tuple[str, Organisation.Kind], ...] = (
    (r"so", _Kind.DEPARTMENT),
    (r"cong an|canh sat", _Kind.POLICE),
    (r"bo chi huy|bo tu lenh|ban chi huy quan su|quan khu|bo doi", _Kind.MILITARY),
    (r"hoi dong nhan dan|hdnd", _Kind.COUNCIL),
    (r"dang uy|thanh uy|tinh uy|ban to chuc|ban tuyen giao|ban dan van", _Kind.PARTY),
    (r"hoi|hiep hoi|lien hiep|lien doan|doan thanh nien|ubmttq|lien minh", _Kind.ASSOCIATION),
    (r"cong ty|tong cong ty|tap doan|ngan hang", _Kind.ENTERPRISE),
    (
        r"ban|bql|chi cuc|cuc|tong cuc|trung tam|vien|truong|dai hoc|benh vien|quy|van phong|vp"
        r"|thanh tra|kho bac|thue|thong ke|bao|dai|hai quan|vuon quoc gia|hat kiem lam|buu dien"
        r"|toa an|vien kiem sat|bao hiem|phong|to cong tac|ban chi dao",
        _Kind.AGENCY,
    ),
)
_PATTERNS = tuple((re.compile(rf"(?:{heads})(?: \w+)+"), kind) for heads, kind in _HEADS)
_LONGEST = 200  # [characters] of a name; what is longer is a sentence


def kind_of(written: str) -> Organisation.Kind | None:
    """Return the kind of body that ``written`` looks like, or None if it names no body."""
    key = name_key(written)
    if len(written) > _LONGEST:
        return None
    for pattern, kind in _PATTERNS:
        if pattern.fullmatch(key):
            return kind
    return None


def register(written: str, place: Place | None) -> Organisation | None:
    """Return the body ``written`` in plans of ``place``, made if need be; None if it names none.

    It is not ``listed``: a person should look at it, and collective names do not include it.
    """
    name = squeeze(written).strip(" .;,:-–+")
    kind = kind_of(name)
    if kind is None:
        return None
    where = f" {place.name}" if place and not name_key(name).endswith(name_key(place.name)) else ""
    organisation, made = Organisation.objects.get_or_create(
        slug=slug(f"{name}{where}")[:200],
        defaults={"name": name, "kind": kind, "place": place, "listed": False},
    )
    if made:
        WrittenName.objects.create(organisation=organisation, text=name)
    return organisation
