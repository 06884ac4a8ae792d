"""What the desk takes from Wagtail's frame, and what it leaves."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from wagtail import hooks


@hooks.register("construct_main_menu")
@hooks.register("construct_settings_menu")
@hooks.register("construct_reports_menu")
@hooks.register("construct_help_menu")
def no_lines_of_the_shell(request: HttpRequest, items: list[Any]) -> None:  # noqa: ARG001
    """The menu is ours (menu.py): pages, images, documents, reports, settings and help lead to shut doors."""
    items.clear()


@hooks.register("get_avatar_url")
def no_picture_from_elsewhere(user: Any, size: int) -> str:  # noqa: ARG001
    """Never a gravatar: who works here is nobody's business."""
    from django.templatetags.static import static  # noqa: PLC0415 (static files are not ready when hooks load)

    return static("look/person.svg")
