"""Attachments in the editor: rows with a signed ticket for each file, uploading, downloading."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO, cast

from django.core import signing
from django.core.files.uploadedfile import UploadedFile
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase, JsonResponse, QueryDict
from django.shortcuts import get_object_or_404
from django.template.defaultfilters import filesizeformat
from django.urls import reverse

from gongkai.faces.desk.documents.place import OfDocument
from gongkai.office.actors import Actor
from gongkai.office.audit.services import audited, record
from gongkai.office.catalog import permissions
from gongkai.office.catalog.models import Attachment, Document, Revision
from gongkai.office.catalog.previewing import can_preview
from gongkai.office.catalog.services import Attached
from gongkai.office.errors import OfficeError, Refused
from gongkai.office.files import services as files
from gongkai.office.files.models import StoredFile
from gongkai.office.files.names import shown
from gongkai.office.files.selectors import safe_headers

_SALT = "gongkai.desk.attachment"
#: A form may lie open overnight, not for weeks.
_TICKET_SECONDS = 3 * 24 * 3600


@dataclass(frozen=True)
class AttachmentRow:
    """A line of the editor: the file, its name, and the ticket that lets this person attach it to this document."""

    file: StoredFile
    name: str
    ticket: str
    url: str = ""
    preview: str = ""

    @property
    def facts(self) -> str:
        """Type and size in words."""
        return f"{self.file.extension.upper()}，{filesizeformat(self.file.size)}"


def ticket(file: StoredFile, document: Document, by: Actor) -> str:
    """Says that this person uploaded or may attach this file here: a number alone would open other people's files."""
    return signing.dumps([file.pk, document.pk, by.id], salt=_SALT, compress=True)


def rows_of(revision: Revision, document: Document, by: Actor) -> list[AttachmentRow]:
    """The attachments of a revision as rows."""
    return [
        AttachmentRow(
            item.file,
            item.name,
            ticket(item.file, document, by),
            reverse("desk:documents:attachment", args=[document.pk, item.pk]),
            reverse("desk:documents:attachment-preview", args=[document.pk, item.pk]) if can_preview(item.file) else "",
        )
        for item in revision.attachments.select_related("file")
    ]


def rows_sent(data: QueryDict | Mapping[str, Any], document: Document, by: Actor) -> list[AttachmentRow]:
    """The rows as a person sent them: in the order given, without the removed ones.

    Raises:
        Refused: a ticket is not ours, not this person's or too old.
    """
    if not isinstance(data, QueryDict):
        return []
    tickets, names, places = data.getlist("file"), data.getlist("name"), data.getlist("position")
    removed = set(data.getlist("remove"))
    lines = []
    for index, given in enumerate(tickets):
        if given in removed:
            continue
        place = places[index] if index < len(places) and places[index].isdecimal() else ""
        lines.append((int(place[:6]) if place else index + 1, index, given, names[index] if index < len(names) else ""))
    found = {given: _redeemed(given, document, by) for _place, _index, given, _name in lines}
    stored = StoredFile.objects.in_bulk(set(found.values()))
    return [
        AttachmentRow(stored[found[given]], name, given)
        for _p, _i, given, name in sorted(lines)
        if found[given] in stored
    ]


def _redeemed(given: str, document: Document, by: Actor) -> int:
    try:
        file_id, document_id, person_id = signing.loads(given, salt=_SALT, max_age=_TICKET_SECONDS)
    except (signing.BadSignature, ValueError) as error:
        raise Refused({"attachments": "有附件的凭据已经失效，请刷新页面后重新上传该附件。"}) from error
    if (document_id, person_id) != (document.pk, by.id):
        raise Refused({"attachments": "有附件不是由您在本文稿上传的，请重新上传该附件。"})
    return int(file_id)


def attached(rows: Sequence[AttachmentRow]) -> list[Attached]:
    """For the service."""
    return [Attached(row.file, row.name) for row in rows]


def stored(upload: UploadedFile, screen: OfDocument) -> AttachmentRow:
    """Keep an uploaded file and give its row. Raises Refused."""
    name = shown(upload.name or "")
    if upload.file is None:
        raise Refused(f"“{name}”没有收到内容，请重新上传。")
    file = files.store(cast("BinaryIO", upload.file), name=name, by=screen.actor, at=screen.now)
    return AttachmentRow(file, name, ticket(file, screen.document, screen.actor))


class Upload(OfDocument):
    """One file, sent by the editor's script: ``{"ticket", "name", "facts"}``, or ``{"message"}`` with what is wrong."""

    refusal = "您没有修改本文稿的岗位，不能上传附件。"
    http_method_names = ["post", "options"]

    def may_enter(self) -> bool:
        return super().may_enter() and permissions.may_write(self.actor, self.document)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:  # noqa: ARG002
        upload = request.FILES.get("file")
        if upload is None:
            return _said("没有收到文件，请重新选择。", 400)
        try:
            row = stored(upload, self)
        except OfficeError as refused:
            return _said(str(refused), 422)
        return JsonResponse(
            {"ticket": row.ticket, "name": row.name, "facts": row.facts}, json_dumps_params={"ensure_ascii": False}
        )


def _said(sentence: str, status: int) -> HttpResponseBase:
    return JsonResponse({"message": sentence}, status=status, json_dumps_params={"ensure_ascii": False})


class Download(OfDocument):
    """The original of an attachment, for those who see the document; every reading is in the trail."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:  # noqa: ARG002
        item = get_object_or_404(
            Attachment.objects.select_related("file", "revision"),
            pk=kwargs["attachment_pk"],
            revision__document=self.document,
        )
        try:
            source = files.open_stored(item.file)
        except Refused as missing:
            raise Http404(str(missing)) from missing
        with audited():
            record(
                "file.read",
                by=self.actor,
                at=self.now,
                subject=item.name,
                unit_id=self.document.unit_id,
                detail={
                    "document": self.document.pk,
                    "revision": item.revision.number,
                    "sha256": item.file.sha256,
                },
            )
        inline = request.GET.get("show") == "1"
        response = FileResponse(source)
        # Afterwards: given at once, FileResponse would put a disposition of its own over ours.
        for name, value in safe_headers(item.file, item.name, inline=inline).items():
            response[name] = value
        return response
