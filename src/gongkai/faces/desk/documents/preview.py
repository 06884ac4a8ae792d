"""预览: what the public will see, on a wide screen and on a phone."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.template.response import TemplateResponse
from django.utils.cache import add_never_cache_headers
from django.utils.dateparse import parse_date

from gongkai.faces.desk.documents import copies
from gongkai.faces.desk.documents.describing import MetadataFields
from gongkai.faces.desk.documents.place import OfDocument
from gongkai.faces.look.showing import showing
from gongkai.office.catalog.metadata import Metadata
from gongkai.office.catalog.models import Revision
from gongkai.office.clearance.cleaning import clean_body

_WIDTHS = {"wide": "电脑", "phone": "手机"}


class Preview(OfDocument):
    """The frame around the page, with a choice of its width."""

    title = "预览"
    template_name = "desk/documents/preview.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:  # noqa: ARG002
        width = request.GET.get("width", "wide")
        typed = "typed=1" if request.GET.get("typed") else ""
        return self.show(
            document=self.document,
            revision=self.latest,
            typed=bool(typed) and copies.kept(self.document, self.actor) is not None,
            view=width if width in _WIDTHS else "wide",
            widths=[(name, label, f"?width={name}{'&' if typed else ''}{typed}") for name, label in _WIDTHS.items()],
            page_url=f"{self.url('preview-page')}{'?' if typed else ''}{typed}",
            edit_url=self.url("edit"),
        )


class PreviewPage(OfDocument):
    """The page itself, without the desk around it: drawn by the template the public site draws with."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:  # noqa: ARG002
        revision = self._typed() if request.GET.get("typed") else None
        shown = showing(self.document, revision or self.latest, on=self.today)
        response = TemplateResponse(request, "desk/documents/preview_page.html", {"shown": shown})
        add_never_cache_headers(response)
        return response

    def _typed(self) -> Revision | None:
        """What this person has typed and not saved, as a revision that is nowhere."""
        copy = copies.kept(self.document, self.actor)
        if copy is None:
            return None
        data = copies.typed_in(copy)
        form = MetadataFields(data)
        form.offer(self.document.unit, self.today, self.latest.heading)
        before = Metadata.of(self.latest)
        told = form.metadata(before) if form.is_valid() else before
        return Revision(
            pk=self.latest.pk,
            document=self.document,
            number=self.latest.number,
            title=data.get("title", "")[:300],
            document_number=data.get("document_number", "")[:100],
            formed_on=_day(data.get("formed_on", "")),
            body=clean_body(data.get("body", "")),
            **told.columns(),
        )


def _day(text: str) -> date | None:
    try:
        return parse_date(text)
    except ValueError:
        return None
