"""Names of kinds and fields in the language of the page."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from xanh.office.organisations.models import Organisation
from xanh.office.places.models import Place

_Kind = Organisation.Kind
ORGANISATION_KINDS = {
    _Kind.GOVERNMENT: _("Chính phủ, Thủ tướng"),
    _Kind.MINISTRY: _("Bộ, cơ quan ngang bộ"),
    _Kind.PROVINCE_COMMITTEE: _("UBND cấp tỉnh"),
    _Kind.COUNCIL: _("Hội đồng nhân dân"),
    _Kind.DEPARTMENT: _("Sở và tương đương"),
    _Kind.AGENCY: _("Ban, cơ quan, đơn vị sự nghiệp"),
    _Kind.POLICE: _("Công an"),
    _Kind.MILITARY: _("Quân đội"),
    _Kind.COMMUNE_COMMITTEE: _("UBND cấp xã"),
    _Kind.PARTY: _("Cơ quan Đảng"),
    _Kind.ASSOCIATION: _("Mặt trận, đoàn thể, hội"),
    _Kind.ENTERPRISE: _("Doanh nghiệp"),
    _Kind.OTHER: _("Khác"),
}

PLACE_KINDS = {
    Place.Kind.PROVINCE: _("Tỉnh"),
    Place.Kind.CITY: _("Thành phố trực thuộc trung ương"),
    Place.Kind.WARD: _("Phường"),
    Place.Kind.COMMUNE: _("Xã"),
    Place.Kind.SPECIAL_ZONE: _("Đặc khu"),
}

# What people edit, as a history names it.
EDITED_FIELDS = {
    "added": _("thêm mục"),
    "removed": _("bỏ mục"),
    "title": _("tên"),
    "text": _("nội dung"),
    "subject": _("nội dung"),
    "number": _("số"),
    "period": _("thời gian"),
    "period_text": _("thời gian"),
    "period_start": _("bắt đầu"),
    "period_end": _("kết thúc"),
    "recurrence": _("định kỳ"),
    "field": _("lĩnh vực"),
    "leads": _("cơ quan chủ trì"),
    "partners": _("cơ quan phối hợp"),
    "organisations": _("cơ quan thực hiện"),
    "comparator": _("so sánh"),
    "value": _("giá trị"),
    "unit": _("đơn vị"),
    "year": _("năm"),
    "stretch": _("giá trị phấn đấu"),
    "deadline": _("hạn"),
    "issued": _("ngày ban hành"),
    "effective": _("ngày có hiệu lực"),
    "signer": _("người ký"),
    "issuer": _("cơ quan ban hành"),
    "kind": _("loại văn bản"),
    "place": _("nơi ban hành"),
    "to": _("nơi nhận"),
    "path": _("vị trí"),
}
