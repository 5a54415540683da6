"""What all live pages say alike: an index with its band, how old data are, what it was made from.

The templates of the same names lie in ``xanh/live/parts/``.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from xanh.office.monitoring.profiles import tables_folder
from xanh.publishing import wording

if TYPE_CHECKING:
    from xanh.observations.tables import Parameter

VIETNAM = timedelta(hours=7)
Kind = Literal["vn-aqi", "vn-wqi"]


@dataclass(frozen=True, slots=True)
class Mark:
    """An index as pages show it (``parts/index.html``): swatch, number, word.

    ``step`` is the place of the band on its official scale, 1 the best; 0 where there is no index.
    """

    kind: Kind
    value: int | None
    step: int = 0
    band: str = ""
    colour: str = ""  # its name, for those who do not see it

    @property
    def scale(self) -> str:
        """Return the class that carries the official colour."""
        return f"scale-{self.kind}-{self.step}" if self.step else "scale-none"


def language() -> Literal["vi", "en"]:
    """Return the language of the page."""
    return "en" if get_language() == "en" else "vi"


def air_mark(value: int | None) -> Mark:
    """Return VN_AQI as pages show it."""
    from xanh.methods.air.vn_aqi_2019 import VN_AQI_2019

    band = VN_AQI_2019.band_of(value)
    if value is None or band is None:
        return Mark("vn-aqi", None, band=_("chưa có chỉ số"))
    colour = band.colour_en if language() == "en" else band.colour_vi
    step = VN_AQI_2019.bands.index(band) + 1
    return Mark("vn-aqi", value, step, band.name(language()), colour)


def water_mark(value: int | None) -> Mark:
    """Return VN_WQI as pages show it; step 1 is the best water."""
    from xanh.methods.water import VN_WQI_2019

    band = VN_WQI_2019.band_of(value)
    if value is None or band is None:
        return Mark("vn-wqi", None, band=_("chưa có chỉ số"))
    return Mark("vn-wqi", value, VN_WQI_2019.bands.index(band) + 1, band.name(language()))


def age(moment: datetime | None, now: datetime) -> str:
    """Return how old data are, in words: "12 phút trước"."""
    if moment is None:
        return _("chưa có dữ liệu")
    minutes = int((now - moment).total_seconds() // 60)
    if minutes < 1:
        return _("vừa xong")
    if minutes < 60:
        return ngettext("%(n)s phút trước", "%(n)s phút trước", minutes) % {"n": minutes}
    if minutes < 48 * 60:
        hours = minutes // 60
        return ngettext("%(n)s giờ trước", "%(n)s giờ trước", hours) % {"n": hours}
    days = minutes // (24 * 60)
    shown = wording.number(days, language())
    return ngettext("%(n)s ngày trước", "%(n)s ngày trước", days) % {"n": shown}


def local(moment: datetime) -> str:
    """Return an aware moment as people here write it: dd/mm/yyyy HH:MM."""
    clock = moment.astimezone(UTC).replace(tzinfo=None) + VIETNAM
    return f"{clock:%d/%m/%Y %H:%M}"


def parameter(name: str) -> Parameter:
    """Return what is known of a parameter; one that no table holds goes by its own name."""
    from xanh.observations.tables import Parameter as Unknown

    return parameters().get(name) or Unknown(name, name, name, name, "")


def parameters() -> dict[str, Parameter]:
    """Return all parameters by Xanh's name."""
    return _parameters(tables_folder())


def parameter_name(name: str) -> str:
    """Return how pages write a parameter: its symbol, else its name."""
    known = parameter(name)
    return known.symbol or (known.en if language() == "en" else known.vi)


@lru_cache(maxsize=2)
def _parameters(folder: Path) -> dict[str, Parameter]:
    from xanh.observations.loading import load_tables

    return dict(load_tables(folder if folder.is_dir() else None).parameters)


def number(value: float | None, name: str) -> str:
    """Return a value of a parameter with the decimals that it is shown with."""
    return wording.number(value, language(), parameter(name).decimals)


def percent(part: float | None) -> str:
    """Return a share 0…1 as a percentage without decimals; a dash where there is none."""
    return wording.NOTHING if part is None else f"{wording.number(part * 100, language(), 0)} %"


def version_anchor(version: str) -> str:
    """Return where the page of methods shows a version: ``vn_aqi-2019``."""
    return version.replace(":", "-")


def lineage_rows(lineage: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the parameters of a lineage (JSON values) with their shares in words."""
    return [
        {
            "name": parameter_name(row["parameter"]),
            "valid": wording.number(row["valid"], language()),
            "received": wording.number(row["received"], language()),
            "expected": wording.number(row["expected"], language()),
            "share": percent(row["valid"] / row["expected"] if row["expected"] else None),
        }
        for row in lineage["parameters"]
    ]
