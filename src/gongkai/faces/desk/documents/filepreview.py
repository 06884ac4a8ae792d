"""An attachment of a document on a screen: the original, with what it hides, for those who see the document."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404

from gongkai.faces.desk.documents.place import OfDocument
from gongkai.faces.desk.previewing import FileScreen
from gongkai.office.catalog.models import Attachment


class AttachmentPreview(FileScreen, OfDocument):
    """预览附件."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:  # noqa: ARG002
        item = get_object_or_404(
            Attachment.objects.select_related("file", "revision"),
            pk=kwargs["attachment_pk"],
            revision__document=self.document,
        )
        return self.look_at(
            item.file,
            item.name,
            download=self.url("attachment", item.pk),
            unit_id=self.document.unit_id,
            detail={"document": self.document.pk, "revision": item.revision.number},
        )
