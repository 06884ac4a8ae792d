"""One public item: as it stands, as it stood, beside what explains it, and what is said where it was withdrawn."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag

from gongkai.faces.look.readable import readable
from gongkai.faces.look.showing import Addresses, Shown, moment, showing
from gongkai.faces.portal.items.asked import list_url
from gongkai.faces.portal.pages import Article, Page
from gongkai.office.catalog.bodies import lines
from gongkai.office.catalog.correcting import closed
from gongkai.office.catalog.indexing import column_of
from gongkai.office.catalog.models import Attachment, Change, Document, Relation, RelationKind, Revision
from gongkai.office.units.models import Unit
from gongkai.statute.disclosure import disclosure_law


@dataclass(frozen=True)
class Form:
    """One of the kinds of file in which the text is offered, and where it is."""

    label: str
    url: str


class OneDocument(Page):
    """One item, and where it was withdrawn, when and why (410)."""

    template_name = "portal/items/item.html"

    def get(self, request: HttpRequest, pk: int, **_more: Any) -> HttpResponseBase:
        document = released(pk)
        if document.withdrawn_at is not None:
            return self.withdrawn(document)
        return unchanged_or(request, self.drawn(document, shown_revision(document)))

    def drawn(self, document: Document, revision: Revision, *, older: bool = False) -> HttpResponse:
        """The page of a released revision; ``older`` where another one has taken its place."""
        shown = showing(document, revision, on=self.today, addresses=addresses(document))
        return self.show(
            column=column_of(document.kind),
            article=_article(document, revision),
            document=document,
            revision=revision,
            older=older,
            newest=document.published,
            shown=shown,
            tools="portal/items/tools.html",
            forms=[] if older else forms_of(document),
            beside=_beside(document, shown),
            citation=citation(document, revision, f"{settings.BASE_URL}{self.request.path}"),
            crumbs=crumbs_of(document, shown),
            title=revision.title,
        )

    def withdrawn(self, document: Document) -> HttpResponse:
        """What stands where it stood. Its title is not shown: it may be what had to go."""
        return self.show(
            "portal/items/withdrawn.html",
            status=410,
            document=document,
            withdrawn_at=moment(document.withdrawn_at),
            title="该信息已撤下",
        )

    def withdrawn_version(self, document: Document, revision: Revision) -> HttpResponse:
        """A version that was withdrawn, or closed by a correction: it may hold what had to go."""
        return self.show(
            "portal/items/withdrawn_version.html",
            status=410,
            document=document,
            revision=revision,
            title="该版本不再提供",
        )


class OlderVersion(OneDocument):
    """A version that was public and has been replaced; the present one has its own address."""

    def get(self, request: HttpRequest, pk: int, version: int = 0, **_more: Any) -> HttpResponseBase:
        document = released(pk)
        if document.withdrawn_at is not None:
            return self.withdrawn(document)
        revision = get_object_or_404(Revision, document=document, version=version)
        if revision.pk == document.published_id:
            return HttpResponseRedirect(reverse("portal:document", args=[document.pk]))
        if closed(revision, Change.objects.filter(document=document)):
            return self.withdrawn_version(document, revision)
        return unchanged_or(request, self.drawn(document, revision, older=True))


class SideBySide(OneDocument):
    """A policy and an interpretation of it beside each other (政策与解读对照)."""

    template_name = "portal/items/beside.html"

    def get(self, request: HttpRequest, pk: int, other_pk: int = 0, **_more: Any) -> HttpResponseBase:
        interpretation, policy = released(pk), released(other_pk)
        if not Relation.objects.filter(document=interpretation, other=policy, kind=RelationKind.INTERPRETS).exists():
            raise Http404("they do not belong together")
        for document in (interpretation, policy):
            if document.withdrawn_at is not None:
                return self.withdrawn(document)
        texts = [
            (label, document, readable(shown_revision(document).body, name=label))
            for label, document in (("政策原文", policy), ("政策解读", interpretation))
        ]
        response = self.show(
            column="statutory",
            texts=texts,
            policy=policy,
            crumbs=crumbs_of(policy, None),
            title="政策与解读对照",
        )
        return unchanged_or(request, response)


# --- what the pages say -----------------------------------------------------------------------------------------------
def released(pk: int) -> Document:
    """The document, if it was ever public; 404 otherwise."""
    documents = Document.objects.select_related("unit", "published").filter(published__isnull=False)
    found: Document = get_object_or_404(documents, pk=pk)
    return found


def shown_revision(document: Document) -> Revision:
    """What the public sees of a released document."""
    revision = document.published
    assert revision is not None  # noqa: S101 (released gives only such)
    return revision


def unchanged_or(request: HttpRequest, response: HttpResponse) -> HttpResponseBase:
    """The page with the mark of its content, or 304 where the asker has exactly this content."""
    etag = quote_etag(hashlib.blake2b(response.content, digest_size=16).hexdigest())
    response["ETag"] = etag
    return get_conditional_response(request, etag=etag, response=response) or response


def addresses(document: Document) -> Addresses:
    """Where the parts of an item lead on the public site."""
    return Addresses(
        attachment=lambda item: attachment_url(document, item),
        preview=lambda item: preview_url(document, item),
        unit=unit_url,
        listing=lambda asked: list_url(**asked),
        version=lambda revision: reverse("portal:version", args=[document.pk, revision.version]),
    )


def attachment_url(document: Document, item: Attachment) -> str:
    """Where an attachment is handed out."""
    return reverse("portal:attachment", args=[document.pk, item.pk])


def preview_url(document: Document, item: Attachment) -> str:
    """Where an attachment is shown on a page."""
    return reverse("portal:preview", args=[document.pk, item.pk])


def unit_url(unit: Unit) -> str:
    """The page of a unit."""
    return reverse("portal:unit", args=[unit.slug])


def forms_of(document: Document) -> list[Form]:
    """The text as files to keep: Word, PDF, plain text (law-digest §4)."""
    return [
        Form(label, reverse("portal:text", args=[document.pk, kind]))
        for kind, label in (("docx", "Word"), ("pdf", "PDF"), ("txt", "纯文本"))
    ]


def crumbs_of(document: Document, shown: Shown | None) -> list[tuple[str, str]]:
    """Column, heading, unit."""
    column = column_of(document.kind)
    crumbs = [(disclosure_law().columns[column].name, reverse(f"portal:{column}"))]
    heading = next((row for row in shown.rows if row.label == "目录类目" and row.url), None) if shown else None
    if heading:
        crumbs.append((heading.value, heading.url))
    return [*crumbs, (document.unit.called, unit_url(document.unit))]


def citation(document: Document, revision: Revision, address: str) -> str:
    """How the item is cited (GB/T 7714): who, title, number, kind of source, day of release, index number, address.

    The day of citing is the reader's; the page's script puts it in.
    """
    who = "，".join(revision.issuers) or document.unit.name
    number = f"：{revision.document_number}" if revision.document_number else ""
    first = document.published_at
    released_on = f"({timezone.localtime(first):%Y-%m-%d})" if first else ""
    index = f"索引号：{document.index_number}. " if document.index_number else ""
    return f"{who}. {revision.title}{number}[EB/OL]. {released_on}. {index}{address}"


def _beside(document: Document, shown: Shown) -> Mapping[int, str]:
    """For each item that explains this one or that it explains, where both stand beside each other."""
    found = {other.pk: reverse("portal:beside", args=[other.pk, document.pk]) for other in shown.belonging.interpreted}
    return found | {
        other.pk: reverse("portal:beside", args=[document.pk, other.pk]) for other in shown.belonging.interprets
    }


def _article(document: Document, revision: Revision) -> Article:
    return Article(
        title=revision.title,
        published_at=document.published_at or revision.saved_at,
        source=revision.source or document.unit.name,
        keywords=[word for word in revision.keywords.split("；") if word],
        author="、".join(revision.issuers),
        description=revision.summary or " ".join(islice(lines(revision.body), 20)),
        url=f"{settings.BASE_URL}{reverse('portal:document', args=[document.pk])}",
    )
