"""Beginning a document: where it belongs and what it is called, or a Word file to begin from."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.urls import reverse

from gongkai.faces.desk.documents.forms import StartForm
from gongkai.faces.desk.kit import FormScreen
from gongkai.office.actors import Actor
from gongkai.office.catalog.models import DocumentKind
from gongkai.office.catalog.permissions import WRITERS
from gongkai.office.catalog.selectors import units_writable_by
from gongkai.office.catalog.services import start_document
from gongkai.office.catalog.wordfiles import Imported, read_word
from gongkai.office.errors import Refused
from gongkai.office.units.models import Section


def sections_of(by: Actor) -> QuerySet[Section]:
    """The sections this person may write for: all of a unit, or the one a post is narrowed to."""
    whole = Q(pk__in=[])
    for duty in by.scope(WRITERS):
        if duty.section_id is not None:
            whole |= Q(pk=duty.section_id)
        elif duty.subtree:
            whole |= Q(unit__path__startswith=duty.path)
        else:
            whole |= Q(unit__path=duty.path)
    return Section.objects.filter(whole, closed=False).select_related("unit").order_by("unit__rank", "position", "pk")


class Start(FormScreen):
    """起草; then straight into the editor."""

    title = "起草文稿"
    icon = "edit"
    form_class = StartForm
    submit_label = "开始起草"
    done = ""
    refusal = "起草文稿由经办人或者科室负责人办理，您没有这样的岗位。如工作需要，请联系本单位管理员调整岗位。"

    def may_enter(self) -> bool:
        return units_writable_by(self.actor).exists()

    def heading(self) -> str:
        return "起草工作制度" if self.kind() == DocumentKind.INSTITUTION else self.title

    def kind(self) -> str:
        """What was asked for."""
        asked = self.request.GET.get("kind", "")
        return asked if asked in DocumentKind.values else DocumentKind.INFORMATION.value

    def crumbs(self) -> Sequence[tuple[str, str]]:
        if self.kind() == DocumentKind.INSTITUTION:
            return [("制度库", reverse("desk:institutions:list"))]
        return [("文稿", reverse("desk:documents:list"))]

    def form_kwargs(self) -> dict[str, Any]:
        return {"sections": sections_of(self.actor)}

    def initial(self) -> dict[str, Any]:
        first = sections_of(self.actor).first()
        return {"kind": self.kind(), "section": first.pk if first else None}

    def save(self, form: Any) -> str:
        told = form.cleaned_data
        read = _read(told["word_file"]) if told["word_file"] else Imported("", "", ())
        title = told["title"].strip() or read.title
        if not title:
            raise Refused({"title": "这份 Word 文件里认不出标题，请填写标题，再选择一次文件。"})
        section = told["section"]
        document = start_document(
            section.unit, section, told["kind"], title, body=read.body, by=self.actor, at=self.now
        )
        if told["word_file"]:
            messages.success(self.request, "".join(["已导入 Word 文件，请核对正文，确认旁边的信息。", *read.notes]))
        return reverse("desk:documents:edit", args=[document.pk])


def _read(upload: Any) -> Imported:
    try:
        return read_word(upload.file, name=upload.name or "")
    except Refused as refused:
        raise Refused({"word_file": str(refused)}) from refused
