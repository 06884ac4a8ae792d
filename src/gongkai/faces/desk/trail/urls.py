"""The addresses of 审计查询."""

from django.urls import path

from gongkai.faces.desk.trail import screens, verification

app_name = "trail"
urlpatterns = [
    path("", screens.Trail.as_view(), name="list"),
    path("entries/<int:seq>/", screens.Entry.as_view(), name="entry"),
    path("verification/", verification.Verification.as_view(), name="verification"),
]
