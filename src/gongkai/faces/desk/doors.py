"""Which of Wagtail's own addresses are open: an allowlist. Everything else of its admin is not there, for anybody.

Wagtail lends the desk its frame: the menu, icons, dialogs. Its own screens decide on rights by rules that are not ours
(docs/adr), so that each of them answers 404 - before sign-in, after it, and for a system administrator. The addresses stay known
by name, because Wagtail's frame names some of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NoReturn

from django.http import Http404, HttpRequest
from django.urls import URLPattern, URLResolver
from django.views.i18n import JavaScriptCatalog
from wagtail.admin import urls as wagtail_admin

#: The icons of the frame, and the words its scripts use. Neither says anything about anybody.
OPEN = frozenset({"wagtailadmin_sprite", "wagtailadmin_javascript_catalog"})


def shut(request: HttpRequest, *args: object, **kwargs: object) -> NoReturn:  # noqa: ARG001
    """There is nothing here."""
    raise Http404(request.path)


def patterns() -> Sequence[URLPattern | URLResolver]:
    """Wagtail's addresses with all but the open ones shut."""
    for name, pattern in every(wagtail_admin.urlpatterns):
        if name not in OPEN:
            pattern.callback = shut
        elif name == "wagtailadmin_javascript_catalog":  # with what its Chinese lacks (locale/)
            pattern.callback = JavaScriptCatalog.as_view(packages=["wagtail.admin", "gongkai.faces.desk"])
    return wagtail_admin.urlpatterns


def every(patterns: Sequence[URLPattern | URLResolver], inside: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Each address with its full name, however deep it is included."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            name = f"{inside}{pattern.namespace}:" if pattern.namespace else inside
            yield from every(pattern.url_patterns, name)
        else:
            yield f"{inside}{pattern.name or ''}", pattern
