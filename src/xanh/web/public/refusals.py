"""Pages for what cannot be shown: what happened, what is safe, what to do."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from xanh.errors import XanhError
from xanh.web.security import POLICY


def refusal(request: HttpRequest, status: int, heading: str, text: str) -> HttpResponse:
    """Return a page that says ``heading`` and ``text``."""
    context = {"status": status, "heading": heading, "text": text}
    return render(request, "xanh/public/refusal.html", context, status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001
    """400: the browser sent something that cannot be read."""
    return refusal(
        request,
        400,
        _("Yêu cầu không đọc được"),
        _("Trình duyệt đã gửi một yêu cầu không đúng dạng. Chưa có gì thay đổi."),
    )


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403: this reader may not see or do this."""
    text = _("Tài khoản của bạn chưa được phép làm việc này. Chưa có gì thay đổi.")
    if isinstance(exception, XanhError):
        text = exception.sentence(getattr(request, "LANGUAGE_CODE", "vi"))
    return refusal(request, 403, _("Không được phép"), text)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001
    """404: there is no such page, or it is not public."""
    return refusal(
        request,
        404,
        _("Không có trang này"),
        _("Địa chỉ có thể bị gõ nhầm, hoặc nội dung chưa được công bố."),
    )


def broken(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """500: our fault. Uses no database, no session and no context processors."""
    return HttpResponse(
        render_to_string("xanh/public/broken.html"),
        status=500,
        headers={"Content-Security-Policy": POLICY},
    )
