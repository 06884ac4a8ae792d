"""The addresses of 审查."""

from django.urls import path

from gongkai.faces.desk.reviews.acts import Emergency, Withdraw
from gongkai.faces.desk.reviews.filepreview import AttachmentPreview
from gongkai.faces.desk.reviews.lists import AllRounds, SubmittedByMe, WaitingForMe
from gongkai.faces.desk.reviews.screens import Attachment, Compare, OneReview

app_name = "reviews"
urlpatterns = [
    path("", WaitingForMe.as_view(), name="list"),
    path("mine/", SubmittedByMe.as_view(), name="mine"),
    path("all/", AllRounds.as_view(), name="all"),
    path("<int:pk>/", OneReview.as_view(), name="review"),
    path("<int:pk>/compare/", Compare.as_view(), name="compare"),
    path("<int:pk>/attachments/<int:place>/", Attachment.as_view(), name="attachment"),
    path("<int:pk>/attachments/<int:place>/preview/", AttachmentPreview.as_view(), name="attachment-preview"),
    path("<int:pk>/withdraw/", Withdraw.as_view(), name="withdraw"),
    path("<int:pk>/emergency/", Emergency.as_view(), name="emergency"),
]
