"""Where every address leads: the desk under /desk/, everything else is the public site."""

from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from gongkai.faces.desk import refusals
from gongkai.faces.portal import pages

urlpatterns = [
    path("desk/", include("gongkai.faces.desk.urls")),
    path("", include("gongkai.faces.portal.urls")),
]

handler400 = "gongkai.config.urls.bad_request"
handler403 = "gongkai.faces.desk.refusals.not_permitted"
handler404 = "gongkai.faces.desk.refusals.not_found"
handler500 = "gongkai.config.urls.broken"


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400: each face has its own page."""
    return refusals.bad_request(request, exception) if _inside(request) else pages.bad_request(request)


def broken(request: HttpRequest) -> HttpResponse:
    """500: each face has its own page."""
    return refusals.broken(request) if _inside(request) else pages.broken(request)


def _inside(request: HttpRequest) -> bool:
    return request.path.startswith(("/desk/", "/accounts/"))
