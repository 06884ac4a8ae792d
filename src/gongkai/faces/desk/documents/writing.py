"""The editor: the text, what the catalogue says of it, its attachments and what it belongs with."""

from __future__ import annotations

from typing import Any

from csp.constants import SELF, UNSAFE_INLINE
from csp.decorators import csp_replace
from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponseBase, QueryDict
from django.utils.decorators import method_decorator

from gongkai.faces.desk.comparing import compare
from gongkai.faces.desk.documents import copies, proposing, relating
from gongkai.faces.desk.documents.attachments import attached, rows_of, rows_sent, stored
from gongkai.faces.desk.documents.describing import described
from gongkai.faces.desk.documents.editor import EditorSteps
from gongkai.faces.desk.documents.forms import ROW_LIMITS, EditForm
from gongkai.faces.desk.documents.starting import sections_of
from gongkai.faces.desk.kit.screens import wants_json
from gongkai.office.catalog import permissions
from gongkai.office.catalog.contents import ATTACHMENTS_MOST, written
from gongkai.office.catalog.metadata import Metadata, with_values
from gongkai.office.catalog.selectors import open_review
from gongkai.office.catalog.services import SavedInBetween, check, content_of, save
from gongkai.office.errors import OfficeError, Refused

#: The editor's library writes styles while one works; scripts stay as strict as everywhere.
_EDITOR_POLICY = {"style-src": [SELF, UNSAFE_INLINE], "img-src": [SELF, "data:", "blob:"]}


@method_decorator(csp_replace(_EDITOR_POLICY), name="dispatch")
class Edit(EditorSteps):
    """编辑. Saving is one sending of the form; what goes beside it (``then``) is in editor.py."""

    template_name = "desk/documents/edit.html"
    form_class = EditForm
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
        self.copy = copies.kept(self.document, self.actor)
        if self.copy is None:
            self.rows = rows_of(self.latest, self.document, self.actor)
            self.related = relating.rows_of(Metadata.of(self.latest).related, self.actor)
        else:
            self.rows = copies.rows_in(self.copy, self.document, self.actor)
            self.related = relating.rows_of(relating.rows_typed(copies.typed_in(self.copy)), self.actor)
        return super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.rows, self.problems = [], []
        try:
            self.rows = rows_sent(request.POST, self.document, self.actor)
        except Refused as refused:
            self.problems.append(str(refused))
        self._take(request.FILES.getlist("new_files"))
        self.related = relating.rows_of(relating.rows_typed(request.POST), self.actor)
        beside = self.step(request.POST.get("then", ""))
        return beside if beside is not None else super().post(request, *args, **kwargs)

    def _take(self, uploads: list[UploadedFile]) -> None:
        """Without the script files come with the form itself; what there is no room for is named, not forgotten."""
        room = max(0, ATTACHMENTS_MOST - len(self.rows))
        for upload in uploads[:room]:
            try:
                self.rows.append(stored(upload, self))
            except OfficeError as refused:
                self.problems.append(str(refused))
        if beyond := [upload.name or "" for upload in uploads[room:]]:
            named = "、".join(f"“{name}”" for name in beyond[:3])
            self.problems.append(
                f"附件最多{ATTACHMENTS_MOST}个，{named}{f'等{len(beyond)}个文件' if len(beyond) > 1 else ''}没有接收。"
                "可以把相关的内容合并成一个文件。"
            )

    def make_form(self, *data: Any) -> forms.Form:
        return super().make_form(*(proposing.adopted(one) if isinstance(one, QueryDict) else one for one in data))

    def form_kwargs(self) -> dict[str, Any]:
        review = open_review(self.document)
        return {
            "sections": sections_of(self.actor).filter(unit=self.document.unit),
            "asks_round": review.round if review else None,
            "document": self.document,
            "on": self.today,
        }

    def initial(self) -> dict[str, Any]:
        told = {
            "title": self.latest.title,
            "document_number": self.latest.document_number,
            "formed_on": self.latest.formed_on,
            "section": self.document.section_id,
            "body": self.latest.body,
            "base": self.latest.number,
            "correction": "" if self.latest.released_at else self.latest.correction,
            **described(Metadata.of(self.latest), self.document.unit),
        }
        return told if self.copy is None else told | self.typed(copies.typed_in(self.copy))

    def save(self, form: Any) -> str:
        if self.problems:
            raise Refused({"attachments": "".join(self.problems)})
        told = form.cleaned_data
        before = Metadata.of(self.latest)
        related = relating.rows_sent(self.request.POST, before.related, self.document, self.actor)
        try:
            revision = save(
                self.document,
                base=told["base"],
                title=told["title"],
                document_number=told["document_number"],
                formed_on=told["formed_on"],
                body=told["body"],
                attachments=attached(self.rows),
                metadata=with_values(form.metadata(before), {"related": related}),
                correction=told.get("correction"),
                note=told["note"],
                to_section=told.get("section"),
                by=self.actor,
                at=self.now,
            )
        except SavedInBetween as conflict:
            self.conflict = conflict
            copies.keep(self.document, self.request.POST, self.rows, by=self.actor, at=self.now, after_conflict=True)
            raise
        copies.forget(self.document, self.actor)
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
        assert isinstance(form, EditForm)  # noqa: S101 (form_class)
        theirs = self.conflict.latest
        told = form.cleaned_data
        before = Metadata.of(theirs)
        related = tuple(relating.rows_typed(self.request.POST)) or before.related
        mine = written(
            title=told["title"],
            document_number=told["document_number"],
            formed_on=told["formed_on"],
            body=told["body"],
            attachments=attached(self.rows),
            metadata=with_values(form.metadata(before), {"related": related}),
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
            "upload_url": self.url("upload"),
            "preview_url": self.url("preview"),
            "review": open_review(self.document),
            "multipart": True,
            "upload_most_bytes": settings.UPLOAD_MOST_BYTES,
            **ROW_LIMITS,
        }
