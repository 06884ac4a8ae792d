"""The addresses of the public site. Nobody signs in here; whatever is not named gets the public 404."""

from django.urls import include, path, re_path

from gongkai.faces.portal import pages

app_name = "portal"
urlpatterns = [
    path("", include("gongkai.faces.portal.platform.urls")),
    path("", include("gongkai.faces.portal.items.urls")),
    path("", include("gongkai.faces.portal.reports.urls")),
    path("", include("gongkai.faces.portal.mistakes.urls")),
    path("healthz", pages.healthz, name="healthz"),
    path("healthz/", pages.healthz),
    # Not the desk's, not sign-in's, not a file's: an address of the public site that leads nowhere.
    re_path(r"^(?!(?:desk|accounts|static)(?:/|$)).+$", pages.Nowhere.as_view(), name="nowhere"),
]
