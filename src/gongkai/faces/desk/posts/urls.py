"""The addresses of posts."""

from django.urls import path

from gongkai.faces.desk.posts import acts, confirming, screens

app_name = "posts"
urlpatterns = [
    path("", screens.PostsIndex.as_view(), name="list"),
    path("units/<int:pk>/", screens.UnitPosts.as_view(), name="unit"),
    path("units/<int:pk>/new/", screens.GrantInUnit.as_view(), name="grant_in_unit"),
    path("people/<int:pk>/new/", screens.GrantToPerson.as_view(), name="grant"),
    path("pending/", confirming.Pending.as_view(), name="pending"),
    path("<int:pk>/confirm/", confirming.ConfirmPost.as_view(), name="confirm"),
    path("deputies/<int:pk>/confirm/", confirming.ConfirmDeputy.as_view(), name="confirm_deputy"),
    path("<int:pk>/end/", acts.EndPost.as_view(), name="end"),
    path("<int:pk>/deputy/", acts.AppointDeputy.as_view(), name="appoint"),
    path("deputies/<int:pk>/end/", acts.EndDeputy.as_view(), name="end_deputy"),
]
