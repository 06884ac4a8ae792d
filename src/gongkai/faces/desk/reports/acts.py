"""Acts on one report: check, accept a finding, submit, take back, publish, withdraw; and taking it away as a file."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404

from gongkai.faces.desk.kit import ActScreen
from gongkai.faces.desk.reports.forms import NoteForm, ReasonForm
from gongkai.faces.desk.reports.place import OfReport, OfWriter
from gongkai.faces.desk.reviews.forms import AcceptForm
from gongkai.office.annualreport import permissions, services
from gongkai.office.annualreport.contents import report_of
from gongkai.office.annualreport.selectors import gate_findings, is_public, open_review, was_checked
from gongkai.office.audit.services import read_recorded
from gongkai.office.clearance.gates import GATES, SEVERITIES, marked
from gongkai.office.clearance.models import FindingState
from gongkai.office.clearance.permissions import may_withdraw as may_take_back
from gongkai.office.clearance.services import accept_finding
from gongkai.office.errors import Refused
from gongkai.office.files.names import download_name
from gongkai.office.files.selectors import safe_headers
from gongkai.office.files.services import open_stored
from gongkai.statute.writers import KINDS, write


class Findings(OfWriter):
    """检查: what the gates found in the words and tables; each is mended or given a reason."""

    title = "检查"
    template_name = "desk/reports/findings.html"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:  # noqa: ARG002
        found = services.check(self.annual, by=self.actor, at=self.now)
        left = sum(row.state == FindingState.OPEN and row.severity != "info" for row in found)
        said = (
            f"检查完成：{len(found)}条提示，其中{left}条须修改或者说明理由。" if found else "检查完成，没有发现问题。"
        )
        messages.success(request, said)
        return HttpResponseRedirect(self.request.path)

    def context(self, **more: object) -> dict[str, object]:
        rows = list(gate_findings(self.annual).select_related("decided_by"))
        order = list(SEVERITIES)
        rows.sort(key=lambda row: (order.index(row.severity) if row.severity in order else 9, row.part, row.start or 0))
        left = [row for row in rows if row.state == FindingState.OPEN and row.severity != "info"]
        return super().context(
            annual=self.annual,
            version=self.latest,
            gates=[
                (label, [(row, SEVERITIES.get(row.severity, row.severity)) for row in rows if row.gate == gate])
                for gate, label in GATES.items()
            ],
            total=len(rows),
            to_settle=len(left),
            checked=was_checked(self.annual),
            body=marked(services.content_of(self.latest).body_html, rows),
            **more,
        )


class AcceptFinding(OfWriter, ActScreen):
    """说明理由保留: the words stay, and the reviewers read why."""

    title = "说明理由，保留原文"
    form_class = AcceptForm
    submit_label = "保留并记下理由"
    done = "已记下理由，审查人会看到。"

    def prepare(self) -> None:
        super().prepare()
        self.finding = get_object_or_404(gate_findings(self.annual), pk=self.kwargs["finding_pk"])

    def crumbs(self) -> Sequence[tuple[str, str]]:
        return [*super().crumbs(), ("检查", self.url("findings"))]

    def form_kwargs(self) -> dict[str, Any]:
        return {"finding": self.finding}

    def question(self) -> str:
        where = " ".join(part for part in (self.finding.part, self.finding.place) if part)
        excerpt = f"“{self.finding.excerpt}”" if self.finding.excerpt else ""
        return f"{where}{excerpt}：{self.finding.message}"

    def consequences(self) -> Sequence[str]:
        return ["原文不改，理由随报告送审，审查人能看到。"]

    def save(self, form: Any) -> str:
        accept_finding(
            self.finding, form.cleaned_data["reason"], with_alike=form.with_alike, by=self.actor, at=self.now
        )
        return f"{self.url('findings')}#found-{self.finding.pk}"


class Submit(OfWriter, ActScreen):
    """送审."""

    title = "送审"
    form_class = NoteForm
    submit_label = "送审"
    done = "已送审。审查进度可在本页查看。"

    def question(self) -> str:
        return f"确认把第{self.latest.number}稿《{self.latest.title}》送审？"

    def consequences(self) -> Sequence[str]:
        return [
            "每一格都已填写或者确认为空，勾稽关系不成立的都已写明公开说明，才能送出。",
            "审查中可以撤回；修改并保存后，本轮审查作废。",
            "参与填报的人不能审查本报告。",
        ]

    def save(self, form: Any) -> str:
        services.submit(self.annual, note=form.cleaned_data["note"], by=self.actor, at=self.now)
        return self.report_url()


class TakeBack(OfWriter, ActScreen):
    """撤回送审."""

    title = "撤回送审"
    submit_label = "撤回送审"
    done = "已撤回送审，可以继续修改。"
    refusal = "撤回送审由填报人或者送审人在审查办结前办理。"

    def may_enter(self) -> bool:
        review = open_review(self.annual)
        return super().may_enter() and (review is None or may_take_back(self.actor, review))

    def consequences(self) -> Sequence[str]:
        return ["本轮审查到此为止，已经签署的意见留在登记簿里。", "再次送审从第一个环节重新开始。"]

    def save(self, form: Any) -> str:  # noqa: ARG002
        services.take_back(self.annual, by=self.actor, at=self.now)
        return self.report_url()


class Publish(OfReport, ActScreen):
    """公开."""

    title = "公开"
    submit_label = "公开"
    done = "已公开，公众现在可以查到。"
    refusal = "公开年度报告由办公室终审或者编制科室经办人办理，您没有这样的岗位。"

    def may_enter(self) -> bool:
        return super().may_enter() and permissions.may_publish(self.actor, self.annual)

    def question(self) -> str:
        return f"确认公开第{self.latest.number}稿《{self.latest.title}》？"

    def consequences(self) -> Sequence[str]:
        told = ["公开的内容与审查通过的内容一字不差。", "公众可以下载 Word、PDF、Excel、CSV、JSON 和网页各种格式。"]
        if self.latest.offers_original:
            told.append("原件以去除作者、批注和隐藏内容的副本一并公开。")
        return told

    def save(self, form: Any) -> str:  # noqa: ARG002
        services.publish(self.annual, by=self.actor, at=self.now)
        return self.report_url()


class Withdraw(OfReport, ActScreen):
    """撤下."""

    title = "撤下"
    form_class = ReasonForm
    submit_label = "撤下"
    danger = True
    done = "已撤下，公众查询中已经没有这份报告。"
    refusal = "撤下年度报告由办公室终审或者分管领导办理，您没有这样的岗位。"

    def may_enter(self) -> bool:
        return super().may_enter() and permissions.may_withdraw(self.actor, self.annual)

    def question(self) -> str:
        shown = self.annual.published.title if self.annual.published else self.latest.title
        return f"确认从公众网站撤下《{shown}》？"

    def consequences(self) -> Sequence[str]:
        told = [] if is_public(self.annual) else ["这份报告现在没有公开。"]
        return [*told, "立即从年报栏目和检索中消失，各种格式不能再下载。", "原网址上向公众说明撤下时间和您填写的原因。"]

    def save(self, form: Any) -> str:
        services.withdraw(self.annual, form.cleaned_data["reason"], by=self.actor, at=self.now)
        return self.report_url()


class Download(OfReport):
    """The latest version as a document, also before it is public; or the original as it came."""

    def get(self, request: HttpRequest, pk: int, kind: str) -> HttpResponseBase:  # noqa: ARG002
        if kind == "original":
            return self._original()
        if kind not in KINDS:
            raise Http404(kind)
        response = HttpResponse(write(report_of(self.latest), kind), content_type=KINDS[kind].media_type)
        name = download_name(self.latest.title, KINDS[kind].suffix.removeprefix("."))
        response["Content-Disposition"] = (
            f"attachment; filename=\"report{KINDS[kind].suffix}\"; filename*=UTF-8''{quote(name, safe='')}"
        )
        response["X-Content-Type-Options"] = "nosniff"
        return response

    def _original(self) -> HttpResponseBase:
        file = self.latest.original
        if file is None:
            raise Http404("no original")
        read_recorded(
            "report.original_read",
            by=self.actor,
            at=self.now,
            subject=self.annual,
            unit_id=self.annual.unit_id,
            detail={"sha256": file.sha256},
        )
        try:
            response = FileResponse(open_stored(file))
        except Refused as missing:
            raise Http404(str(missing)) from missing
        inline = self.request.GET.get("show") == "1"
        for name, value in safe_headers(file, self.latest.original_name, inline=inline).items():
            response[name] = value
        return response
