"""Addresses of the working side of the stations."""

from django.urls import URLPattern, path

from xanh.web.monitoring import clients, correction, morning, quarantine, register

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
    path("quan-ly-tram/tram/<str:key>/so-do/", correction.station_readings, name="readings"),
    path(
        "quan-ly-tram/tram/<str:key>/so-do/<int:number>/hoan-tac/",
        correction.correction_undo,
        name="correction-undo",
    ),
    path("quan-ly-tram/cach-ly/", quarantine.quarantine, name="quarantine"),
    path("quan-ly-tram/cach-ly/chay-lai/", quarantine.replay, name="quarantine-replay"),
    path("quan-ly-tram/cach-ly/<slug:number>/", quarantine.quarantine_file, name="quarantine-file"),
    path("quan-ly-tram/chuong-trinh/", clients.clients, name="clients"),
    path("quan-ly-tram/chuong-trinh/them/", clients.add_client, name="client-add"),
    path("quan-ly-tram/chuong-trinh/<int:number>/", clients.client, name="client"),
    path(
        "quan-ly-tram/chuong-trinh/<int:number>/trang-thai/",
        clients.client_state,
        name="client-state",
    ),
    path("quan-ly-tram/chuong-trinh/<int:number>/khoa/", clients.client_token, name="client-token"),
]
