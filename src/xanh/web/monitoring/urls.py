"""Addresses of the working side of the stations."""

from django.urls import URLPattern, path

from xanh.web.monitoring import morning, register

urlpatterns: list[URLPattern] = [
    path("quan-ly-tram/", morning.morning, name="morning"),
    path("quan-ly-tram/tram/", register.stations, name="register"),
    path("quan-ly-tram/them/", register.add_station, name="register-add"),
    path("quan-ly-tram/nhap/", register.import_table, name="register-import"),
    path("quan-ly-tram/tram/<str:key>/", register.station, name="register-station"),
    path("quan-ly-tram/tram/<str:key>/mat-khau/", register.password, name="register-password"),
    path("quan-ly-tram/tram/<str:key>/dong/", register.closing, name="register-closing"),
    path(
        "quan-ly-tram/tram/<str:key>/thiet-bi/", register.instrument, name="register-instrument-add"
    ),
    path(
        "quan-ly-tram/tram/<str:key>/thiet-bi/<str:parameter>/",
        register.instrument,
        name="register-instrument",
    ),
    path(
        "quan-ly-tram/tram/<str:key>/thiet-bi/<str:parameter>/bo/",
        register.instrument_remove,
        name="register-instrument-remove",
    ),
]
