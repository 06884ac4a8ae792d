"""The addresses of the platform: home, columns, units."""

from django.urls import path

from gongkai.faces.portal.platform import columns, home, units, unitsite

urlpatterns = [
    path("", home.Home.as_view(), name="home"),
    path("map/", home.SiteMap.as_view(), name="map"),
    path("guide/", columns.Guides.as_view(), name="guide"),
    path("institutions/", columns.Institutions.as_view(), name="institutions"),
    path("statutory/", columns.Statutory.as_view(), name="statutory"),
    path("reports/", columns.Reports.as_view(), name="reports"),
    path("requests/", columns.Requests.as_view(), name="requests"),
    path("departments/", columns.Departments.as_view(), name="departments"),
    path("districts/", columns.Districts.as_view(), name="districts"),
    path("units/", units.Units.as_view(), name="units"),
    path("units/<slug:slug>/", unitsite.Front.as_view(), name="unit"),
    path("units/<slug:slug>/guide/", unitsite.Guide.as_view(), name="unit_guide"),
    path("units/<slug:slug>/institutions/", unitsite.Institutions.as_view(), name="unit_institutions"),
    path("units/<slug:slug>/statutory/", unitsite.Statutory.as_view(), name="unit_statutory"),
    path("units/<slug:slug>/reports/", unitsite.Reports.as_view(), name="unit_reports"),
    path("units/<slug:slug>/requests/", unitsite.Requests.as_view(), name="unit_requests"),
]
