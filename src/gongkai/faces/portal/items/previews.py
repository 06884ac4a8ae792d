"""预览: an attachment shown on a page, so that nobody must download it to see what it is."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag

from gongkai import __version__
from gongkai.faces.look.previewing import AGAIN_SECONDS, asked_page, first_of, shown_preview
from gongkai.faces.portal.items.downloads import OfAttachment
from gongkai.faces.portal.items.item import attachment_url, crumbs_of, unchanged_or
from gongkai.office.catalog.indexing import column_of
from gongkai.office.catalog.models import Attachment, Document
from gongkai.office.catalog.previewing import preview_of
from gongkai.office.files.models import StoredFile
from gongkai.office.files.previewing import limits
from gongkai.office.files.previewing.made import PICTURE_TYPE


class Preview(OfAttachment):
    """The page. What cannot be shown says why and offers the file."""

    template_name = "portal/items/preview.html"

    def given(
        self, request: HttpRequest, document: Document, item: Attachment, copy: StoredFile, **_more: Any
    ) -> HttpResponseBase:
        page = asked_page(request.GET.get("page", ""))
        if page > limits.PAGES_MOST:
            raise Http404(f"no page {page}")
        found = preview_of(copy, page=page)
        if page > max(1, found.page_count) and not found.passing:
            raise Http404(f"no page {page}")
        shown = shown_preview(
            found,
            copy,
            item.name,
            page=page,
            download=attachment_url(document, item),
            picture=lambda one: reverse("portal:preview_page", args=[document.pk, item.pk, one.number]),
        )
        response = self.show(
            column=column_of(document.kind),
            document=document,
            revision=item.revision,
            shown=shown,
            crumbs=[*crumbs_of(document, None), (item.revision.title, _address_of(document, item))],
            title=f"预览：{shown.name}",
        )
        response["X-Robots-Tag"] = "noindex"
        if found.passing:
            response["Cache-Control"] = "no-store"
            response["Refresh"] = str(AGAIN_SECONDS)
            return response
        return unchanged_or(request, response)


class Picture(OfAttachment):
    """How one page of a file looks."""

    def given(
        self,
        request: HttpRequest,
        document: Document,  # noqa: ARG002
        item: Attachment,  # noqa: ARG002
        copy: StoredFile,
        page: int = 0,
        **_more: Any,
    ) -> HttpResponseBase:
        if not 1 <= page <= limits.PAGES_MOST:
            raise Http404(f"no page {page}")
        etag = quote_etag(f"{__version__}-{copy.sha256}-{page}")
        unchanged = get_conditional_response(request, etag=etag)
        if unchanged is not None:
            return unchanged
        found = preview_of(copy, page=first_of(page))
        if found.passing:
            return HttpResponse(status=503, headers={"Retry-After": str(AGAIN_SECONDS), "Cache-Control": "no-store"})
        shown = next((one for one in found.pages if one.number == page), None)
        if shown is None:
            raise Http404(f"no page {page}")
        response = HttpResponse(shown.picture, content_type=PICTURE_TYPE)
        response["ETag"] = etag
        response["X-Content-Type-Options"] = "nosniff"
        response["X-Robots-Tag"] = "noindex"
        return response


def _address_of(document: Document, item: Attachment) -> str:
    """The page of the version to which the attachment belongs."""
    if item.revision_id == document.published_id:
        return reverse("portal:document", args=[document.pk])
    return reverse("portal:version", args=[document.pk, item.revision.version])
