"""批量导入: upload, look at what would happen, confirm."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.core import signing
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.http import content_disposition_header

from gongkai.faces.desk.kit import FormScreen, Screen
from gongkai.faces.desk.units.forms import ConfirmForm, ImportForm
from gongkai.faces.desk.units.place import Arranging
from gongkai.office.errors import Refused
from gongkai.office.files.models import StoredFile
from gongkai.office.files.services import open_stored, store
from gongkai.office.units import permissions, services
from gongkai.office.units.importing.columns import COLUMNS
from gongkai.office.units.importing.outcome import ImportPlan, RowState
from gongkai.office.units.importing.sheet import MOST_BYTES

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_SALT = "gongkai.units.import"
_KEPT_SECONDS = 24 * 3600
_MOST_SHOWN = 300


class _Importing(Screen):
    icon = "site"
    refusal = Arranging.refusal

    def may_enter(self) -> bool:
        return permissions.may_arrange(self.actor)

    def crumbs(self) -> Sequence[tuple[str, str]]:
        return [("单位", reverse("desk:units:list"))]


class Template(_Importing):
    """The empty table."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:  # noqa: ARG002
        response = HttpResponse(services.import_template(), content_type=_XLSX)
        response["Content-Disposition"] = (
            content_disposition_header(as_attachment=True, filename="单位导入模板.xlsx") or ""
        )
        return response


class Upload(_Importing, FormScreen):
    """选择表格."""

    title = "批量导入单位"
    template_name = "desk/units/import.html"
    form_class = ImportForm
    submit_label = "预览"
    done = ""

    def initial(self) -> dict[str, Any]:
        return {"on": self.today}

    def save(self, form: Any) -> str:
        upload: UploadedFile = form.cleaned_data["file"]
        name, on = (upload.name or "表格")[:100], form.cleaned_data["on"]
        if (upload.size or 0) > MOST_BYTES:
            raise Refused({"file": f"“{name}”超过 {MOST_BYTES // 2**20} MB 的上限，请分次导入。"})
        data = upload.read()
        services.plan_import(data, name, on, self.actor)
        try:
            kept = store(data, name=name, most_bytes=MOST_BYTES, by=self.actor, at=self.now)
        except Refused as refused:
            raise Refused({"file": str(refused)}) from refused
        ticket = signing.dumps([kept.pk, name, on.isoformat(), self.actor.id], salt=_SALT, compress=True)
        return reverse("desk:units:import-preview", args=[ticket])

    def context(self, **more: object) -> dict[str, object]:
        return super().context(columns=COLUMNS, template_url=reverse("desk:units:import-template"), **more)


class Preview(_Importing, FormScreen):
    """预览并确认."""

    title = "预览导入内容"
    template_name = "desk/units/preview.html"
    form_class = ConfirmForm
    submit_label = "确认导入"
    width = ""
    guard = False

    def prepare(self) -> None:
        if not permissions.may_arrange(self.actor):
            return  # may_enter refuses, and says why
        try:
            file_id, self.name, on, whose = signing.loads(self.kwargs["ticket"], salt=_SALT, max_age=_KEPT_SECONDS)
        except signing.BadSignature as error:
            raise Http404("the preview is too old, or was never made") from error
        kept = StoredFile.objects.filter(pk=file_id).first()
        if kept is None or whose != self.actor.id:
            raise Http404("another person's preview")
        self.kept, self.on = kept, date.fromisoformat(on)

    @cached_property
    def plan(self) -> ImportPlan:
        """What would happen, as of this request."""
        with open_stored(self.kept) as file:
            return services.plan_import(file.read(), self.name, self.on, self.actor)

    def crumbs(self) -> Sequence[tuple[str, str]]:
        return [*super().crumbs(), ("批量导入", reverse("desk:units:import"))]

    def initial(self) -> dict[str, Any]:
        return {"shown": self.plan.fingerprint}

    def save(self, form: Any) -> str:
        counts = services.carry_out_import(self.plan, shown=form.cleaned_data["shown"], by=self.actor, at=self.now)
        self.done = f"已导入：新设 {counts[RowState.NEW]} 个单位，修改 {counts[RowState.CHANGED]} 个单位。"
        return reverse("desk:units:list")

    def context(self, **more: object) -> dict[str, object]:
        groups = [(state, rows[:_MOST_SHOWN], len(rows)) for state in RowState if (rows := self.plan.having(state))]
        sound = not self.plan.wrong and self.plan.does_something
        return super().context(
            plan=self.plan, groups=groups, most=_MOST_SHOWN, sound=sound, again=reverse("desk:units:import"), **more
        )
