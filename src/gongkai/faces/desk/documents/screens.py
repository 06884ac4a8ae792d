"""The list of documents, and the page of one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import cached_property

from gongkai.faces.desk.documents import copies
from gongkai.faces.desk.documents.attachments import rows_of
from gongkai.faces.desk.documents.describing import grouped
from gongkai.faces.desk.documents.forms import DocumentFilter
from gongkai.faces.desk.documents.nextacts import next_acts, returned_as_it_is, to_settle
from gongkai.faces.desk.documents.place import OfDocument, in_order
from gongkai.faces.desk.documents.timeliness import countdown, late
from gongkai.faces.desk.kit import Act, Chip, Column, Empty, ListScreen
from gongkai.faces.desk.kit.parts import Tone
from gongkai.office.catalog import permissions
from gongkai.office.catalog.headings import flat, headings_of, statutory, within
from gongkai.office.catalog.metadata import heading_name
from gongkai.office.catalog.models import Document
from gongkai.office.catalog.selectors import (
    Stand,
    containing,
    is_public,
    released_revisions,
    rounds_of,
    standing,
    units_visible_to,
    units_writable_by,
    visible_to,
    was_checked,
    with_stands,
)
from gongkai.office.catalog.services import public_path
from gongkai.office.clearance.models import Review
from gongkai.statute.disclosure import disclosure_law

_TONES: dict[Stand, Tone] = {
    Stand.DRAFT: "",
    Stand.IN_REVIEW: "main",
    Stand.RETURNED: "amber",
    Stand.CLEARED: "green",
    Stand.REGISTERED: "",
    Stand.PUBLIC: "green",
    Stand.WITHDRAWN: "",
}


def stand_chip(document: Any) -> Chip:
    """The state of the latest revision; of one that is being written anew also that a version is public."""
    stand = Stand(document.stand)
    text = stand.label
    if stand not in {Stand.PUBLIC, Stand.WITHDRAWN} and is_public(document):
        text = f"{text}（有公开版）"
    return Chip(text, _TONES[stand])


class Documents(ListScreen):
    """文稿: those of my units."""

    title = "文稿"
    icon = "doc-full"
    search_hint = "标题、文号"
    caption = "文稿"
    export_name = "文稿清单"
    export_verb = "document.exported"
    refusal = "文稿由各单位的在岗人员和主管部门查看，您没有这样的岗位。"

    def may_enter(self) -> bool:
        return permissions.may_export(self.actor)

    @cached_property
    def units(self) -> Any:
        """The units whose documents may be seen."""
        return in_order(units_visible_to(self.actor))

    @cached_property
    def may_write(self) -> bool:
        """Whether this person drafts anywhere."""
        return units_writable_by(self.actor).exists()

    @property
    def headings(self) -> list[tuple[str, Any]]:
        """The headings to filter by: those of the one unit, or the law's of all kinds."""
        if len(units := list(self.units[:2])) == 1:
            return grouped(flat(headings_of(units[0], self.today, closed=True)))
        kinds = set(self.units.order_by().values_list("kind", flat=True))
        nodes = {node.code: node for kind in sorted(kinds) for node in flat(statutory(kind, self.today))}
        return grouped(nodes[code] for code in disclosure_law().headings if code in nodes)

    def make_filter(self) -> forms.Form:
        return DocumentFilter(self.request.GET, units=self.units, headings=self.headings)

    filter_form = DocumentFilter

    def rows(self) -> QuerySet[Document]:
        found = visible_to(self.actor)
        if kind := self.filters.get("kind"):
            found = found.filter(kind=kind)
        if unit := self.filters.get("unit"):
            found = found.filter(unit=unit)
        if stand := self.filters.get("stand"):
            found = standing(found, Stand(stand))
        found = self._described(found)
        if self.words:
            found = containing(found, self.words)
        # Every save adds a revision, so that their numbers run as their times do.
        return found.order_by("-latest_id", "-pk")

    def _described(self, found: QuerySet[Document]) -> QuerySet[Document]:
        """By what the catalogue says of the latest revision."""
        if heading := self.filters.get("heading"):
            found = found.filter(latest__heading__in=[""] if heading == "none" else within(heading))
        if mode := self.filters.get("mode"):
            found = found.filter(latest__mode=mode)
        if disclosure := self.filters.get("disclosure"):
            found = found.filter(latest__disclosure=disclosure)
        if asked := self.filters.get("late"):
            found = late(found, self.today, near=asked == "near")
        return found

    def _countdown(self, document: Document) -> Chip | None:
        found = countdown(document, self.today)
        return found.chip if found else None

    def _due_on(self, document: Document) -> date | None:
        found = countdown(document, self.today)
        return found.term.due_on if found and found.term else None

    def dressed(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """With where each stands."""
        return with_stands(rows)

    def shown_columns(self) -> Sequence[Column]:
        return [
            Column("标题", "latest.title", url=document_url),
            Column("文号", "latest.document_number", aside=True),
            *([Column("单位", "unit.called", sort="unit__path")] if len(self.units[:2]) > 1 else []),
            Column("科室", "section.name", aside=True),
            Column("状态", stand_chip, kind="chip"),
            Column("公开期限", self._countdown, kind="chip"),
            Column("最后保存", "latest.saved_by.name", aside=True),
            Column("保存时间", "latest.saved_at", kind="date", sort="latest_id"),
        ]

    def export_columns(self) -> Sequence[Column]:
        return [
            Column("编号", "pk", kind="number"),
            Column("单位", "unit.name"),
            Column("科室", "section.name"),
            Column("种类", "get_kind_display"),
            Column("标题", "latest.title"),
            Column("文号", "latest.document_number"),
            Column("成文日期", "latest.formed_on", kind="date"),
            Column("索引号", "index_number"),
            Column("目录类目", _heading),
            Column("公开方式", "latest.get_disclosure_display"),
            Column("公开时限类型", _mode),
            Column("应公开的最后一天", self._due_on, kind="date"),
            Column("状态", stand_chip),
            Column("稿次", "latest.number", kind="number"),
            Column("最后保存人", "latest.saved_by.name"),
            Column("保存时间", "latest.saved_at", kind="date"),
            Column("首次公开时间", "published_at", kind="date"),
            Column("撤下时间", "withdrawn_at", kind="date"),
            Column("撤下原因", "withdrawn_reason"),
        ]

    def acts(self) -> Sequence[Act]:
        return [Act("起草文稿", reverse("desk:documents:start"), main=True)] if self.may_write else []

    def when_empty(self) -> Empty:
        if self.may_write:
            return Empty(
                "还没有文稿",
                "写一份拟公开的文稿：写好后检查、送审，各环节同意后公开。",
                "起草文稿",
                reverse("desk:documents:start"),
            )
        return Empty("还没有文稿", "本单位经办人起草文稿后，会在这里出现。")


def _heading(document: Document) -> str:
    return heading_name(document.latest.heading) if document.latest and document.latest.heading else ""


def _mode(document: Document) -> str:
    modes = disclosure_law().modes
    return modes[document.latest.mode].name if document.latest and document.latest.mode in modes else ""


def document_url(document: Document) -> str:
    """The page of a row."""
    return reverse("desk:documents:document", args=[document.pk])


class OneDocument(OfDocument):
    """One document: where it stands, what can be done, what it says."""

    template_name = "desk/documents/document.html"

    def heading(self) -> str:
        return self.latest.title

    def crumbs(self) -> Sequence[tuple[str, str]]:
        return super().crumbs()[:-1]

    def context(self, **more: object) -> dict[str, object]:
        then = next_acts(self.actor, self.document, self.stand, self.now)
        rounds = list(rounds_of(self.document).prefetch_related("steps", "steps__decided_by")[:5])
        return super().context(
            document=self.document,
            revision=self.latest,
            stand=self.stand,
            chip=stand_chip(self.document),
            countdown=countdown(self.document, self.today),
            typed=copies.kept(self.document, self.actor),
            next=then,
            public=is_public(self.document),
            public_path=public_path(self.document),
            unsettled=_unsettled(rounds),
            checked=was_checked(self.document),
            to_settle=to_settle(self.document),
            as_returned=returned_as_it_is(self.document),
            drafting=self.stand in {Stand.DRAFT, Stand.RETURNED, Stand.WITHDRAWN}
            and permissions.may_write(self.actor, self.document),
            rounds=rounds,
            versions=list(released_revisions(self.document)[:10]),
            rows=rows_of(self.latest, self.document, self.actor),
            revisions=self.document.revisions.count(),
            **more,
        )


def _unsettled(rounds: Sequence[Review]) -> Review | None:
    """An emergency release whose later review did not pass and that is still out."""
    return next(
        (
            review
            for review in rounds
            if review.emergency and review.settled_at is None and review.state not in {"open", "passed"}
        ),
        None,
    )
