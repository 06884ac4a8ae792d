"""Where every address leads: the desk under /desk/, everything else is the public site."""

from django.urls import include, path

urlpatterns = [
    path("desk/", include("gongkai.faces.desk.urls")),
    path("", include("gongkai.faces.portal.urls")),
]

handler400 = "gongkai.faces.desk.refusals.bad_request"
handler403 = "gongkai.faces.desk.refusals.not_permitted"
handler404 = "gongkai.faces.desk.refusals.not_found"
handler500 = "gongkai.faces.desk.refusals.broken"
