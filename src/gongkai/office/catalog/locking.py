"""A document held while an act on it is decided."""

from __future__ import annotations

from gongkai.office.catalog.models import Document


def lock(document: Document) -> Document:
    """The document's row as it stands, held until the transaction ends."""
    return Document.objects.select_for_update(of=("self",)).select_related("unit", "section").get(pk=document.pk)
