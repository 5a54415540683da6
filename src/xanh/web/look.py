"""The reader's choice of light or dark, kept in a cookie; works without scripts."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import translate_url
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language

THEME_COOKIE = "xanh-theme"
THEMES = ("auto", "light", "dark")
_YEAR = 365 * 24 * 3600  # [s]


def theme_of(request: HttpRequest) -> str:
    """Return "light" or "dark" as chosen, or "auto": what the reader's machine prefers."""
    chosen = request.COOKIES.get(THEME_COOKIE, "auto")
    return chosen if chosen in THEMES else "auto"


def context(request: HttpRequest) -> dict[str, Any]:
    """Return what every page needs: the theme and the same page in the other language."""
    other = "en" if get_language() == "vi" else "vi"
    return {
        "theme": theme_of(request),
        "other_language": other,
        "other_language_url": translate_url(request.get_full_path(), other),
    }


def choose_theme(request: HttpRequest, theme: str) -> HttpResponse:
    """Keep the chosen theme and go back to the page that the reader came from."""
    if theme not in THEMES:
        raise Http404
    back = request.GET.get("next", "/")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts=None):
        back = "/"
    response = HttpResponseRedirect(back)
    response.set_cookie(THEME_COOKIE, theme, max_age=_YEAR, samesite="Lax", path="/")
    return response
