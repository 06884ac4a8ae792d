"""历史: all revisions of a document, one of them, and what changed between two."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse

from gongkai.faces.desk.comparing import compare
from gongkai.faces.desk.documents.attachments import rows_of
from gongkai.faces.desk.documents.place import OfDocument
from gongkai.faces.desk.kit import Chip, Column, Empty, ListScreen
from gongkai.office.catalog.models import Revision
from gongkai.office.catalog.services import content_of


class History(OfDocument, ListScreen):
    """All revisions, the newest first; two of them can be compared."""

    title = "修改历史"
    icon = "history"
    template_name = "desk/documents/history.html"
    caption = "修改历史"
    empty = Empty("还没有修改记录")

    def rows(self) -> Any:
        return self.document.revisions.select_related("saved_by").order_by("-number")

    def shown_columns(self) -> Sequence[Column]:
        return [
            Column("稿次", lambda row: f"第{row.number}稿", url=lambda row: self.url("revision", row.number)),
            Column("标题", "title"),
            Column("保存人", "saved_by.name"),
            Column("保存时间", "saved_at", kind="date"),
            Column("修改说明", "note", aside=True),
            Column("公开", _version, kind="chip"),
            Column("与上一稿比较", lambda row: "比较" if row.number > 1 else "", url=self._compared),
        ]

    def _compared(self, row: Revision) -> str | None:
        if row.number < 2:
            return None
        return f"{self.url('compare')}?old={row.number - 1}&new={row.number}"

    def context(self, **more: object) -> dict[str, object]:
        numbers = list(self.document.revisions.order_by("-number").values_list("number", "version"))
        return super().context(
            document=self.document, revision_choices=numbers, compare_url=self.url("compare"), **more
        )


def _version(row: Revision) -> Chip | None:
    return Chip(f"公开第{row.version}版", "green") if row.version else None


class OneRevision(OfDocument):
    """What one revision says."""

    template_name = "desk/documents/revision.html"

    def prepare(self) -> None:
        super().prepare()
        self.revision = get_object_or_404(
            self.document.revisions.select_related("saved_by"), number=self.kwargs["number"]
        )

    def heading(self) -> str:
        return f"第{self.revision.number}稿：{self.revision.title}"

    def crumbs(self) -> Sequence[tuple[str, str]]:
        return [*super().crumbs(), ("修改历史", self.url("history"))]

    def context(self, **more: object) -> dict[str, object]:
        return super().context(
            document=self.document,
            revision=self.revision,
            rows=rows_of(self.revision, self.document, self.actor),
            compare_url=f"{self.url('compare')}?old={self.revision.number}&new={self.latest.number}"
            if self.revision.number < self.latest.number
            else "",
            **more,
        )


class Compare(OfDocument):
    """Two revisions side by side. Without numbers: the public version (else the one before) against the latest."""

    title = "比较修改"
    template_name = "desk/documents/compare.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:  # noqa: ARG002
        new = self._asked("new", self.latest.number)
        before = self.document.published.number if self.document.published else new - 1
        old = self._asked("old", before if before != new else new - 1)
        found = {
            row.number: row for row in self.document.revisions.filter(number__in={old, new}).select_related("saved_by")
        }
        if old not in found or new not in found:
            raise Http404("no such revision")
        left, right = found[min(old, new)], found[max(old, new)]
        return self.show(
            document=self.document,
            comparison=compare(content_of(left), content_of(right)),
            left=left,
            right=right,
            left_title=_called(left),
            right_title=_called(right),
            revision_choices=list(self.document.revisions.order_by("-number").values_list("number", "version")),
        )

    def _asked(self, name: str, otherwise: int) -> int:
        given = self.request.GET.get(name, "")
        return int(given[:9]) if given.isdecimal() else max(otherwise, 1)

    def crumbs(self) -> Sequence[tuple[str, str]]:
        return [*super().crumbs(), ("修改历史", reverse("desk:documents:history", args=[self.document.pk]))]


def _called(revision: Revision) -> str:
    version = f"，公开第{revision.version}版" if revision.version else ""
    return f"第{revision.number}稿（{revision.saved_by}{version}）"
