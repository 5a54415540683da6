"""Refusals of the SensorThings API: an HTTP status beside the code and the two sentences."""

from __future__ import annotations

from xanh.errors import XanhError

HELP_VI = "Xem docs/sensorthings.md hoặc tiêu chuẩn OGC 18-088."
HELP_EN = "See docs/sensorthings.md or the standard OGC 18-088."


class RefusedError(XanhError):
    """A request that is refused with an HTTP status."""

    def __init__(
        self, status: int, code: str, vi: str, en: str, do_vi: str = "", do_en: str = ""
    ) -> None:
        super().__init__(code, vi, en, do_vi, do_en)
        self.status = status

    def to_json(self) -> dict[str, object]:
        """Return the body of the answer."""
        return {
            "code": self.status,
            "type": "error",
            "error": self.code,
            "message": self.sentence("en"),
            "vi": self.sentence("vi"),
            "en": self.sentence("en"),
        }


def bad_option(name: str, vi: str, en: str) -> RefusedError:
    """Refuse a query option that cannot be understood: 400."""
    return RefusedError(
        400, "bad-query-option", f"{name}: {vi}.", f"{name}: {en}.", do_vi=HELP_VI, do_en=HELP_EN
    )


def bad_filter(vi: str, en: str) -> RefusedError:
    """Refuse a filter or an order that cannot be understood: 400."""
    return bad_option("$filter", vi, en)


def not_done(what: str) -> RefusedError:
    """Refuse what the standard knows and this service does not do: 501."""
    return RefusedError(
        501,
        "not-implemented",
        f"Dịch vụ này chưa làm được: {what}.",
        f"This service does not do this: {what}.",
        do_vi=HELP_VI,
        do_en=HELP_EN,
    )


def not_found(what: str) -> RefusedError:
    """Refuse a path that leads nowhere: 404."""
    return RefusedError(
        404, "not-found", f"Không có {what}.", f"There is no {what}.", HELP_VI, HELP_EN
    )
