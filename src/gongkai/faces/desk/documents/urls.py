"""The addresses of 文稿."""

from django.urls import path

from gongkai.faces.desk.documents.acts import (
    AcceptFinding,
    CloseEarlier,
    Emergency,
    Findings,
    Publish,
    Submit,
    TakeBack,
    Withdraw,
)
from gongkai.faces.desk.documents.arranging import CancelSchedule, Schedule
from gongkai.faces.desk.documents.attachments import Download, Upload
from gongkai.faces.desk.documents.ending import End, Resume
from gongkai.faces.desk.documents.filepreview import AttachmentPreview
from gongkai.faces.desk.documents.history import Compare, History, OneRevision
from gongkai.faces.desk.documents.preview import Preview, PreviewPage
from gongkai.faces.desk.documents.screens import Documents, OneDocument
from gongkai.faces.desk.documents.starting import Start
from gongkai.faces.desk.documents.writing import Edit

app_name = "documents"
urlpatterns = [
    path("", Documents.as_view(), name="list"),
    path("new/", Start.as_view(), name="start"),
    path("<int:pk>/", OneDocument.as_view(), name="document"),
    path("<int:pk>/edit/", Edit.as_view(), name="edit"),
    path("<int:pk>/preview/", Preview.as_view(), name="preview"),
    path("<int:pk>/preview/page/", PreviewPage.as_view(), name="preview-page"),
    path("<int:pk>/upload/", Upload.as_view(), name="upload"),
    path("<int:pk>/attachments/<int:attachment_pk>/", Download.as_view(), name="attachment"),
    path("<int:pk>/attachments/<int:attachment_pk>/preview/", AttachmentPreview.as_view(), name="attachment-preview"),
    path("<int:pk>/findings/", Findings.as_view(), name="findings"),
    path("<int:pk>/findings/<int:finding_pk>/accept/", AcceptFinding.as_view(), name="accept"),
    path("<int:pk>/submit/", Submit.as_view(), name="submit"),
    path("<int:pk>/take-back/", TakeBack.as_view(), name="take-back"),
    path("<int:pk>/publish/", Publish.as_view(), name="publish"),
    path("<int:pk>/schedule/", Schedule.as_view(), name="schedule"),
    path("<int:pk>/schedule/cancel/", CancelSchedule.as_view(), name="cancel-schedule"),
    path("<int:pk>/emergency/", Emergency.as_view(), name="emergency"),
    path("<int:pk>/withdraw/", Withdraw.as_view(), name="withdraw"),
    path("<int:pk>/close-earlier/", CloseEarlier.as_view(), name="close-earlier"),
    path("<int:pk>/end/", End.as_view(), name="end"),
    path("<int:pk>/resume/", Resume.as_view(), name="resume"),
    path("<int:pk>/history/", History.as_view(), name="history"),
    path("<int:pk>/revisions/<int:number>/", OneRevision.as_view(), name="revision"),
    path("<int:pk>/compare/", Compare.as_view(), name="compare"),
]
