"""The addresses of 审查."""

from django.urls import path

from gongkai.faces.desk.reviews import acts, lists, screens

app_name = "reviews"
urlpatterns = [
    path("", lists.WaitingForMe.as_view(), name="list"),
    path("mine/", lists.SubmittedByMe.as_view(), name="mine"),
    path("all/", lists.AllRounds.as_view(), name="all"),
    path("<int:pk>/", screens.OneReview.as_view(), name="review"),
    path("<int:pk>/compare/", screens.Compare.as_view(), name="compare"),
    path("<int:pk>/attachments/<int:place>/", screens.Attachment.as_view(), name="attachment"),
    path("<int:pk>/withdraw/", acts.Withdraw.as_view(), name="withdraw"),
    path("<int:pk>/emergency/", acts.Emergency.as_view(), name="emergency"),
]
