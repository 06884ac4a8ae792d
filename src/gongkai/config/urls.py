"""Where every address leads: the desk under /desk/, everything else is the public site."""

from django.urls import include, path

urlpatterns = [
    path("desk/", include("gongkai.faces.desk.urls")),
    path("", include("gongkai.faces.portal.urls")),
]
