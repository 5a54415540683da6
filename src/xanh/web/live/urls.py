"""Addresses of the live pages."""

from django.urls import URLPattern, path

from xanh.web.live import annual, bulletins, comparison, downloads, rivers, station, stations_map

urlpatterns: list[URLPattern] = [
    path("quan-trac/", stations_map.monitoring, name="monitoring"),
    path("quan-trac/tram.geojson", stations_map.stations_geojson, name="stations-geojson"),
    path("tram/<str:key>/", station.station, name="station"),
    path("tram/<str:key>/nguon-goc/", station.station_lineage, name="station-lineage"),
    path("tram/<str:key>/so-lieu.<slug:form>", station.station_data, name="station-data"),
    path("tram/<str:key>/<slug:part>/", station.station_part, name="station-part"),
    path("so-sanh/", comparison.comparison, name="comparison"),
    path("song/", rivers.rivers, name="rivers"),
    path("song/<slug:key>/", rivers.river, name="river"),
    path("ban-tin/", bulletins.bulletin_page, name="bulletin"),
    path("ban-tin/ban-tin.<slug:form>", bulletins.bulletin_file, name="bulletin-file"),
    path("du-lieu/", downloads.downloads, name="downloads"),
    path("du-lieu/so-lieu.<slug:form>", downloads.download, name="download"),
    path("nam/<int:year>/", annual.annual, name="annual"),
    path("nam/<int:year>.xlsx", annual.annual_book, name="annual-xlsx"),
]
