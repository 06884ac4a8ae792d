"""Beginning a document, and the editor."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from csp.constants import SELF, UNSAFE_INLINE
from csp.decorators import csp_replace
from django import forms
from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.decorators import method_decorator

from gongkai.faces.desk.comparing import compare
from gongkai.faces.desk.documents.attachments import AttachmentRow, attached, rows_of, rows_sent, stored
from gongkai.faces.desk.documents.forms import ROW_LIMITS, EditForm, StartForm
from gongkai.faces.desk.documents.place import OfDocument
from gongkai.faces.desk.kit import FormScreen
from gongkai.faces.desk.kit.screens import wants_json
from gongkai.office.actors import Actor
from gongkai.office.catalog import permissions
from gongkai.office.catalog.contents import written
from gongkai.office.catalog.models import DocumentKind
from gongkai.office.catalog.permissions import WRITERS
from gongkai.office.catalog.selectors import open_review, units_writable_by
from gongkai.office.catalog.services import SavedInBetween, check, content_of, save, start_document
from gongkai.office.errors import OfficeError, Refused
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
    return Section.objects.filter(whole, closed=False).select_related("unit").order_by("unit__path", "position", "pk")


class Start(FormScreen):
    """起草: where it belongs and what it is called; then straight into the editor."""

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
        section = form.cleaned_data["section"]
        document = start_document(
            section.unit, section, form.cleaned_data["kind"], form.cleaned_data["title"], by=self.actor, at=self.now
        )
        return reverse("desk:documents:edit", args=[document.pk])


#: The editor's library writes styles while one works; scripts stay as strict as everywhere.
_EDITOR_POLICY = {"style-src": [SELF, UNSAFE_INLINE], "img-src": [SELF, "data:", "blob:"]}


@method_decorator(csp_replace(_EDITOR_POLICY), name="dispatch")
class Edit(OfDocument, FormScreen):
    """编辑: the text, what belongs to it, its attachments."""

    template_name = "desk/documents/edit.html"
    form_class = EditForm
    rows: list[AttachmentRow]
    problems: list[str]
    width = ""
    done = ""
    refusal = "修改文稿由本单位经办人或者科室负责人办理（岗位限定科室的，限本科室），您没有这样的岗位。"

    def may_enter(self) -> bool:
        return super().may_enter() and permissions.may_write(self.actor, self.document)

    def heading(self) -> str:
        return f"修改：{self.latest.title}"

    def back_url(self) -> str:
        return self.document_url()

    def latest_url(self) -> str:
        return self.document_url()

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        review = open_review(self.document)
        if review is not None and review.emergency:
            raise Refused("本文稿已应急发布，正在补办审查，办结（通过或者退回）前不能修改；内容有误的，请先撤下。")
        self.rows = rows_of(self.latest, self.document, self.actor)
        return super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.rows, self.problems = [], []
        try:
            self.rows = rows_sent(request.POST, self.document, self.actor)
        except Refused as refused:
            self.problems.append(str(refused))
        # Without the script files come with the form itself.
        for upload in request.FILES.getlist("new_files"):
            try:
                self.rows.append(stored(upload, self))
            except OfficeError as refused:
                self.problems.append(str(refused))
        return super().post(request, *args, **kwargs)

    def form_kwargs(self) -> dict[str, Any]:
        review = open_review(self.document)
        return {
            "sections": sections_of(self.actor).filter(unit=self.document.unit),
            "asks_round": review.round if review else None,
        }

    def initial(self) -> dict[str, Any]:
        return {
            "title": self.latest.title,
            "document_number": self.latest.document_number,
            "formed_on": self.latest.formed_on,
            "section": self.document.section_id,
            "body": self.latest.body,
            "base": self.latest.number,
        }

    def save(self, form: Any) -> str:
        if self.problems:
            raise Refused({"attachments": "".join(self.problems)})
        told = form.cleaned_data
        try:
            revision = save(
                self.document,
                base=told["base"],
                title=told["title"],
                document_number=told["document_number"],
                formed_on=told["formed_on"],
                body=told["body"],
                attachments=attached(self.rows),
                note=told["note"],
                to_section=told.get("section"),
                by=self.actor,
                at=self.now,
            )
        except SavedInBetween as conflict:
            self.conflict = conflict
            raise
        messages.success(self.request, f"已保存为第{revision.number}稿。")
        go_on = self.request.POST.get("then")
        if go_on == "check":
            check(self.document, by=self.actor, at=self.now)
        return {"stay": self.request.path, "check": self.url("findings")}.get(go_on or "", self.document_url())

    def draw(self, form: forms.Form, *, status: int = 200, **more: object) -> HttpResponseBase:
        if status == 409 and not wants_json(self.request) and hasattr(self, "conflict"):
            return self._both(form)
        return super().draw(form, status=status, **more)

    def _both(self, form: forms.Form) -> HttpResponseBase:
        """Two people wrote: both texts side by side, the typed one goes on in the editor on top of the saved one."""
        theirs = self.conflict.latest
        told = form.cleaned_data
        mine = written(
            title=told["title"],
            document_number=told["document_number"],
            formed_on=told["formed_on"],
            body=told["body"],
            attachments=attached(self.rows),
        )
        data = self.request.POST.copy()
        data["base"] = str(theirs.number)
        again = self.make_form(data)
        again.is_valid()
        return super().draw(
            again,
            status=409,
            conflict=str(self.conflict),
            theirs=theirs,
            theirs_url=self.url("revision", theirs.number),
            comparison=compare(content_of(theirs), mine.content()),
            left_title=f"已保存的第{theirs.number}稿（{theirs.saved_by}）",
            right_title="您写的（还没有保存）",
        )

    def form_context(self, form: forms.Form) -> dict[str, object]:
        return {
            **super().form_context(form),
            "document": self.document,
            "rows": self.rows,
            "upload_url": self.url("upload"),
            "review": open_review(self.document),
            "multipart": True,
            **ROW_LIMITS,
        }
