"""The addresses of the desk: our own first, then the open ones of the shell. A topic adds its line to ``TOPICS``."""

from __future__ import annotations

import logging
from importlib.util import find_spec

from django.urls import URLPattern, URLResolver, include, path

from gongkai.faces.desk import doors
from gongkai.faces.desk.home.screens import Board, Home

# (prefix, subpackage): the subpackage's urls.py has app_name, so that names read "desk:units:list".
TOPICS = [
    ("units/", "units"),
    ("people/", "people"),
    ("posts/", "posts"),
    ("documents/", "documents"),
    ("institutions/", "institutions"),
    ("reviews/", "reviews"),
    ("register/", "register"),
    ("chains/", "chains"),
    ("audit/", "trail"),
    ("account/", "account"),
    ("signins/", "signins"),
]


def _topics() -> list[URLPattern | URLResolver]:
    here = "gongkai.faces.desk"
    found: list[URLPattern | URLResolver] = []
    for prefix, name in TOPICS:
        if not (find_spec(f"{here}.{name}") and find_spec(f"{here}.{name}.urls")):
            continue
        try:
            found.append(path(prefix, include(f"{here}.{name}.urls")))
        except ImportError as error:  # while several people write at once; goes when all topics stand
            logging.getLogger(__name__).error("%s is not whole yet: %s", name, error)  # noqa: TRY400
    return found


desk_patterns = [
    path("", Home.as_view(), name="home"),
    path("board/", Board.as_view(), name="board"),
    *_topics(),
]

urlpatterns = [
    path("", include((desk_patterns, "desk"))),
    # Wagtail's sign-in would pass by the second factor: whoever comes to it is led to ours.
    path("", include("gongkai.faces.desk.signin_urls")),
    path("", include(doors.patterns())),
]
