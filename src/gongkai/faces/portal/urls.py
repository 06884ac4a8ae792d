"""The addresses of the public site. Nobody signs in here; whatever is not named gets the public 404."""

from django.urls import path, re_path

from gongkai.faces.portal import documents, pages, units

app_name = "portal"
urlpatterns = [
    path("", pages.Home.as_view(), name="home"),
    path("documents/", documents.Listing.as_view(), name="documents"),
    path("documents/<int:pk>/", documents.OneDocument.as_view(), name="document"),
    path("documents/<int:pk>/attachments/<int:attachment_pk>/", documents.Download.as_view(), name="attachment"),
    path("units/", units.Units.as_view(), name="units"),
    path("units/<slug:slug>/", units.OneUnit.as_view(), name="unit"),
    path("healthz", pages.healthz, name="healthz"),
    path("healthz/", pages.healthz),
    # Not the desk's, not sign-in's, not a file's: an address of the public site that leads nowhere.
    re_path(r"^(?!(?:desk|accounts|static)(?:/|$)).+$", pages.Nowhere.as_view(), name="nowhere"),
]
