"""What is taken away: attachments as their stripped copies, and the text itself as Word, PDF or plain text."""

from __future__ import annotations

import hashlib
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.core.cache import cache
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag

from gongkai import __version__
from gongkai.faces.look.showing import force_of
from gongkai.faces.portal.items.item import OneDocument, released, shown_revision
from gongkai.office.catalog.correcting import closed
from gongkai.office.catalog.models import Attachment, Change, Document, Revision
from gongkai.office.catalog.rendering import KINDS, Rendered, render
from gongkai.office.errors import Refused
from gongkai.office.files.models import StoredFile
from gongkai.office.files.selectors import safe_headers
from gongkai.office.files.services import open_stored
from gongkai.statute.errors import GongkaiError

#: How long a file that was made is kept at most: it is made anew from the revision whenever it is missing.
_KEPT_SECONDS = 7 * 86_400
#: Larger files are not kept.
_KEPT_MOST = 16 * 2**20


class OfAttachment(OneDocument):
    """An address under an attachment of a version that was released: gone (410) where the item or that version is."""

    def get(self, request: HttpRequest, pk: int, attachment_pk: int = 0, **more: Any) -> HttpResponseBase:
        document = released(pk)
        if document.withdrawn_at is not None:
            return self.withdrawn(document)
        item = get_object_or_404(
            Attachment.objects.select_related("file__published_copy", "revision"),
            pk=attachment_pk,
            revision__document_id=document.pk,
            revision__version__isnull=False,
        )
        if item.revision_id != document.published_id and closed(
            item.revision, Change.objects.filter(document=document)
        ):
            return self.withdrawn_version(document, item.revision)
        copy = item.file.published_copy
        if copy is None:
            raise Http404("no public copy")
        return self.given(request, document, item, copy, **more)

    def given(
        self, request: HttpRequest, document: Document, item: Attachment, copy: StoredFile, **more: Any
    ) -> HttpResponseBase:
        """The answer, from the copy without metadata, comments and hidden parts; never from the original."""
        raise NotImplementedError(type(self).__name__)


class Download(OfAttachment):
    """The file itself."""

    def given(
        self,
        request: HttpRequest,
        document: Document,  # noqa: ARG002
        item: Attachment,
        copy: StoredFile,
        **_more: Any,
    ) -> HttpResponseBase:
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


class TextFile(OneDocument):
    """The text as a file. Made when it is first asked for, then kept by the digest of what it says."""

    def get(self, request: HttpRequest, pk: int, kind: str = "", **_more: Any) -> HttpResponseBase:
        if kind not in KINDS:
            raise Http404(kind)
        document = released(pk)
        if document.withdrawn_at is not None:
            return self.withdrawn(document)
        revision = shown_revision(document)
        force = force_of(document, revision, self.today)
        notes = (force.sentence,) if force and force.tone != "on" else ()
        key = _key(document, revision, kind, notes)
        unchanged = get_conditional_response(request, etag=quote_etag(key))
        if unchanged is not None:
            return unchanged
        try:
            made = _made(document, revision, kind, notes, key)
        except (Refused, GongkaiError) as refused:
            return self.show(
                "portal/items/no_file.html", status=422, document=document, why=str(refused), title="不能生成文件"
            )
        response = HttpResponse(made.data, content_type=made.media_type)
        response["ETag"] = quote_etag(key)
        response["Content-Disposition"] = (
            f"attachment; filename=\"{pk}.{kind}\"; filename*=UTF-8''{quote(made.name, safe='')}"
        )
        response["X-Content-Type-Options"] = "nosniff"
        # The address of the page is the one that is found: files of it are copies.
        response["X-Robots-Tag"] = "noindex"
        response["Link"] = f'<{_address(document)}>; rel="canonical"'
        return response


def _made(document: Document, revision: Revision, kind: str, notes: tuple[str, ...], key: str) -> Rendered:
    kept: Rendered | None = cache.get(key)
    if kept is not None:
        return kept
    made = render(document, revision, kind, address=_address(document), notes=notes)
    if len(made.data) <= _KEPT_MOST:
        cache.set(key, made, _KEPT_SECONDS)
    return made


def _address(document: Document) -> str:
    return f"{settings.BASE_URL}{reverse('portal:document', args=[document.pk])}"


def _key(document: Document, revision: Revision, kind: str, notes: tuple[str, ...]) -> str:
    """Everything on which the bytes of a file depend."""
    told = (
        __version__, kind, document.pk, document.index_number, document.unit.name, document.published_at,
        revision.digest, revision.released_at, revision.version, notes, settings.BASE_URL,
    )  # fmt: skip
    return f"text-file:{hashlib.blake2b(repr(told).encode(), digest_size=20).hexdigest()}"
