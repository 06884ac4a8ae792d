"""How documents belong together: a policy and its interpretation, a decision and what it repeals. Said once, seen from both."""

from __future__ import annotations

from gongkai.office.catalog.models import Document, Relation, Revision


def relate(document: Document, revision: Revision) -> None:
    """Let hold what a released revision says about other documents, and nothing else. Inside ``audited()``."""
    Relation.objects.filter(document=document).delete()
    known = set(
        Document.objects.filter(pk__in=[other["id"] for other in revision.related]).values_list("pk", flat=True)
    )
    Relation.objects.bulk_create(
        Relation(document=document, other_id=other["id"], kind=other["kind"])
        for other in revision.related
        if other["id"] in known and other["id"] != document.pk
    )
