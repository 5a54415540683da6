"""Refusals of the API: a code and a sentence in two languages, always in the same form."""

from __future__ import annotations

import logging

from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

from xanh.errors import XanhError

_log = logging.getLogger(__name__)


def answer_refusals(api: NinjaAPI) -> None:
    """Teach ``api`` how every error leaves it."""

    def refuse(request: HttpRequest, status: int, error: XanhError) -> HttpResponse:
        return api.create_response(
            request,
            {"code": error.code, "vi": error.sentence("vi"), "en": error.sentence("en")},
            status=status,
        )

    @api.exception_handler(Http404)
    def missing(request: HttpRequest, _error: Http404) -> HttpResponse:
        return refuse(
            request,
            404,
            XanhError(
                "not-found",
                "Không có mục này, hoặc mục này chưa được công bố.",
                "There is no such record, or it has not been published.",
                "Xem danh sách tại /api/v1/docs.",
                "See the lists at /api/v1/docs.",
            ),
        )

    @api.exception_handler(ValidationError)
    def unusable(request: HttpRequest, error: ValidationError) -> HttpResponse:
        names = ", ".join(sorted({str(item["loc"][-1]) for item in error.errors}))
        return refuse(
            request,
            422,
            XanhError(
                "bad-parameter",
                f"Tham số có giá trị không dùng được: {names}.",
                f"A parameter has an unusable value: {names}.",
                "Xem các giá trị dùng được tại /api/v1/docs.",
                "See the usable values at /api/v1/docs.",
            ),
        )

    @api.exception_handler(XanhError)
    def refused(request: HttpRequest, error: XanhError) -> HttpResponse:
        return refuse(request, 400, error)

    @api.exception_handler(HttpError)
    def other(request: HttpRequest, error: HttpError) -> HttpResponse:
        text = str(error)
        return refuse(request, error.status_code, XanhError("refused", text, text))

    @api.exception_handler(Exception)
    def broken(request: HttpRequest, error: Exception) -> HttpResponse:
        _log.error("API failed at %s", request.path, exc_info=error)
        return refuse(
            request,
            500,
            XanhError(
                "system-error",
                "Hệ thống gặp lỗi. Dữ liệu đã lưu vẫn an toàn.",
                "The system failed. What was saved is safe.",
                "Thử lại sau ít phút.",
                "Try again in a few minutes.",
            ),
        )
