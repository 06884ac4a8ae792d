"""Acts on one document: check, accept a finding, submit, take back, publish, release in an emergency, withdraw."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404

from gongkai.faces.desk.documents.actforms import CLOSED, OPEN, CorrectionForm, UrgentCorrectionForm
from gongkai.faces.desk.documents.attachments import rows_of
from gongkai.faces.desk.documents.forms import NoteForm, ReasonForm
from gongkai.faces.desk.documents.nextacts import may_release
from gongkai.faces.desk.documents.place import OfDocument
from gongkai.faces.desk.kit import ActScreen
from gongkai.faces.desk.reviews.forms import AcceptForm
from gongkai.office.catalog import permissions, services
from gongkai.office.catalog.closing import ought_to_close
from gongkai.office.catalog.correcting import open_versions
from gongkai.office.catalog.models import Document, Revision
from gongkai.office.catalog.selectors import Stand, findings_of, is_public, open_review, was_checked
from gongkai.office.clearance.gates import GATES, SEVERITIES, marked
from gongkai.office.clearance.models import Finding, FindingState
from gongkai.office.clearance.permissions import may_withdraw as may_take_back
from gongkai.office.clearance.services import accept_finding


class OfWriter(OfDocument):
    """A screen for those who write the document."""

    refusal = "这一步由本单位经办人或者科室负责人办理（岗位限定科室的，限本科室），您没有这样的岗位。"

    def may_enter(self) -> bool:
        return super().may_enter() and permissions.may_write(self.actor, self.document)


class Findings(OfWriter):
    """检查: what the gates found, marked in the text and named in the attachments; each is mended or given a reason."""

    title = "检查"
    template_name = "desk/documents/findings.html"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:  # noqa: ARG002
        found = services.check(self.document, by=self.actor, at=self.now)
        left = sum(row.state == FindingState.OPEN and row.severity != "info" for row in found)
        messages.success(
            request,
            f"检查完成：{len(found)}条提示，其中{left}条须修改或者说明理由。" if found else "检查完成，没有发现问题。",
        )
        return HttpResponseRedirect(self.request.path)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:  # noqa: ARG002
        rows = list(findings_of(self.document).select_related("decided_by"))
        order = list(SEVERITIES)
        rows.sort(key=lambda row: (order.index(row.severity) if row.severity in order else 9, row.part, row.start or 0))
        to_settle = [row for row in rows if row.state == FindingState.OPEN and row.severity != "info"]
        return self.show(
            document=self.document,
            revision=self.latest,
            gates=[(label, [_told(row) for row in rows if row.gate == gate]) for gate, label in GATES.items()],
            total=len(rows),
            to_settle=len(to_settle),
            checked=was_checked(self.document),
            body=marked(self.latest.body, rows),
            rows=rows_of(self.latest, self.document, self.actor),
            may_submit=self.stand in {Stand.DRAFT, Stand.RETURNED, Stand.WITHDRAWN},
            submit_url=self.url("submit"),
            edit_url=self.url("edit"),
        )


def _told(row: Finding) -> dict[str, object]:
    return {
        "row": row,
        "severity": SEVERITIES.get(row.severity, row.severity),
        "tone": {"stop": "red", "warn": "amber"}.get(row.severity, ""),
        "settled": row.state == FindingState.ACCEPTED,
        "asks": row.state == FindingState.OPEN,
    }


class AcceptFinding(OfWriter, ActScreen):
    """说明理由保留: the words stay, and the reviewers read why."""

    title = "说明理由，保留原文"
    form_class = AcceptForm
    submit_label = "保留并记下理由"
    done = "已记下理由，审查人会看到。"

    def prepare(self) -> None:
        super().prepare()
        self.finding = get_object_or_404(findings_of(self.document), pk=self.kwargs["finding_pk"])

    def crumbs(self) -> Sequence[tuple[str, str]]:
        return [*super().crumbs(), ("检查", self.url("findings"))]

    def form_kwargs(self) -> dict[str, Any]:
        return {"finding": self.finding}

    def question(self) -> str:
        where = " ".join(part for part in (self.finding.part, self.finding.place) if part)
        return (
            f"{where}“{self.finding.excerpt}”：{self.finding.message}"
            if self.finding.excerpt
            else (f"{where}：{self.finding.message}")
        )

    def consequences(self) -> Sequence[str]:
        return ["原文不改，理由随文稿送审，审查人能看到。", "以后这句话没有改动，不会再次提示。"]

    def save(self, form: Any) -> str:
        accept_finding(
            self.finding, form.cleaned_data["reason"], with_alike=form.with_alike, by=self.actor, at=self.now
        )
        return f"{self.url('findings')}#found-{self.finding.pk}"


class Submit(OfWriter, ActScreen):
    """送审."""

    title = "送审"
    submit_label = "送审"
    done = "已送审。审查进度可在本页查看。"

    @property
    def corrects(self) -> bool:
        """Whether something public is changed: then the public is told what."""
        return is_public(self.document) and self.document.published_id != self.latest.pk

    def prepare(self) -> None:
        super().prepare()
        self.form_class = CorrectionForm if self.corrects else NoteForm

    def initial(self) -> dict[str, Any]:
        told = {"correction": self.latest.correction}
        return told | {"earlier": earlier_as_fits(self.document, self.latest)} if self.corrects else told

    def question(self) -> str:
        return f"确认把第{self.latest.number}稿《{self.latest.title}》送审？"

    def consequences(self) -> Sequence[str]:
        return [
            "送审前自动检查；还有须处理的提示时，不会送出。",
            "审查中可以撤回；修改并保存后，本轮审查作废。",
            "参与撰写的人不能审查本文稿。",
        ]

    def save(self, form: Any) -> str:
        told = form.cleaned_data
        services.submit(
            self.document,
            note=told["note"],
            correction=told.get("correction", ""),
            closes_earlier=form.closes_earlier() if self.corrects else None,
            by=self.actor,
            at=self.now,
        )
        return self.document_url()


def earlier_as_fits(document: Document, revision: Revision) -> str:
    """What is offered first for the versions before a correction: closed where it takes away what must not stay readable."""
    return CLOSED if revision.closes_earlier or ought_to_close(document, revision) else OPEN


class TakeBack(OfWriter, ActScreen):
    """撤回送审."""

    title = "撤回送审"
    submit_label = "撤回送审"
    done = "已撤回送审，可以继续修改。"
    refusal = "撤回送审由撰写人或者送审人在审查办结前办理。"

    def may_enter(self) -> bool:
        review = open_review(self.document)
        return super().may_enter() and (review is None or may_take_back(self.actor, review))

    def question(self) -> str:
        return f"确认撤回《{self.latest.title}》的送审？"

    def consequences(self) -> Sequence[str]:
        return ["本轮审查到此为止，已经签署的意见留在登记簿里。", "再次送审从第一个环节重新开始。"]

    def save(self, form: Any) -> str:  # noqa: ARG002
        services.take_back(self.document, by=self.actor, at=self.now)
        return self.document_url()


class Publish(OfDocument, ActScreen):
    """公开."""

    title = "公开"
    submit_label = "公开"
    done = "已公开，公众现在可以查到。"
    refusal = "公开文稿由办公室终审或者本科室经办人办理，您没有这样的岗位。"

    def may_enter(self) -> bool:
        return super().may_enter() and permissions.may_publish(self.actor, self.document)

    def question(self) -> str:
        return f"确认公开第{self.latest.number}稿《{self.latest.title}》？"

    def consequences(self) -> Sequence[str]:
        correction = self.latest.correction if is_public(self.document) else ""
        return [
            *([f"公众会看到更正说明：{correction}"] if correction else []),
            *(["以前的公开版不再向公众提供。"] if self.latest.closes_earlier else []),
            "公开的内容与审查通过的内容一字不差。",
            "附件以去除作者、批注和隐藏内容的副本公开。",
            "公开后立即可以在网站上查到。",
        ]

    def save(self, form: Any) -> str:  # noqa: ARG002
        services.publish(self.document, by=self.actor, at=self.now)
        return self.document_url()


class Emergency(OfDocument, ActScreen):
    """应急发布."""

    title = "应急发布"
    form_class = ReasonForm
    submit_label = "应急发布"
    danger = True
    done = "已应急发布。各审查环节随后补办，请督促。"
    refusal = "应急发布由没有参与撰写的分管领导或者办公室终审批准，在文稿公开之前办理。"

    def may_enter(self) -> bool:
        return super().may_enter() and may_release(self.actor, self.document, self.stand, open_review(self.document))

    def prepare(self) -> None:
        super().prepare()
        if is_public(self.document):
            self.form_class = UrgentCorrectionForm

    def initial(self) -> dict[str, Any]:
        return {"earlier": earlier_as_fits(self.document, self.latest)}

    def question(self) -> str:
        return f"确认不等审查办结，立即公开第{self.latest.number}稿《{self.latest.title}》？"

    def consequences(self) -> Sequence[str]:
        return [
            "立即公开，登记簿上标明“应急发布”，计入应急发布比例。",
            "审查各环节随后补办；补审不通过的，须撤下或者更正。",
            "请写明为什么不能等审查办结。",
        ]

    def save(self, form: Any) -> str:
        closes = is_public(self.document) and form.closes_earlier()
        reason = form.cleaned_data["reason"]
        services.publish_in_emergency(self.document, reason=reason, closes_earlier=closes, by=self.actor, at=self.now)
        return self.document_url()


class Withdraw(OfDocument, ActScreen):
    """撤下."""

    title = "撤下"
    form_class = ReasonForm
    submit_label = "撤下"
    danger = True
    done = "已撤下，公众查询中已经没有这份文稿。"
    refusal = "撤下文稿由办公室终审或者分管领导办理，您没有这样的岗位。"

    def may_enter(self) -> bool:
        return super().may_enter() and permissions.may_withdraw(self.actor, self.document)

    def question(self) -> str:
        shown = self.document.published.title if self.document.published else self.latest.title
        return f"确认从公众网站撤下《{shown}》？"

    def consequences(self) -> Sequence[str]:
        told = [] if is_public(self.document) else ["这份文稿现在没有公开。"]
        return [
            *told,
            "立即从检索和目录中消失，附件不能再下载。",
            "原网址上向公众说明撤下时间和您填写的原因。",
            "重新公开须再次送审并通过。",
        ]

    def save(self, form: Any) -> str:
        services.withdraw(self.document, form.cleaned_data["reason"], by=self.actor, at=self.now)
        return self.document_url()


class CloseEarlier(OfDocument, ActScreen):
    """旧版停止提供."""

    title = "旧版停止提供"
    form_class = ReasonForm
    submit_label = "停止提供"
    danger = True
    done = "以前的公开版已停止提供，公众现在看不到。"
    refusal = "停止提供旧版由办公室终审或者分管领导办理，您没有这样的岗位。"

    def may_enter(self) -> bool:
        return super().may_enter() and permissions.may_withdraw(self.actor, self.document)

    def question(self) -> str:
        still = open_versions(self.document, self.document.published)
        versions = "、".join(f"第{each.version}版" for each in reversed(still))
        return f"确认不再向公众提供{versions}？" if still else "本文稿没有公众还能看到的旧版。"

    def consequences(self) -> Sequence[str]:
        return [
            "旧版的正文和附件立即不能再查阅、下载，现行版本不变。",
            "公开历史里说明停止提供的时间和您填写的原因，请不要写出不应公开的内容本身。",
            "停止提供后不能恢复；工作台里仍然可以查到旧版。",
        ]

    def save(self, form: Any) -> str:
        services.close_earlier(self.document, form.cleaned_data["reason"], by=self.actor, at=self.now)
        return self.document_url()
