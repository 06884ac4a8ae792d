"""What was typed and not saved, kept for the person who typed it until the next saving (models.WorkingCopy)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.http import QueryDict

from gongkai.faces.desk.documents.attachments import AttachmentRow, ticket
from gongkai.faces.desk.models import WorkingCopy
from gongkai.office.actors import Actor
from gongkai.office.catalog.models import Document
from gongkai.office.files.models import StoredFile

#: A copy that nobody came back to is forgotten.
KEPT = timedelta(days=30)
#: What belongs to the form and not to what was typed; files are kept by their number, for tickets grow old.
_NOT_TYPED = {
    "csrfmiddlewaretoken",
    "once",
    "then",
    "understood",
    "file",
    "name",
    "position",
    "remove",
    "adopt",
    "base",
}


def keep(
    document: Document,
    data: QueryDict,
    rows: Sequence[AttachmentRow],
    *,
    by: Actor,
    at: datetime,
    after_conflict: bool = False,
) -> WorkingCopy:
    """Keep what a person has typed in place of what was kept before."""
    typed = {name: values for name, values in data.lists() if name not in _NOT_TYPED}
    base = data.get("base", "")
    WorkingCopy.objects.filter(at__lt=at - KEPT).delete()
    copy, _new = WorkingCopy.objects.update_or_create(
        document=document,
        person_id=by.id,
        defaults={
            "base": int(base) if base.isdecimal() and len(base) < 9 else 1,
            "typed": typed,
            "files": [[row.file.pk, row.name] for row in rows],
            "after_conflict": after_conflict,
            "at": at,
        },
    )
    return copy


def kept(document: Document, by: Actor) -> WorkingCopy | None:
    """What this person has typed into this document's editor and not saved."""
    return WorkingCopy.objects.filter(document=document, person_id=by.id).first()


def forget(document: Document, by: Actor) -> None:
    """It was saved, or the person does not want it."""
    WorkingCopy.objects.filter(document=document, person_id=by.id).delete()


def typed_in(copy: WorkingCopy) -> QueryDict:
    """The fields as the form had them."""
    data = QueryDict(mutable=True)
    for name, values in copy.typed.items():
        data.setlist(name, [str(value) for value in values])
    data["base"] = str(copy.base)
    return data


def rows_in(copy: WorkingCopy, document: Document, by: Actor) -> list[AttachmentRow]:
    """The attachments of a copy as rows with new tickets."""
    found: dict[Any, StoredFile] = StoredFile.objects.in_bulk([number for number, _name in copy.files])
    return [
        AttachmentRow(found[number], name, ticket(found[number], document, by))
        for number, name in copy.files
        if number in found
    ]
