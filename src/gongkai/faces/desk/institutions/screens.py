"""制度库: which institutions (工作制度) a unit has, their current text and all their versions (PLN-06, PLN-07)."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property

from gongkai.faces.desk.documents.attachments import rows_of
from gongkai.faces.desk.documents.place import OfDocument, in_order
from gongkai.faces.desk.documents.screens import stand_chip
from gongkai.faces.desk.kit import Act, Column, Empty, ListScreen
from gongkai.office.catalog import permissions
from gongkai.office.catalog.models import Document, DocumentKind
from gongkai.office.catalog.selectors import (
    containing,
    institutions_of,
    is_public,
    released_revisions,
    units_visible_to,
    units_writable_by,
    visible_to,
    with_stands,
)
from gongkai.office.units.models import Unit

#: Of the units without an institution not more are named: the number says how many there are.
MOST_NAMED = 100


class LibraryFilter(forms.Form):
    """Which institutions."""

    force = forms.ChoiceField(
        label="现行",
        required=False,
        choices=[("", "全部"), ("yes", "现行有效"), ("draft", "没有公开版"), ("withdrawn", "已撤下")],
    )


class InstitutionList(ListScreen):
    """What the library and a unit's shelf share."""

    icon = "folder-open-inverse"
    search_hint = "制度名称、文号"
    filter_form = LibraryFilter
    export_name = "制度清单"
    export_verb = "document.exported"
    refusal = "制度库由各单位的在岗人员和主管部门查看，您没有这样的岗位。"

    def may_enter(self) -> bool:
        return permissions.may_export(self.actor)

    def narrowed_rows(self, found: QuerySet[Document]) -> QuerySet[Document]:
        """The institutions the filter lets through."""
        found = found.filter(kind=DocumentKind.INSTITUTION)
        force = self.filters.get("force")
        if force == "yes":
            found = found.filter(published__isnull=False, withdrawn_at__isnull=True)
        elif force == "draft":
            found = found.filter(published__isnull=True)
        elif force == "withdrawn":
            found = found.filter(withdrawn_at__isnull=False)
        return containing(found, self.words) if self.words else found

    def dressed(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """With where each stands."""
        return with_stands(rows)

    @cached_property
    def may_write(self) -> bool:
        """Whether this person drafts anywhere."""
        return units_writable_by(self.actor).exists()

    def acts(self) -> Sequence[Act]:
        start = f"{reverse('desk:documents:start')}?kind={DocumentKind.INSTITUTION.value}"
        return [Act("起草工作制度", start, main=True)] if self.may_write else []

    def when_empty(self) -> Empty:
        start = f"{reverse('desk:documents:start')}?kind={DocumentKind.INSTITUTION.value}"
        text = "例如政务公开制度、政务新媒体管理制度、网络信息发布三审制度。写好后送审，公开后成为第1版；修订后再送审、公开，成为下一版。"
        return Empty("还没有工作制度", text, *(("起草工作制度", start) if self.may_write else ()))


def _name(document: Document) -> str:
    shown = document.published or document.latest
    return shown.title if shown else str(document)


def _version(document: Document) -> str:
    return f"第{document.published.version}版" if is_public(document) and document.published else ""


def _released(document: Document) -> Any:
    return document.published.released_at if is_public(document) and document.published else None


def _url(document: Document) -> str:
    return reverse("desk:institutions:institution", args=[document.pk])


_COLUMNS = (
    Column("制度名称", _name, url=_url),
    Column("文号", "latest.document_number", aside=True),
    Column("现行版次", _version),
    Column("公开时间", _released, kind="date"),
    Column("状态", stand_chip, kind="chip"),
)


class Library(InstitutionList):
    """The institutions of all units this person sees."""

    title = "制度库"
    caption = "工作制度"
    template_name = "desk/institutions/library.html"

    @cached_property
    def several(self) -> bool:
        """Whether institutions of more than one unit are seen."""
        return len(units_visible_to(self.actor)[:2]) > 1

    def rows(self) -> QuerySet[Document]:
        return self.narrowed_rows(visible_to(self.actor)).order_by("unit__rank", "latest__title", "pk")

    def shown_columns(self) -> Sequence[Column]:
        if not self.several:
            return _COLUMNS
        unit = Column("单位", "unit.called", url=lambda row: reverse("desk:institutions:unit", args=[row.unit_id]))
        return [_COLUMNS[0], unit, *_COLUMNS[1:]]

    def context(self, **more: object) -> dict[str, object]:
        """And the units that have none in force: their number, and the first of them."""
        if not self.several:
            return super().context(without=[], lacking=0, **more)
        with_one = institutions_of(units_visible_to(self.actor)).order_by().values("unit_id")
        without = in_order(units_visible_to(self.actor)).exclude(pk__in=with_one)
        return super().context(without=without[:MOST_NAMED], lacking=without.count(), **more)


class OfUnit(InstitutionList):
    """The institutions of one unit."""

    template_name = "desk/list.html"

    def prepare(self) -> None:
        self.unit = get_object_or_404(Unit, pk=self.kwargs["pk"])

    def may_enter(self) -> bool:
        return permissions.may_see_of(self.actor, self.unit)

    def heading(self) -> str:
        return f"{self.unit.called}的工作制度"

    @property
    def caption(self) -> str:  # type: ignore[override]
        """The name of the table."""
        return self.heading()

    def crumbs(self) -> Sequence[tuple[str, str]]:
        return [("制度库", reverse("desk:institutions:list"))]

    def rows(self) -> QuerySet[Document]:
        return self.narrowed_rows(visible_to(self.actor).filter(unit=self.unit)).order_by("latest__title", "pk")

    def shown_columns(self) -> Sequence[Column]:
        return _COLUMNS

    def export_unit(self) -> int | None:
        return self.unit.pk


class OneInstitution(OfDocument):
    """One institution: the current version's text, and the list of versions."""

    icon = "folder-open-inverse"
    template_name = "desk/institutions/institution.html"

    def prepare(self) -> None:
        super().prepare()
        if self.document.kind != DocumentKind.INSTITUTION:
            raise Http404("not an institution")
        self.current = self.document.published if is_public(self.document) else None

    def heading(self) -> str:
        return _name(self.document)

    def crumbs(self) -> Sequence[tuple[str, str]]:
        return super().crumbs()[:-1]

    def acts(self) -> Sequence[Act]:
        writes = permissions.may_write(self.actor, self.document)
        return [Act("修订与办理" if writes else "文稿页", self.document_url(), main=writes)]

    def context(self, **more: object) -> dict[str, object]:
        versions = list(released_revisions(self.document).select_related("saved_by"))
        before = {row.pk: older.number for row, older in pairwise(versions)}
        return super().context(
            document=self.document,
            revision=self.current or self.latest,
            current=self.current,
            chip=stand_chip(self.document),
            versions=[(row, before.get(row.pk)) for row in versions],
            rows=rows_of(self.current or self.latest, self.document, self.actor),
            **more,
        )
