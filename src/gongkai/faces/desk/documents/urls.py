"""The addresses of 文稿."""

from django.urls import path

from gongkai.faces.desk.documents import acts, attachments, history, screens, writing

app_name = "documents"
urlpatterns = [
    path("", screens.Documents.as_view(), name="list"),
    path("new/", writing.Start.as_view(), name="start"),
    path("<int:pk>/", screens.OneDocument.as_view(), name="document"),
    path("<int:pk>/edit/", writing.Edit.as_view(), name="edit"),
    path("<int:pk>/upload/", attachments.Upload.as_view(), name="upload"),
    path("<int:pk>/attachments/<int:attachment_pk>/", attachments.Download.as_view(), name="attachment"),
    path("<int:pk>/findings/", acts.Findings.as_view(), name="findings"),
    path("<int:pk>/findings/<int:finding_pk>/accept/", acts.AcceptFinding.as_view(), name="accept"),
    path("<int:pk>/submit/", acts.Submit.as_view(), name="submit"),
    path("<int:pk>/take-back/", acts.TakeBack.as_view(), name="take-back"),
    path("<int:pk>/publish/", acts.Publish.as_view(), name="publish"),
    path("<int:pk>/emergency/", acts.Emergency.as_view(), name="emergency"),
    path("<int:pk>/withdraw/", acts.Withdraw.as_view(), name="withdraw"),
    path("<int:pk>/history/", history.History.as_view(), name="history"),
    path("<int:pk>/revisions/<int:number>/", history.OneRevision.as_view(), name="revision"),
    path("<int:pk>/compare/", history.Compare.as_view(), name="compare"),
]
