"""What is public: the list with its search, one document, its attachments, and what is said where one was withdrawn."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlencode

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag

from gongkai.faces.portal.pages import Page, with_units
from gongkai.office.catalog.models import Attachment, Document, DocumentKind
from gongkai.office.errors import Refused
from gongkai.office.files.models import StoredFile
from gongkai.office.files.selectors import file_name, safe_headers
from gongkai.office.files.services import open_stored
from gongkai.office.search.selectors import Filters, find
from gongkai.office.units.models import Unit

_PAGE = 20


@dataclass(frozen=True)
class Choice:
    """A filter: its words, how many it leaves, where it leads, whether it is on."""

    label: str
    count: str
    url: str
    on: bool


class Listing(Page):
    """政府信息: everything public, searched and filtered."""

    template_name = "portal/documents.html"
    title = "政府信息"

    def get(self, request: HttpRequest) -> HttpResponseBase:
        words = " ".join(request.GET.get("q", "").split())[:100]
        kind = request.GET.get("kind", "")
        kind = kind if kind in DocumentKind.values else ""
        unit = Unit.objects.filter(slug=request.GET.get("unit", "")[:40]).first() if request.GET.get("unit") else None
        order: Literal["newest", "relevance"] = "relevance" if request.GET.get("order") == "relevance" else "newest"
        unit_ids = [unit.pk] if unit else None
        asked = request.GET.get("page", "1")
        page = int(asked[:6]) if asked.isdecimal() else 1
        found = find(words, Filters(unit_ids=unit_ids, kind=kind or None), order=order, page=page, size=_PAGE)
        return self.show(
            asked=words,
            kind=kind,
            unit=unit,
            order=order,
            found=found,
            lines=with_units(found.hits),
            kinds=self._kinds(words, unit_ids, kind),
            without_unit=self._link(unit=""),
            orders=[
                ("按时间", self._link(order=""), order == "newest"),
                ("按相关", self._link(order="relevance"), order == "relevance"),
            ],
            before=self._link(page=str(found.page - 1)) if found.page > 1 else "",
            after=self._link(page=str(found.page + 1)) if found.page < found.pages else "",
            crumbs=[],
            title=f"“{words}”的查询结果" if words else self.title,
        )

    def _kinds(self, words: str, unit_ids: list[int] | None, chosen: str) -> list[Choice]:
        choices = []
        for value, label in [("", "全部"), *DocumentKind.choices]:
            found = find(words, Filters(unit_ids=unit_ids, kind=value or None), size=1)
            count = "1万+" if found.capped else f"{found.total:,}"
            choices.append(Choice(str(label), count, self._link(kind=str(value)), value == chosen))
        return choices

    def _link(self, **changes: str) -> str:
        """This list with one filter changed; the page begins anew unless it is what changes."""
        kept = {name: self.request.GET.get(name, "") for name in ("q", "kind", "unit", "order")}
        asked = {name: value[:100] for name, value in {**kept, **changes}.items() if value}
        return f"{reverse('portal:documents')}?{urlencode(asked)}" if asked else reverse("portal:documents")


@dataclass(frozen=True)
class Offered:
    """An attachment as the public gets it: the stripped copy."""

    name: str
    url: str
    facts: str


class OneDocument(Page):
    """One document; where it was withdrawn, when and why (410)."""

    template_name = "portal/document.html"

    def get(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        document = _released(pk)
        if document.withdrawn_at is not None:
            return self.withdrawn(document)
        revision = document.published
        assert revision is not None  # noqa: S101 (_released gives only such)
        return self.show(
            document=document,
            revision=revision,
            offered=[_offered(document, item) for item in _copies(document)],
            crumbs=[("政府信息", reverse("portal:documents")), (document.unit.called, unit_url(document.unit))],
            title=revision.title,
            address=request.build_absolute_uri(request.path),
        )

    def withdrawn(self, document: Document) -> HttpResponse:
        """What stands where it stood. Its title is not shown: it may be what had to go."""
        return self.show("portal/withdrawn.html", status=410, document=document, title="该信息已撤下")


class Download(OneDocument):
    """An attachment: always the copy without metadata, comments and hidden parts."""

    def get(self, request: HttpRequest, pk: int, attachment_pk: int) -> HttpResponseBase:  # type: ignore[override]
        document = _released(pk)
        if document.withdrawn_at is not None:
            return self.withdrawn(document)
        item = get_object_or_404(
            Attachment.objects.select_related("file__published_copy"),
            pk=attachment_pk,
            revision_id=document.published_id,
        )
        copy = item.file.published_copy
        if copy is None:
            raise Http404("no public copy")
        headers = safe_headers(copy, item.name, inline=request.GET.get("show") == "1")
        unchanged = get_conditional_response(request, etag=quote_etag(copy.sha256))
        if unchanged is not None:
            return unchanged
        try:
            source = open_stored(copy)
        except Refused as missing:
            raise Http404(str(missing)) from missing
        response = FileResponse(source)
        # Afterwards: given at once, FileResponse would put a disposition of its own over ours.
        for name, value in headers.items():
            response[name] = value
        return response


def _released(pk: int) -> Document:
    """The document, if it was ever public."""
    found: Document = get_object_or_404(
        Document.objects.select_related("unit", "published").filter(published__isnull=False), pk=pk
    )
    return found


def _copies(document: Document) -> list[Attachment]:
    return list(Attachment.objects.filter(revision=document.published).select_related("file__published_copy"))


def _offered(document: Document, item: Attachment) -> Offered:
    file: StoredFile = item.file.published_copy or item.file
    return Offered(
        file_name(file, item.name),
        reverse("portal:attachment", args=[document.pk, item.pk]),
        f"{file.extension.upper()}，{filesizeformat(file.size)}",
    )


def unit_url(unit: Unit) -> str:
    """The page of a unit."""
    return reverse("portal:unit", args=[unit.slug])
