"""Forms of the register; what they refuse is said by :mod:`xanh.office.monitoring`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from xanh.errors import XanhError
from xanh.office.monitoring.models import Instrument, River, Station
from xanh.office.monitoring.registering import FIELDS, StationRefusedError, find_place
from xanh.vietnamese import squeeze
from xanh.web.live.parts import parameters
from xanh.web.numbers import NumberField

_DEGREES = re.compile(r"[-\u2212]?\d{1,3}(?:[.,]\d+)?")
_LARGEST = 5_000_000  # [bytes] of a table of stations
_PLAIN_TEXT = {"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}
_GROUPS = (
    (_("Trạm"), ("key", "name", "name_en", "medium", "public", "simulated", "opened")),
    (
        _("Vị trí"),
        ("latitude", "longitude", "elevation", "address", "place", "river", "river_km"),
    ),
    (_("Vận hành"), ("operator", "operator_email")),
    (_("Gửi số liệu"), ("minutes", "ahead_minutes", "aliases", "account")),
)


class DegreesField(NumberField):
    """Degrees, with a decimal comma or point: both are how people copy coordinates."""

    def to_python(self, value: Any) -> Decimal | None:
        """Return the degrees; raises ValidationError when the text writes none."""
        text = "" if value is None else str(value).replace("°", "").strip()
        if not text:
            return None
        if not _DEGREES.fullmatch(text):
            raise forms.ValidationError(
                _("Ghi độ thập phân, ví dụ 21,0285 hoặc 21.0285."), code="form"
            )
        return Decimal(text.replace(",", ".").replace("\u2212", "-"))


class StationForm(forms.Form):
    """All that the register knows of a station."""

    key = forms.CharField(
        label=_("Mã trạm"),
        max_length=80,
        help_text=_("Như trong tên tệp trạm gửi, ví dụ HN_BKHN_KHIKXQ. Sau này không đổi được."),
        widget=forms.TextInput(attrs=_PLAIN_TEXT),
    )
    name = forms.CharField(label=_("Tên trạm"), max_length=200)
    name_en = forms.CharField(label=_("Tên tiếng Anh"), max_length=200, required=False)
    medium = forms.ChoiceField(label=_("Môi trường đo"))
    public = forms.BooleanField(
        label=_("Công khai trên trang cho mọi người"), required=False, initial=True
    )
    simulated = forms.BooleanField(label=_("Trạm mô phỏng, không phải đo thật"), required=False)
    opened = forms.DateField(
        label=_("Hoạt động từ"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    latitude = DegreesField(label=_("Vĩ độ (độ Bắc, WGS 84)"), required=False)
    longitude = DegreesField(label=_("Kinh độ (độ Đông, WGS 84)"), required=False)
    elevation = NumberField(label=_("Cao độ (m)"), required=False)
    address = forms.CharField(label=_("Địa chỉ"), max_length=300, required=False)
    place = forms.CharField(
        label=_("Phường, xã"),
        required=False,
        help_text=_("Tên, hoặc mã đơn vị hành chính khi có nhiều nơi trùng tên."),
    )
    river = forms.ModelChoiceField(
        label=_("Sông"),
        queryset=River.objects.all(),
        required=False,
        empty_label=_("không ở trên sông"),
    )
    river_km = NumberField(
        label=_("Vị trí trên sông (km từ đầu nguồn)"),
        required=False,
        help_text=_("Bỏ trống thì Xanh tính từ tọa độ."),
    )
    operator = forms.CharField(label=_("Đơn vị vận hành"), max_length=200, required=False)
    operator_email = forms.EmailField(
        label=_("Thư điện tử của đơn vị vận hành"),
        required=False,
        help_text=_("Mỗi sáng Xanh gửi đến đây những việc cần sửa; không có việc thì không gửi."),
    )
    minutes = NumberField(label=_("Chu kỳ gửi (phút)"), initial=5)
    ahead_minutes = NumberField(
        label=_("Đồng hồ được chạy nhanh tối đa (phút)"),
        initial=15,
        help_text=_("Số đo ghi giờ xa hơn thế so với giờ máy nhận thì vào khu cách ly."),
    )
    aliases = forms.CharField(
        label=_("Tên gọi khác trong tệp"),
        required=False,
        help_text=_("Ngăn nhau bằng dấu chấm phẩy."),
        widget=forms.TextInput(attrs=_PLAIN_TEXT),
    )
    account = forms.CharField(
        label=_("Tài khoản FTP"),
        max_length=40,
        required=False,
        help_text=_("Mỗi trạm một tài khoản. Mật khẩu do Xanh đặt, ở trang của trạm."),
        widget=forms.TextInput(attrs=_PLAIN_TEXT),
    )

    def __init__(self, *args: Any, station: Station | None = None, **kwargs: Any) -> None:
        if station is not None:
            kwargs["initial"] = _initial(station)
        super().__init__(*args, **kwargs)
        media: Any = self.fields["medium"]
        media.choices = [(m.value, MEDIUM_WORDS[m.value]) for m in Station.Medium]
        if station is not None:
            del self.fields["key"]

    def groups(self) -> Iterator[tuple[Any, list[BoundField]]]:
        """Yield heading and fields of each group."""
        for heading, names in _GROUPS:
            yield heading, [self[name] for name in names if name in self.fields]

    def clean_place(self) -> Any:
        """Find the place by code or name."""
        try:
            return find_place(self.cleaned_data["place"])
        except XanhError as error:
            raise forms.ValidationError(error.sentence(language())) from error

    def values(self) -> dict[str, Any]:
        """Return what was entered, as :data:`xanh.office.monitoring.registering.FIELDS`."""
        data = self.cleaned_data
        values = {name: data[name] for name in FIELDS if name in data}
        for name in ("latitude", "longitude", "elevation", "river_km"):
            values[name] = None if data[name] is None else float(data[name])
        values["seconds"] = round(float(data["minutes"]) * 60)
        values["ahead"] = round(float(data["ahead_minutes"]) * 60)
        values["aliases"] = re.split(r"[;,\s]+", data["aliases"])
        return values

    def refuse(self, refused: StationRefusedError) -> None:
        """Show what the register refused beside the fields."""
        names = {"seconds": "minutes", "ahead": "ahead_minutes"}
        for name, error in refused.faults:
            field = names.get(name, name)
            self.add_error(field if field in self.fields else None, error.sentence(language()))


class InstrumentForm(forms.Form):
    """What one parameter is measured with."""

    parameter = forms.ChoiceField(label=_("Thông số"))
    name = forms.CharField(label=_("Thiết bị (hãng, kiểu, số máy)"), max_length=200, required=False)
    method = forms.CharField(label=_("Phương pháp đo"), max_length=200, required=False)
    low = NumberField(label=_("Dải đo từ"), required=False)
    high = NumberField(label=_("Dải đo đến"), required=False)
    detection_limit = NumberField(label=_("Giới hạn phát hiện"), required=False)
    unit = forms.CharField(label=_("Đơn vị khi tệp không ghi"), max_length=30, required=False)
    calibrated = forms.DateField(
        label=_("Hiệu chuẩn gần nhất"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, *args: Any, instrument: Instrument | None = None, **kwargs: Any) -> None:
        if instrument is not None:
            names = ("parameter", "name", "method", "low", "high", "detection_limit", "unit",
                     "calibrated")  # fmt: skip
            kwargs["initial"] = {name: getattr(instrument, name) for name in names}
        super().__init__(*args, **kwargs)
        chosen: Any = self.fields["parameter"]
        known = {one.id: parameter_words(one.id) for one in parameters().values()}
        if instrument is not None:
            known = {instrument.parameter: parameter_words(instrument.parameter)}
        chosen.choices = sorted(known.items(), key=lambda item: item[1].casefold())

    def values(self) -> dict[str, Any]:
        """Return what was entered."""
        data = {name: value for name, value in self.cleaned_data.items() if name != "parameter"}
        for name in ("low", "high", "detection_limit"):
            data[name] = None if data[name] is None else float(data[name])
        return {n: squeeze(v) if isinstance(v, str) else v for n, v in data.items()}


class StationsFileForm(forms.Form):
    """A table of stations."""

    file = forms.FileField(
        label=_("Bảng trạm (.csv hoặc .xlsx)"),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.xlsx,.xls,.tsv"}),
    )
    only_try = forms.BooleanField(label=_("Chỉ kiểm tra, chưa ghi gì"), required=False)

    def clean_file(self) -> Any:
        """Refuse what is no table of stations by its size alone."""
        file = self.cleaned_data["file"]
        if file.size > _LARGEST:
            raise forms.ValidationError(_("Bảng lớn hơn 5 MB; chia ra nhiều tệp."))
        return file


MEDIUM_WORDS = {
    "air": _("không khí xung quanh"),
    "surface-water": _("nước mặt"),
    "groundwater": _("nước dưới đất"),
    "wastewater": _("nước thải"),
    "stack": _("khí thải"),
    "weather": _("khí tượng"),
    "unknown": _("chưa rõ môi trường"),
}


def parameter_words(name: str) -> str:
    """Return a parameter's symbol, name and unit."""
    known = parameters().get(name)
    if known is None:
        return name
    words = known.en if language() == "en" else known.vi
    text = words if known.symbol in ("", words) else f"{known.symbol}, {words}"
    return f"{text} ({known.unit})" if known.unit else text


def language() -> str:
    """Return the language of the page."""
    return "en" if get_language() == "en" else "vi"


def _initial(station: Station) -> dict[str, Any]:
    initial = {name: getattr(station, name) for name in FIELDS}
    return initial | {
        "place": station.place.code if station.place else "",
        "minutes": station.seconds / 60,
        "ahead_minutes": station.ahead / 60,
        "aliases": "; ".join(station.aliases),
    }
