"""The addresses of 年度报告."""

from django.urls import path

from gongkai.faces.desk.reports.acts import AcceptFinding, Download, Findings, Publish, Submit, TakeBack, Withdraw
from gongkai.faces.desk.reports.editing import Edit
from gongkai.faces.desk.reports.entering import Start, Upload
from gongkai.faces.desk.reports.original import Original
from gongkai.faces.desk.reports.reading import UnderWay
from gongkai.faces.desk.reports.screens import OneReport, Reports

app_name = "reports"
urlpatterns = [
    path("", Reports.as_view(), name="list"),
    path("new/", Start.as_view(), name="start"),
    path("readings/<int:pk>/", UnderWay.as_view(), name="reading"),
    path("upload/", Upload.as_view(), name="upload"),
    path("<int:pk>/", OneReport.as_view(), name="report"),
    path("<int:pk>/edit/", Edit.as_view(), name="edit"),
    path("<int:pk>/findings/", Findings.as_view(), name="findings"),
    path("<int:pk>/findings/<int:finding_pk>/accept/", AcceptFinding.as_view(), name="accept"),
    path("<int:pk>/submit/", Submit.as_view(), name="submit"),
    path("<int:pk>/take-back/", TakeBack.as_view(), name="take-back"),
    path("<int:pk>/publish/", Publish.as_view(), name="publish"),
    path("<int:pk>/withdraw/", Withdraw.as_view(), name="withdraw"),
    path("<int:pk>/original/", Original.as_view(), name="original"),
    path("<int:pk>/files/<slug:kind>/", Download.as_view(), name="file"),
]
