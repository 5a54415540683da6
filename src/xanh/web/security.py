"""What a browser may do with our pages: load from us, and from nobody else."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase

_DIRECTIVES = {
    "default-src": "'self'",
    "img-src": "'self' data:",
    "object-src": "'none'",
    "base-uri": "'none'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
}
POLICY = "; ".join(f"{name} {value}" for name, value in _DIRECTIVES.items())

# The reader of the API description builds its styles while it runs; it has no forms of ours.
READER_POLICY = f"{POLICY}; style-src 'self' 'unsafe-inline'"


class ContentSecurityMiddleware:
    """Put a Content-Security-Policy on every response.

    A view that needs another policy sets the header itself; no page of Xanh carries scripts or
    styles inside its markup, so the policy allows none.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer as ever, with the policy."""
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", POLICY)
        response.headers.setdefault(
            "Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=()"
        )
        return response
