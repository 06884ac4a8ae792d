"""What the search is told of what is public."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.utils import timezone

from gongkai.office.catalog import selectors
from gongkai.office.catalog.bodies import lines, plain_text
from gongkai.office.catalog.contents import public_path
from gongkai.office.catalog.indexing import column_of, region_of
from gongkai.office.catalog.models import Attachment, Document
from gongkai.office.search import services as search

#: So many are read and entered while others wait: about a second.
BATCH = 500


def entry_of(document: Document, attachments: Iterable[Attachment] | None = None) -> search.Entry:
    """What the search is told of a public document. ``attachments``: where they are known already."""
    revision = document.published
    if revision is None or revision.released_at is None:
        raise ValueError(f"{document.pk} is not public")
    files_of = revision.attachments.all() if attachments is None else attachments
    return search.Entry(
        kind=document.kind,
        key=str(document.pk),
        unit_id=document.unit_id,
        title=revision.title,
        number=revision.document_number,
        text="\n".join([plain_text(revision.body), *(item.name for item in files_of)]),
        url=public_path(document),
        published_on=timezone.localdate(revision.released_at),
        summary=(revision.summary or " ".join(lines(revision.body)))[:300],
        index_number=document.index_number or "",
        region_id=region_of(document.unit),
        column=column_of(document.kind),
        heading=revision.heading,
        subject=revision.subject,
        genre=revision.genre,
        ended_on=document.ended_on,
    )


def public_batches(size: int = BATCH) -> Iterator[search.Batch]:
    """Everything that is public, for ``search.services.rebuild``, in batches that read when they are called."""
    public = selectors.public_documents().prefetch_related("published__attachments")
    return search.in_batches(public, entry_of, size=size)
