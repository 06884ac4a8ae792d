"""The screen: who may enter, what stands at its head, how it is drawn."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.template.response import TemplateResponse
from django.utils.cache import add_never_cache_headers
from django.utils.functional import cached_property
from django.views import View

from gongkai.faces import clock
from gongkai.faces.desk.kit.parts import Act
from gongkai.office.actors import Actor
from gongkai.office.errors import NotAllowed


class Screen(View):
    """One address of the desk. ``may_enter`` must be written for each; the rest has a sensible default.

    The order is: signed in? → ``prepare`` (fetch what the address names: ``get_object_or_404``) → ``may_enter`` → get or post.
    ``refusal`` is the sentence of the 403 page. Context in templates: ``screen``, ``title``, ``crumbs``, ``acts``.
    """

    title: str = ""
    icon: str = ""
    template_name: str = "desk/screen.html"
    refusal: str = "您的岗位不能使用此页面。如工作需要，请联系本单位管理员调整岗位。"
    #: Width of the content: "" fills the window, "narrow" holds text and forms to a readable measure.
    width: str = ""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return self.not_signed_in()
        self.prepare()
        if not self.may_enter():
            raise NotAllowed(self.refusal)
        response = super().dispatch(request, *args, **kwargs)
        add_never_cache_headers(response)
        return response

    def not_signed_in(self) -> HttpResponseBase:
        """To the sign-in page, and back here afterwards; scripts get a plain 401."""
        if wants_json(self.request):
            return JsonResponse({"message": "登录已失效，请重新登录。"}, status=401)
        return redirect_to_login(self.request.get_full_path() if self.request.method == "GET" else "/desk/")

    def prepare(self) -> None:
        """Fetch what the address names, before ``may_enter`` is asked; raise Http404 where it is not there."""

    def may_enter(self) -> bool:
        """Whether ``self.actor`` may see this screen: written for every screen, from an app's ``permissions``."""
        raise NotImplementedError(f"{type(self).__name__}.may_enter")

    @property
    def actor(self) -> Actor:
        """Who is at work (set by gate.OfficerMiddleware)."""
        return self.request.actor  # type: ignore[attr-defined]

    @cached_property
    def now(self) -> datetime:
        """The moment of this request: one for the whole of it."""
        return clock.now()

    @property
    def today(self) -> date:
        """The day of this request."""
        return self.now.date()

    def heading(self) -> str:
        """The title of this very screen; may speak of what was fetched."""
        return self.title

    def crumbs(self) -> Sequence[tuple[str, str]]:
        """The way here, (label, url), without the first (工作台) and without this screen itself."""
        return ()

    def acts(self) -> Sequence[Act]:
        """What can be done from here: only what this actor may do. Unlawful acts are absent, not grey."""
        return ()

    def context(self, **more: object) -> dict[str, object]:
        """What the template knows."""
        return {
            "screen": self,
            "title": self.heading(),
            "icon": self.icon,
            "crumbs": list(self.crumbs()),
            "acts": list(self.acts()),
            "width": self.width,
            "actor": self.actor,
            "now": self.now,
            "today": self.today,
            **more,
        }

    def show(self, *, status: int = 200, template: str = "", **more: object) -> HttpResponse:
        """Draw the screen."""
        return TemplateResponse(self.request, template or self.template_name, self.context(**more), status=status)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:  # noqa: ARG002
        return self.show()


def wants_json(request: HttpRequest) -> bool:
    """Whether a script asks, and not a person."""
    return (
        request.headers.get("x-requested-with") == "XMLHttpRequest"
        or request.headers.get("accept", "").split(",")[0].strip() == "application/json"
    )
