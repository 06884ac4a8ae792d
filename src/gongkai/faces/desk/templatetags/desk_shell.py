"""The frame: Wagtail's menu with our lines, our names and our way out."""

from __future__ import annotations

from typing import Any

from django import template
from django.conf import settings
from django.http import HttpRequest
from django.http.request import HttpHeaders
from django.middleware.csrf import get_token
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import json_script
from django.utils.safestring import SafeString
from wagtail.admin.localization import get_js_translation_strings
from wagtail.admin.telepath import JSContext, adapter
from wagtail.admin.ui import sidebar

from gongkai.faces.desk.kit import address
from gongkai.faces.desk.menu import Entry, entries_for

register = template.Library()


@adapter("wagtail.sidebar.MainMenuModule", base=sidebar.BaseSidebarAdapter)
class OfficerMenu:
    """Wagtail's menu module, with the person's name instead of a login name and no picture from elsewhere."""

    def __init__(self, lines: list[Any], own_lines: list[Any], name: str) -> None:
        self.lines, self.own_lines, self.name = lines, own_lines, name

    def js_args(self) -> list[Any]:
        """What the script is given."""
        picture = static("look/person.svg")
        return [self.lines, self.own_lines, {"name": self.name, "avatarUrl": picture}]


@register.simple_tag(takes_context=True)
def desk_sidebar(context: dict[str, Any]) -> SafeString:
    """What the menu's script reads."""
    request: HttpRequest = context["request"]
    lines = [
        sidebar.LinkMenuItem(entry.url_name.replace(":", "-"), entry.label, entry.url, icon_name=entry.icon)
        for entry in entries_for(request.actor)  # type: ignore[attr-defined]
    ]
    own: list[Any] = []
    if mine := address("desk:account:mine"):
        own.append(sidebar.LinkMenuItem("account", "我的账号", mine, icon_name="user"))
    own.append(sidebar.ActionMenuItem("logout", "退出登录", reverse("account_logout"), icon_name="logout"))
    name = getattr(request.user, "name", "") or request.user.get_username()
    modules = [sidebar.WagtailBrandingModule(), OfficerMenu(lines, own, name)]
    return json_script({"modules": JSContext().pack(modules)}, element_id="wagtail-sidebar-props")


@register.simple_tag(takes_context=True)
def desk_menu(context: dict[str, Any]) -> list[Entry]:
    """The lines of the menu, for a browser without scripts."""
    return entries_for(context["request"].actor)


@register.simple_tag(takes_context=True)
def desk_config(context: dict[str, Any]) -> SafeString:
    """What Wagtail's scripts read. Its own tag asks the database for languages and profiles that nobody here has."""
    config = {
        "CSRF_TOKEN": get_token(context["request"]),
        "CSRF_HEADER_NAME": HttpHeaders.parse_header_name(settings.CSRF_HEADER_NAME),
        "ADMIN_API": {"PAGES": "", "DOCUMENTS": "", "IMAGES": "", "EXTRA_CHILDREN_PARAMETERS": ""},
        "ADMIN_URLS": {"DISMISSIBLES": "", "PAGES": "", "BLOCK_PREVIEW": ""},
        "I18N_ENABLED": False,
        "LOCALES": [],
        "STRINGS": get_js_translation_strings(),
        "KEYBOARD_SHORTCUTS_ENABLED": False,
    }
    return json_script(config, element_id="wagtail-config")
