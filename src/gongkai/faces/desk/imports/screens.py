"""The screens of 批量导入: send, look, confirm, and what comes next."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any, BinaryIO, cast

from django import forms
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.http import content_disposition_header

from gongkai.faces.desk.imports import working
from gongkai.faces.desk.imports.forms import ConfirmForm, UploadForm
from gongkai.faces.desk.kit import ActScreen, FormScreen, Screen
from gongkai.faces.desk.kit.parts import Act
from gongkai.faces.desk.models import ImportWork
from gongkai.office.catalog import permissions
from gongkai.office.catalog.batches import ImportBatch
from gongkai.office.catalog.importing import following, services
from gongkai.office.catalog.importing.columns import COLUMNS
from gongkai.office.catalog.importing.files import Text
from gongkai.office.catalog.importing.known import Known
from gongkai.office.catalog.importing.outcome import ImportPlan, RowState
from gongkai.office.catalog.importing.template import template
from gongkai.office.catalog.models import Document
from gongkai.office.catalog.selectors import Stand
from gongkai.office.errors import Refused
from gongkai.office.units.importing.sheet import MOST_BYTES

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
#: Of each kind of row so many are drawn; all are looked at.
_MOST_SHOWN = 200
_LOOK_AGAIN_SECONDS = 2


class _Importing(Screen):
    icon = "download"
    refusal = "批量导入由经办人或者科室负责人办理，您没有这样的岗位。"

    def may_enter(self) -> bool:
        return permissions.may_import(self.actor)


class _OfBatch(_Importing):
    refusal = "这一批由别人上传，只能由上传人查看和确认。"

    def prepare(self) -> None:
        self.batch = get_object_or_404(ImportBatch.objects.select_related("sheet"), pk=self.kwargs["pk"])

    def may_enter(self) -> bool:
        return super().may_enter() and self.batch.by_id == self.actor.id

    def crumbs(self) -> Sequence[tuple[str, str]]:
        return [("批量导入", reverse("desk:imports:list"))]


class Imports(_Importing):
    """批量导入记录."""

    title = "批量导入"
    template_name = "desk/imports/list.html"

    def acts(self) -> Sequence[Act]:
        return [
            Act("上传表格", reverse("desk:imports:new"), main=True),
            Act("下载模板", reverse("desk:imports:template")),
        ]

    def context(self, **more: object) -> dict[str, object]:
        return super().context(batches=services.batches_of(self.actor), columns=COLUMNS, **more)


class Template(_Importing):
    """The empty table, with the lists of the unit of who asks."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:  # noqa: ARG002
        unit = Known(self.actor, self.today).own[0]
        response = HttpResponse(template(unit, self.today), content_type=_XLSX)
        name = f"批量导入模板（{unit.called}）.xlsx"
        response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or ""
        return response


class Upload(_Importing, FormScreen):
    """选择表格和文件."""

    title = "上传表格"
    template_name = "desk/imports/upload.html"
    form_class = UploadForm
    submit_label = "上传并预览"
    done = ""

    def crumbs(self) -> Sequence[tuple[str, str]]:
        return [("批量导入", reverse("desk:imports:list"))]

    def save(self, form: Any) -> str:
        upload: UploadedFile = form.cleaned_data["file"]
        name = (upload.name or "表格")[:100]
        if (upload.size or 0) > MOST_BYTES:
            raise Refused({"file": f"“{name}”超过{MOST_BYTES // 2**20} MB的上限，请分次导入。"})
        files = [(each.name or "", cast("BinaryIO", each.file)) for each in form.cleaned_data["files"]]
        batch = services.take_in(upload.read(), name, files, by=self.actor, at=self.now)
        working.begin_reading(batch, at=self.now)
        return reverse("desk:imports:batch", args=[batch.pk])

    def context(self, **more: object) -> dict[str, object]:
        return super().context(template_url=reverse("desk:imports:template"), **more)


class _Waiting(_OfBatch):
    """A screen behind which the worker may be busy: then it says how far the work has come, and looks again by itself."""

    work_kind = ""

    @cached_property
    def work(self) -> ImportWork | None:
        """What is under way."""
        return working.under_way(self.batch, self.work_kind)

    def progress(self, work: ImportWork) -> HttpResponseBase:
        """The page that waits. It can be left: the work goes on."""
        stopped = working.silent(work, self.now)
        response = self.show(template="desk/imports/working.html", batch=self.batch, work=work, stopped=stopped)
        if not stopped:
            response["Refresh"] = str(_LOOK_AGAIN_SECONDS)
        return response


class Preview(_Waiting, FormScreen):
    """预览并确认; once carried out, the result."""

    title = "预览导入内容"
    template_name = "desk/imports/preview.html"
    form_class = ConfirmForm
    submit_label = "确认导入"
    width = ""
    guard = False
    work_kind = working.Kind.READING

    @cached_property
    def texts(self) -> dict[str, Text]:
        """The Word documents as they were read."""
        return working.texts_of(self.batch)

    @cached_property
    def plan(self) -> ImportPlan:
        """What would be made, as of this request."""
        return services.plan_of(self.batch, texts=self.texts, by=self.actor, at=self.now)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if self.batch.carried_out_at:
            return HttpResponseRedirect(reverse("desk:imports:result", args=[self.batch.pk]))
        if self.work is not None:
            return self.progress(self.work)
        return super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if self.work is None:
            return super().post(request, *args, **kwargs)
        if working.silent(self.work, self.now):
            working.begin_reading(self.batch, at=self.now)
        return HttpResponseRedirect(request.path)

    def initial(self) -> dict[str, Any]:
        return {"shown": self.plan.fingerprint}

    def make_form(self, *data: Any) -> forms.Form:
        form = super().make_form(*data)
        if not self.plan.having(RowState.DOUBLE):
            del form.fields["doubles"]
        return form

    def save(self, form: Any) -> str:
        told = form.cleaned_data
        made = services.carry_out(
            self.batch,
            shown=told["shown"],
            doubles=told.get("doubles", False),
            texts=self.texts,
            by=self.actor,
            at=self.now,
        )
        working.forget_texts(self.batch)
        self.done = f"已导入{len(made)}份草稿。下一步：检查并送审。"
        return reverse("desk:imports:result", args=[self.batch.pk])

    def latest_url(self) -> str:
        return reverse("desk:imports:list")

    def context(self, **more: object) -> dict[str, object]:
        if self.work is not None:
            return super().context(**more)
        plan = self.plan
        groups = [(state, rows[:_MOST_SHOWN], len(rows)) for state in RowState if (rows := plan.having(state))]
        ready = len(plan.having(RowState.NEW))
        sound = not plan.wrong and (ready or plan.having(RowState.DOUBLE))
        return super().context(
            plan=plan,
            batch=self.batch,
            groups=groups,
            ready=ready,
            sound=sound,
            most=_MOST_SHOWN,
            again=reverse("desk:imports:new"),
            **more,
        )


class Result(_Waiting):
    """What was made, where each stands now, why drafts were held back, and what to do next."""

    template_name = "desk/imports/result.html"
    work_kind = working.Kind.SUBMITTING

    def heading(self) -> str:
        return f"导入结果：{self.batch.name}"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return self.progress(self.work) if self.work is not None else super().get(request, *args, **kwargs)

    @cached_property
    def lines(self) -> list[tuple[Document, Stand]]:
        """The documents, with where each stands."""
        return following.documents_of(self.batch)

    def acts(self) -> Sequence[Act]:
        if self.work is None and any(stand in {Stand.DRAFT, Stand.RETURNED} for _document, stand in self.lines):
            return [Act("检查并送审", reverse("desk:imports:submit", args=[self.batch.pk]), main=True)]
        return []

    def context(self, **more: object) -> dict[str, object]:
        if self.work is not None:
            return super().context(**more)
        held = working.held_back(self.batch)
        lines = [(document, stand, held.get(document.pk, "")) for document, stand in self.lines]
        lines.sort(key=lambda line: not (line[2] and line[1] in {Stand.DRAFT, Stand.RETURNED}))
        counts = Counter(stand for _document, stand in self.lines)
        told = [(stand.label, number) for stand, number in counts.items()]
        return super().context(
            **{"batch": self.batch, "lines": lines[:_MOST_SHOWN], "counts": told, "most": _MOST_SHOWN, **more}
        )


class SubmitSound(_OfBatch, ActScreen):
    """检查并送审."""

    title = "检查并送审"
    submit_label = "检查并送审"
    done = ""

    def crumbs(self) -> Sequence[tuple[str, str]]:
        return [*super().crumbs(), (self.batch.name, reverse("desk:imports:result", args=[self.batch.pk]))]

    def question(self) -> str:
        return f"对“{self.batch.name}”导入的草稿进行五关检查，没有提示的直接送审？"

    def consequences(self) -> Sequence[str]:
        return (
            "没有提示的草稿进入审查，由科室负责人开始逐级审查。",
            "有提示的草稿留在起草中，请逐份打开，修改或者说明理由后送审。",
            f"超过{working.SUBMIT_AT_ONCE}份的在后台办理，显示进度，可以离开，办完在结果页列出没有送审的原因。",
        )

    def save(self, form: Any) -> str:  # noqa: ARG002
        earlier = working.under_way(self.batch, working.Kind.SUBMITTING)
        if earlier is None or working.silent(earlier, self.now):
            working.begin_submitting(self.batch, at=self.now)
        if working.under_way(self.batch, working.Kind.SUBMITTING) is None:
            self._tell()
        return reverse("desk:imports:result", args=[self.batch.pk])

    def _tell(self) -> None:
        held = working.held_back(self.batch)
        work = ImportWork.objects.get(batch=self.batch, kind=working.Kind.SUBMITTING)
        if sent := work.of - len(held):
            messages.success(self.request, f"已送审{sent}份。")
        if held:
            messages.warning(self.request, f"有{len(held)}份没有送审，原因列在下面，请逐份打开修改或者说明理由。")
