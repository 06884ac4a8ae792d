"""The lists of review: what waits for me, what I sent, everything within my posts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils.functional import cached_property

from gongkai.faces.desk.kit import Chip, Column, Empty, ListScreen
from gongkai.faces.desk.reviews.forms import RoundsFilter, WaitingFilter
from gongkai.faces.desk.reviews.words import due_chip, kind_label, state_chip
from gongkai.office.actors import REVIEWERS, DutyKind
from gongkai.office.clearance import permissions, selectors
from gongkai.office.clearance.models import Review, ReviewStep, StepState
from gongkai.office.clearance.permissions import ONLOOKERS, WRITERS
from gongkai.office.units.scope import units_within


def at_step(review: Review) -> str:
    """The step a round stands at, in words; empty where it has ended."""
    duty, name = getattr(review, "at_duty", None), getattr(review, "at_name", "")
    return name or (DutyKind(duty).label if duty else "")


class ReviewsList(ListScreen):
    """What the three lists share: tabs, search by title."""

    title = "审查"
    icon = "tasks"
    template_name = "desk/reviews/list.html"
    search_hint = "标题里的字，或者登记号"
    tab = ""

    def may_enter(self) -> bool:
        """Whoever writes, reviews or looks after a region."""
        return permissions.may_see_reviews(self.actor)

    def context(self, **more: object) -> dict[str, object]:
        """The tabs, with how much waits."""
        return super().context(tabs=self.tabs, **more)

    @cached_property
    def tabs(self) -> list[tuple[str, str, bool, int | None]]:
        """(label, address, whether this one, how many)."""
        found: list[tuple[str, str, bool, int | None]] = []
        if self.actor.has(*REVIEWERS):
            found.append(
                ("待我审", reverse("desk:reviews:list"), self.tab == "list", selectors.waiting_count(self.actor))
            )
        if self.actor.has(*WRITERS):
            returned = selectors.returned_to(self.actor).count()
            found.append(("我送审的", reverse("desk:reviews:mine"), self.tab == "mine", returned or None))
        found.append(("全部", reverse("desk:reviews:all"), self.tab == "all", None))
        return found

    def searched(self, rows: QuerySet[Any], prefix: str = "") -> QuerySet[Any]:
        """Narrowed to the words searched for."""
        for word in self.words.split()[:8]:
            rows = rows.filter(
                Q(**{f"{prefix}title__icontains": word}) | Q(**{f"{prefix}register_number__icontains": word})
            )
        return rows


class WaitingForMe(ReviewsList):
    """待我审: each row says why it is there."""

    title = "待我审"
    tab = "list"
    filter_form = WaitingFilter

    def rows(self) -> QuerySet[ReviewStep]:
        """The steps I can decide now."""
        rows = self.searched(selectors.waiting_steps(self.actor), "review__")
        due = self.filters.get("due")
        if due:
            rows = rows.filter(**{"due_on__lt" if due == "overdue" else "due_on__lte": self.today})
        return rows.filter(review__emergency=True) if self.filters.get("emergency") else rows

    def when_empty(self) -> Empty:
        """Who reviews nothing is told where to look."""
        return Empty(
            "没有等您审查的内容",
            "轮到您的环节时，会出现在这里，按应办结日期排列。",
            "查看全部审查",
            reverse("desk:reviews:all"),
        )

    def shown_columns(self) -> Sequence[Column]:
        """Why it is mine stands in the row."""
        return (
            Column("标题", "review.title", url=lambda step: reverse("desk:reviews:review", args=[step.review_id])),
            Column("为什么在这里", lambda step: selectors.waiting(self.actor, step, self.today).why),
            Column("应办结", "due_on", kind="date", sort="due_on"),
            Column("时限", self._due, kind="chip"),
            Column("单位", "review.unit.called", aside=True),
            Column("送审人", "review.author.name", aside=True),
            Column("送审时间", "review.submitted_at", kind="date", sort="review__submitted_at", aside=True),
        )

    def _due(self, step: ReviewStep) -> Chip | None:
        return due_chip(step, self.today)


class SubmittedByMe(ReviewsList):
    """我送审的."""

    title = "我送审的"
    tab = "mine"
    filter_form = RoundsFilter

    def may_enter(self) -> bool:
        """Whoever may write for a unit."""
        return self.actor.has(*WRITERS)

    def when_empty(self) -> Empty:
        """Where to begin."""
        return Empty(
            "您还没有送审过内容",
            "写好文稿、处理完五关检查的提示后送审，审查进度会显示在这里。",
            "去文稿",
            "/desk/documents/",
        )

    def rows(self) -> QuerySet[Review]:
        """What I wrote or submitted."""
        return narrowed(self.searched(selectors.submitted_by(self.actor)), self.filters)

    columns = (
        Column("标题", "title", url=lambda review: reverse("desk:reviews:review", args=[review.pk])),
        Column("轮次", lambda review: f"第{review.round}轮"),
        Column("状态", state_chip, kind="chip"),
        Column("现在的环节", at_step),
        Column("应办结", "at_due", kind="date", aside=True),
        Column("登记号", "register_number", aside=True),
        Column("送审时间", "submitted_at", kind="date", sort="submitted_at"),
    )


class AllRounds(ReviewsList):
    """全部: the rounds within my posts."""

    title = "全部审查"
    tab = "all"
    filter_form = RoundsFilter
    empty = Empty("还没有送审的内容", "本单位的文稿送审后，会出现在这里。")

    def make_filter(self) -> forms.Form:
        """With the units I may see, where they are several."""
        duties = self.actor.scope(ONLOOKERS)
        several = any(duty.subtree for duty in duties) or len({duty.unit_id for duty in duties}) > 1
        return RoundsFilter(self.request.GET, units=units_within(duties) if several else None)

    def rows(self) -> QuerySet[Review]:
        """Everything I may see."""
        return narrowed(self.searched(selectors.visible_to(self.actor)), self.filters)

    columns = (
        Column("标题", "title", url=lambda review: reverse("desk:reviews:review", args=[review.pk])),
        Column("单位", "unit.called"),
        Column("种类", kind_label, aside=True),
        Column("轮次", lambda review: f"第{review.round}轮"),
        Column("状态", state_chip, kind="chip"),
        Column("现在的环节", at_step),
        Column("应办结", "at_due", kind="date", aside=True),
        Column("送审人", "author.name", aside=True),
        Column("送审时间", "submitted_at", kind="date", sort="submitted_at"),
    )


def narrowed(rows: QuerySet[Review], filters: dict[str, Any]) -> QuerySet[Review]:
    """By state, unit, emergency; each row with the step it stands at (``at_step``, ``at_due``)."""
    if state := filters.get("state"):
        rows = rows.filter(state=state)
    if unit := filters.get("unit"):
        rows = rows.filter(unit=unit)
    if filters.get("emergency"):
        rows = rows.filter(emergency=True)
    step = ReviewStep.objects.filter(review_id=OuterRef("pk"), state=StepState.ACTIVE)
    return rows.annotate(
        at_duty=Subquery(step.values("duty")[:1]),
        at_name=Subquery(step.values("name")[:1]),
        at_due=Subquery(step.values("due_on")[:1]),
    )
