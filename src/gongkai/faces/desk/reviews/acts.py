"""Taking a round back, and releasing in an emergency: each asked about once, in words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.urls import reverse

from gongkai.faces.desk.kit import ActScreen
from gongkai.faces.desk.reviews.forms import EmergencyForm
from gongkai.faces.desk.reviews.place import OfOneReview
from gongkai.faces.desk.reviews.screens import may_release
from gongkai.faces.desk.reviews.words import subject_url
from gongkai.office.catalog import services as catalog
from gongkai.office.catalog.contents import SUBJECT_TYPE as DOCUMENT
from gongkai.office.catalog.models import Document
from gongkai.office.clearance import permissions, services
from gongkai.office.clearance.subject import Subject


class OfOneReviewAct(OfOneReview, ActScreen):
    """An act on a round."""

    def crumbs(self) -> Sequence[tuple[str, str]]:
        """Back to the round."""
        return [*super().crumbs(), (self.review.title, self.url())]


class Withdraw(OfOneReviewAct):
    """撤回送审."""

    title = "撤回送审"
    submit_label = "撤回"
    done = "已撤回送审，内容可以继续修改。"
    refusal = "撤回送审须由撰写人或者送审人在审查办结前办理；已应急发布的不能撤回。"

    def may_enter(self) -> bool:
        """Who wrote or submitted it, while it is open."""
        return permissions.may_withdraw(self.actor, self.review)

    def question(self) -> str:
        """What is asked."""
        return f"确认撤回《{self.review.title}》的送审？"

    def consequences(self) -> Sequence[str]:
        """What happens then."""
        return ["本轮审查结束，已有的审查意见保留在审查记录中。", "再次送审时从第一个环节重新开始。"]

    def save(self, form: Any) -> str:  # noqa: ARG002
        """Take it back."""
        services.withdraw(self.review, by=self.actor, at=self.now)
        return subject_url(self.review) or self.url()


class Emergency(OfOneReviewAct):
    """应急发布: at once, with a reason; the review follows."""

    title = "应急发布"
    form_class = EmergencyForm
    submit_label = "批准应急发布"
    danger = True
    guard = True
    done = "已批准应急发布；其余环节须继续补审。"
    refusal = "应急发布须由本单位没有参与撰写和审查本次内容的分管领导或者办公室终审，在审查办结前批准。"

    def may_enter(self) -> bool:
        """分管领导 or 办公室终审 without another part in the round."""
        return may_release(self)

    def question(self) -> str:
        """What is asked."""
        return f"确认在审查办结前应急发布《{self.review.title}》？"

    def consequences(self) -> Sequence[str]:
        """What happens then."""
        return [
            "内容立即可以公开，并在审查列表、签批登记簿和统计中标明“应急发布”。",
            "您的批准计为您所任岗位环节的意见，其余环节照常补审。",
            "补审退回的，须立即撤下或者更正。",
        ]

    def save(self, form: Any) -> str:
        """Release; a document goes out in the same act."""
        reason = form.cleaned_data["reason"]
        if self.review.subject_type == DOCUMENT:
            document = Document.objects.get(pk=self.review.subject_id)
            catalog.publish_in_emergency(document, reason=reason, by=self.actor, at=self.now)
            return reverse("desk:reviews:review", args=[self.review.pk])
        subject = Subject(
            type=self.review.subject_type,
            id=self.review.subject_id,
            kind=self.review.content_kind,
            unit=self.review.unit,
            section_id=self.review.section_id,
            title=self.review.title,
        )
        services.release_in_emergency(subject, self.content, reason=reason, by=self.actor, at=self.now)
        return self.url()
