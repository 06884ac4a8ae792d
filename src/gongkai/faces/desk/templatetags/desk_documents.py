"""What a revision says of itself beside its text, for the pages that show one."""

from __future__ import annotations

from django import template

from gongkai.office.catalog.metadata import Metadata, in_words
from gongkai.office.catalog.models import Disclosure, Document, RelationKind, Revision
from gongkai.office.catalog.selectors import is_public

register = template.Library()


@register.simple_tag
def facts_of(revision: Revision) -> list[tuple[str, str]]:
    """Label and value of the metadata; other documents by their titles, where the public or the own unit knows them."""
    told = Metadata.of(revision)
    facts = [(label, in_words(label, value)) for label, value in told.fields() if label not in {"关联文稿", "公开方式"}]
    facts.insert(0, ("公开方式", str(Disclosure(told.disclosure).label)))
    there = Document.objects.select_related("latest", "published").in_bulk([other.id for other in told.related])
    own = revision.document.unit_id
    for other in told.related:
        found = there.get(other.id)
        known = found is not None and (is_public(found) or found.unit_id == own)
        shown = (found.published if is_public(found) else found.latest) if found is not None and known else None
        facts.append((str(RelationKind(other.kind).label), f"《{shown.title}》" if shown else f"文稿{other.id}"))
    return facts
