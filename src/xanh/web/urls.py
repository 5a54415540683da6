"""Addresses: the API, and the pages in Vietnamese (no prefix) and English (under /en/)."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import URLPattern, URLResolver, include, path

from xanh.web.api import api

urlpatterns: list[URLPattern | URLResolver] = [
    path("api/v1/", api.urls),
    path("", include("xanh.web.sensorthings.urls")),
    *i18n_patterns(
        path("", include("xanh.web.public.urls")),
        path("", include("xanh.web.live.urls")),
        path("", include("xanh.web.monitoring.urls")),
        path("", include("xanh.web.accounts.urls")),
        path("", include("xanh.web.editing.urls")),
        prefix_default_language=False,
    ),
]

handler400 = "xanh.web.public.refusals.bad_request"
handler403 = "xanh.web.public.refusals.forbidden"
handler404 = "xanh.web.public.refusals.not_found"
handler500 = "xanh.web.public.refusals.broken"
