"""The frame: Wagtail's menu with our lines, our names and our way out."""

from __future__ import annotations

from typing import Any

from django import template
from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import NoReverseMatch, reverse
from django.utils.html import json_script
from django.utils.safestring import SafeString
from wagtail.admin.telepath import JSContext, adapter
from wagtail.admin.ui import sidebar
from wagtail.users.models import UserProfile

from gongkai.faces.desk.menu import entries_for

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
    own = [
        sidebar.LinkMenuItem(name, label, _address(names), icon_name=icon)
        for name, label, names, icon in (
            ("password", "修改密码", ("account_change_password",), "key"),
            ("factor", "两步验证", ("mfa_index",), "lock"),
        )
        if _address(names)
    ]
    own.append(sidebar.ActionMenuItem("logout", "退出登录", reverse("account_logout"), icon_name="logout"))
    name = getattr(request.user, "name", "") or request.user.get_username()
    modules = [sidebar.WagtailBrandingModule(), OfficerMenu(lines, own, name)]
    return json_script({"modules": JSContext().pack(modules)}, element_id="wagtail-sidebar-props")


@register.simple_tag(takes_context=True)
def desk_theme(context: dict[str, Any]) -> str:
    """Everybody gets the same frame: light, Chinese; Wagtail asks the database for no profile."""
    user = context["request"].user
    user.wagtail_userprofile = UserProfile(
        theme="light", density="snug", contrast="system", preferred_language="zh-hans", keyboard_shortcuts=False
    )
    return ""


def _address(names: tuple[str, ...]) -> str:
    for name in names:
        try:
            return reverse(name)
        except NoReverseMatch:
            continue
    return ""
