"""What all screens of one document share: fetching it, who sees it, the way to it."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.urls import reverse

from gongkai.faces.desk.kit import Screen
from gongkai.office.catalog import permissions
from gongkai.office.catalog.models import Document, DocumentKind, Revision
from gongkai.office.catalog.selectors import Stand, with_stands
from gongkai.office.units.models import Unit


class OfDocument(Screen):
    """A screen under ``documents/<pk>/``. Who may not see the document gets a refusal; other rights are asked on top."""

    icon = "doc-full"
    refusal = "这份文稿属于其他单位，您的岗位不能查看。如工作需要，请联系本单位管理员调整岗位。"

    def prepare(self) -> None:
        self.document: Document = get_object_or_404(
            with_stands(Document.objects.select_related("unit", "section", "latest__saved_by", "published")),
            pk=self.kwargs["pk"],
        )
        self.stand = Stand(getattr(self.document, "stand", Stand.DRAFT))
        assert self.document.latest is not None  # noqa: S101 (every document begins with a revision)
        self.latest: Revision = self.document.latest

    def may_enter(self) -> bool:
        return permissions.may_see(self.actor, self.document)

    def crumbs(self) -> Sequence[tuple[str, str]]:
        return [*list_crumbs(self.document), (self.latest.title, self.document_url())]

    def document_url(self) -> str:
        """The page of the document."""
        return reverse("desk:documents:document", args=[self.document.pk])

    def url(self, name: str, *args: object) -> str:
        """Another address of the same document."""
        return reverse(f"desk:documents:{name}", args=[self.document.pk, *args])


def list_crumbs(document: Document) -> list[tuple[str, str]]:
    """The list the document stands in."""
    if document.kind == DocumentKind.INSTITUTION:
        return [
            ("制度库", reverse("desk:institutions:list")),
            (document.unit.called, reverse("desk:institutions:unit", args=[document.unit_id])),
        ]
    return [("文稿", reverse("desk:documents:list"))]


def in_order(units: QuerySet[Unit]) -> QuerySet[Unit]:
    """Units as they stand in the tree."""
    return units.order_by("rank")
