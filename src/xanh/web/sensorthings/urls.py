"""Addresses of the service: one for its index, one for everything under it."""

from django.urls import path

from xanh.web.sensorthings.version import V1_1
from xanh.web.sensorthings.views import service_page

urlpatterns = [
    path(V1_1.prefix, service_page, name="sensorthings-root"),
    path(f"{V1_1.prefix}/", service_page, name="sensorthings-index"),
    path(f"{V1_1.prefix}/<path:path>", service_page, name="sensorthings"),
]
