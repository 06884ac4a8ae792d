"""The addresses of portal/reports. The column page /reports/ is the platform's."""

from django.urls import URLPattern, path

from gongkai.faces.portal.reports.downloads import Download, OriginalFile
from gongkai.faces.portal.reports.overview import Overview, SeriesFile
from gongkai.faces.portal.reports.report import OneReport

urlpatterns: list[URLPattern] = [
    path("reports/<slug:slug>/", Overview.as_view(), name="unit_report_years"),
    path("reports/<slug:slug>/series.csv", SeriesFile.as_view(), name="report_series"),
    path("reports/<slug:slug>/<int:year>/", OneReport.as_view(), name="report"),
    path("reports/<slug:slug>/<int:year>/original", OriginalFile.as_view(), name="report_original"),
    path("reports/<slug:slug>/<int:year>/report.<slug:kind>", Download.as_view(), name="report_file"),
]
