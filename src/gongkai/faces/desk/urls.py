"""The addresses of the desk: our own first, then the open ones of the shell. A topic adds its line."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from gongkai.faces.desk import doors
from gongkai.faces.desk.home.screens import Board, Home

# Each topic's urls.py has app_name, so that names read "desk:units:list".
desk_patterns: list[URLPattern | URLResolver] = [
    path("", Home.as_view(), name="home"),
    path("board/", Board.as_view(), name="board"),
    path("units/", include("gongkai.faces.desk.units.urls")),
    path("people/", include("gongkai.faces.desk.people.urls")),
    path("posts/", include("gongkai.faces.desk.posts.urls")),
    path("documents/", include("gongkai.faces.desk.documents.urls")),
    path("imports/", include("gongkai.faces.desk.imports.urls")),
    path("catalogue/", include("gongkai.faces.desk.catalogue.urls")),
    path("reports/", include("gongkai.faces.desk.reports.urls")),
    path("institutions/", include("gongkai.faces.desk.institutions.urls")),
    path("changes/", include("gongkai.faces.desk.changes.urls")),
    path("withheld/", include("gongkai.faces.desk.withheld.urls")),
    path("reviews/", include("gongkai.faces.desk.reviews.urls")),
    path("register/", include("gongkai.faces.desk.register.urls")),
    path("mistakes/", include("gongkai.faces.desk.mistakes.urls")),
    path("chains/", include("gongkai.faces.desk.chains.urls")),
    path("audit/", include("gongkai.faces.desk.trail.urls")),
    path("account/", include("gongkai.faces.desk.account.urls")),
    path("signins/", include("gongkai.faces.desk.signins.urls")),
]

urlpatterns = [
    path("", include((desk_patterns, "desk"))),
    # Wagtail's sign-in would pass by the second factor: whoever comes to it is led to ours.
    path("", include("gongkai.faces.desk.signin_urls")),
    path("", include(doors.patterns())),
]
