"""The review screen: the text with its findings, history, the decision; the comparison; the attachments."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.utils.functional import cached_property
from django.utils.safestring import mark_safe

from gongkai.faces.desk.comparing import compare
from gongkai.faces.desk.kit import Act, FormScreen
from gongkai.faces.desk.reviews.forms import DecisionForm, decision_form_of
from gongkai.faces.desk.reviews.place import OfOneReview
from gongkai.faces.desk.reviews.words import (
    conclusion_label,
    due_chip,
    kind_label,
    safeties_checked,
    state_chip,
    step_chip,
    subject_url,
)
from gongkai.office.audit.services import audited, record
from gongkai.office.catalog.metadata import in_words
from gongkai.office.catalog.previewing import can_preview
from gongkai.office.clearance import permissions, selectors, services
from gongkai.office.clearance.content import Content
from gongkai.office.clearance.gates import GATES, SEVERITIES, attachment_part, marked
from gongkai.office.clearance.models import ReviewState, ReviewStep
from gongkai.office.errors import Overtaken
from gongkai.office.files.kinds import KINDS
from gongkai.office.files.models import StoredFile
from gongkai.office.files.selectors import safe_headers
from gongkai.office.files.services import open_stored


class OneReview(OfOneReview, FormScreen):
    """One round. Who has the open step decides here; everybody else who may see it reads."""

    template_name = "desk/reviews/review.html"
    width = ""
    done = ""
    submit_label = "办理"

    def heading(self) -> str:
        """The title of the text."""
        return self.review.title

    def acts(self) -> Sequence[Act]:
        """Release in an emergency, take back, print."""
        found = []
        if permissions.may_withdraw(self.actor, self.review):
            found.append(Act("撤回送审", self.url("withdraw")))
        if may_release(self):
            found.append(Act("应急发布", self.url("emergency"), danger=True))
        return found

    @cached_property
    def may_decide(self) -> bool:
        """Whether the open step is this person's."""
        return self.step is not None and selectors.may_decide(self.actor, self.step)

    @cached_property
    def shown_step(self) -> ReviewStep | None:
        """The step a sent form was opened for, decided meanwhile or not; else the one that is open."""
        asked = self.request.POST.get("step", "")
        found = next((step for step in self.review.steps.all() if str(step.pk) == asked), None)
        if found is not None:
            found.review = self.review
        return found or self.step

    def make_form(self, *data: Any) -> forms.Form:
        """The secrecy reviewer has a form of their own."""
        return decision_form_of(self.shown_step)(*data)

    def save(self, form: DecisionForm) -> str:
        """Decide, and go on to what waits next."""
        step = self.shown_step
        if step is None:
            raise Overtaken("本轮审查已经结束，不能再办理。请刷新后查看结果。")
        opinion = form.cleaned_data["opinion"]
        act = services.approve if form.passes else services.return_
        after = act(step, opinion=opinion, by=self.actor, at=self.now, secrecy=form.secrecy())
        messages.success(self.request, _told(self.review.title, after, passed=form.passes))
        following = selectors.waiting_for(self.actor, self.today, most=1)
        return self.url_of(following[0].review.pk) if following else self.crumbs()[0][1]

    def url_of(self, pk: int) -> str:
        """The screen of another round."""
        return self.url().replace(f"/{self.review.pk}/", f"/{pk}/")

    def form_context(self, form: forms.Form) -> dict[str, object]:
        """Everything the screen shows."""
        review = self.review
        before = selectors.compared_with(review)
        return {
            **super().form_context(form),
            "review": review,
            "chip": state_chip(review),
            "kind": kind_label(review),
            "subject_url": subject_url(review),
            "content": self.content,
            "fields": [(label, in_words(label, value)) for label, value in self.content.fields],
            "body": mark_safe(marked(self.content.body_html, self.findings)),  # noqa: S308 (cleaned by marked)
            "attachments": self.attachments,
            "findings": self.shown_findings(),
            "open_step": self.step,
            "due": due_chip(self.step, self.today) if self.step else None,
            "steps": [
                (step, step_chip(step), conclusion_label(step), safeties_checked(step)) for step in review.steps.all()
            ],
            "may_decide": self.may_decide,
            "nobody": self.step is not None and not selectors.deciders(self.step, self.today),
            "left_without": selectors.left_without(self.actor, self.step, self.today) if self.step else [],
            "typed": str(form.data.get("opinion", "")),
            "capacity": selectors.decision_duty_words(self.actor, self.step) if self.step and self.may_decide else "",
            "why_not": "" if self.step is None or self.may_decide else selectors.why_not(self.actor, self.step),
            "rounds": [(found, state_chip(found), selectors.timeline(found)) for found in selectors.rounds(review)],
            "compare_url": self.url("compare") if before else "",
            "compare_label": _compared_label(before) if before else "",
            "next_url": self.next_url(),
        }

    def shown_findings(self) -> list[dict[str, object]]:
        """The findings by gate, each with its words, and the way to look at the attachment it stands in."""
        looks = {
            attachment_part(place, str(file["name"])): f"{file['url']}{'preview/' if file['preview'] else '?inline=1'}"
            for place, file in enumerate(self.attachments, 1)
            if file["preview"] or file["inline"]
        }
        return [
            {
                "gate": GATES.get(str(item.gate), item.gate),
                "severity": item.severity,
                "severity_label": SEVERITIES.get(str(item.severity), item.severity),
                "where": item.part if not item.place or item.place == item.part else f"{item.part} {item.place}",
                "item": item,
                "look": looks.get(item.part, ""),
                "in_body": item.part == "正文" and item.start is not None,
            }
            for item in self.findings
        ]

    @cached_property
    def attachments(self) -> list[dict[str, object]]:
        """The files of the snapshot, with their kind and size, to fetch or to look at."""
        files = StoredFile.objects.in_bulk([ref.file_id for ref in self.content.attachments])
        found: list[dict[str, object]] = []
        for place, ref in enumerate(self.content.attachments, 1):
            file = files.get(ref.file_id)
            kind = KINDS.get(file.extension) if file else None
            found.append(
                {
                    "name": ref.name,
                    "kind": kind.label if kind else "",
                    "size": file.size if file else None,
                    "url": f"{self.url()}attachments/{place}/",
                    "inline": bool(kind and kind.inline),
                    "preview": bool(file and can_preview(file)),
                    "missing": file is None,
                }
            )
        return found

    def next_url(self) -> str:
        """The next of my list after this one."""
        waiting = [item.review.pk for item in selectors.waiting_for(self.actor, self.today, most=50)]
        if self.review.pk in waiting:
            waiting = waiting[waiting.index(self.review.pk) + 1 :] + waiting[: waiting.index(self.review.pk)]
        return self.url_of(waiting[0]) if waiting else ""


def may_release(screen: OfOneReview) -> bool:
    """Whether this person may release this round in an emergency."""
    review = screen.review
    if review.state != ReviewState.OPEN or review.emergency:
        return False
    return not isinstance(permissions.emergency_duty(screen.actor, review.unit, review), str)


def _told(title: str, after: Any, *, passed: bool) -> str:
    if not passed:
        return f"已将《{title}》退回撰写人，本轮审查结束。"
    if after.state == ReviewState.PASSED:
        return f"已同意《{title}》，审查通过，签批登记号为{after.register_number}。"
    return f"已同意《{title}》，已转下一环节。"


def _compared_label(before: Any) -> str:
    return f"与第{before.round}轮（{before.get_state_display()}）对照"


class Compare(OfOneReview):
    """This round's text beside the one before it, word by word."""

    template_name = "desk/reviews/compare.html"

    def heading(self) -> str:
        """What is compared."""
        return f"对照：{self.review.title}"

    def crumbs(self) -> Sequence[tuple[str, str]]:
        """Back to the round."""
        return [*super().crumbs(), (self.review.title, self.url())]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:  # noqa: ARG002
        before = selectors.compared_with(self.review)
        if before is None:
            raise Http404("nothing to compare with")
        return self.show(
            review=self.review,
            before=before,
            comparison=compare(Content.from_json(before.content), self.content),
            back_url=self.url(),
        )


class Attachment(OfOneReview):
    """A file of the snapshot: the reviewer's right to the round is the right to the file; every reading is recorded."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:  # noqa: ARG002
        file, name = self.submitted(self.kwargs["place"])
        source = open_stored(file)
        with audited():
            record(
                "file.read",
                by=self.actor,
                at=self.now,
                subject=file,
                unit_id=self.review.unit_id,
                detail={"name": name, "review": self.review.pk, "sha256": file.sha256},
            )
        response = FileResponse(source)
        # Afterwards: given at once, FileResponse would put a disposition of its own over ours.
        for header, value in safe_headers(file, name, inline="inline" in request.GET).items():
            response[header] = value
        return response
