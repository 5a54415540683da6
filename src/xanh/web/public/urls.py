"""Addresses of the pages that everybody reads: unaccented Vietnamese, the same under /en/."""

from django.urls import include, path

from xanh.web.look import choose_theme
from xanh.web.public import (
    duties,
    home,
    lookpage,
    methods,
    organisations,
    places,
    plans,
    search,
    targets,
    tasks,
)

# A plan's own address shows the version in force; /ban/<n>/ shows an earlier published one.
record = [
    path("", plans.plan, name="plan"),
    path("nhiem-vu/", tasks.task_list, name="plan-tasks"),
    path("nhiem-vu.xlsx", tasks.spreadsheet, name="plan-tasks-xlsx"),
    path("nhiem-vu.csv", tasks.csv, name="plan-tasks-csv"),
    path("nhiem-vu/<str:key>/", tasks.task, name="plan-task"),
    path("chi-tieu/<str:key>/", targets.target, name="plan-target"),
    path("nghia-vu/", duties.calendar, name="plan-duties"),
    path("nghia-vu.ics", duties.feed, name="plan-duties-ics"),
    path("giai-phap/", plans.measures, name="plan-measures"),
    path("lich-su/", plans.history, name="plan-history"),
]

urlpatterns = [
    path("", home.home, name="home"),
    path("ke-hoach/", plans.plan_list, name="plans"),
    path("ke-hoach/<slug:slug>/", include(record)),
    path("ke-hoach/<slug:slug>/ban/<int:sequence>/", include(record)),
    path("co-quan/", organisations.organisation_list, name="organisations"),
    path("co-quan/<slug:slug>/", organisations.organisation, name="organisation"),
    path("dia-phuong/", places.place_list, name="places"),
    path("dia-phuong/<slug:code>/", places.place, name="place"),
    path("tim/", search.search_page, name="search"),
    path("phuong-phap/", methods.methods, name="methods"),
    path("look", lookpage.look, name="look"),
    path("giao-dien/<slug:theme>/", choose_theme, name="theme"),
]
