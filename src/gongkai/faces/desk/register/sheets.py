"""What is printed: the register as a book, and the sign-off sheet of one round."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse

from gongkai.faces.desk.kit import Act, Screen
from gongkai.faces.desk.register.screens import RegisterRows
from gongkai.faces.desk.reviews.words import acting_for, conclusion_label, kind_label, safeties_checked, state_chip
from gongkai.office.audit.services import audited, record
from gongkai.office.clearance import permissions
from gongkai.office.clearance.models import Review

PRINT_MOST = 1000


class PrintedRegister(RegisterRows):
    """The book as it is filed: what the filter lets through, oldest first."""

    title = "打印签批登记簿"
    icon = "list-ul"
    template_name = "desk/register/print.html"

    def crumbs(self) -> Sequence[tuple[str, str]]:
        """Back to the same filter."""
        return [("签批登记簿", reverse("desk:register:list") + self.link())]

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:  # noqa: ARG002
        found = self.rows()
        total = found.count()
        rows = list(found[:PRINT_MOST])[::-1]
        unit = self.filters.get("unit") or (None if self.several else self.units.first())
        with audited():
            record(
                "register.exported",
                by=self.actor,
                at=self.now,
                subject=self.title,
                unit_id=unit.pk if unit else None,
                detail={"form": "print", "rows": len(rows), "filter": {key: request.GET[key] for key in request.GET}},
            )
        return self.show(
            rows=[(row, kind_label(row), state_chip(row), _decided(row)) for row in rows],
            unit=unit,
            since=self.filters.get("since"),
            until=self.filters.get("until"),
            total=total,
            left_out=total - len(rows),
            most=PRINT_MOST,
        )


def _decided(review: Review) -> list[tuple[object, str, str]]:
    """The decisions; the step that an emergency release decided stands in its own line already."""
    return [
        (step, conclusion_label(step), acting_for(step))
        for step in review.steps.all()
        if step.decided_by_id and step.decided_at != review.emergency_at
    ]


class Entry(Screen):
    """签批单: one round with all its decisions, as it is signed and filed. It does not show the text."""

    icon = "list-ul"
    template_name = "desk/register/entry.html"
    refusal = "您的岗位看不到这条登记：它不属于您任职的单位或者地区。"

    def prepare(self) -> None:
        """The round."""
        rounds = Review.objects.select_related("unit", "author", "emergency_by").prefetch_related("steps__decided_by")
        self.review = get_object_or_404(rounds.defer("content", "findings"), pk=self.kwargs["pk"])

    def may_enter(self) -> bool:
        """Who may read the unit's register."""
        return permissions.may_see_register(self.actor, self.review.unit)

    def heading(self) -> str:
        """Its number, or that it has none yet."""
        return f"签批单 {self.review.register_number or '（未编号）'}"

    def crumbs(self) -> Sequence[tuple[str, str]]:
        """Under the register."""
        return [("签批登记簿", reverse("desk:register:list"))]

    def acts(self) -> Sequence[Act]:
        """To the review, for who may see the text."""
        if not permissions.may_see(self.actor, self.review):
            return ()
        return [Act("查看审查内容", reverse("desk:reviews:review", args=[self.review.pk]))]

    def context(self, **more: object) -> dict[str, object]:
        """The sheet."""
        review = self.review
        return super().context(
            review=review,
            kind=kind_label(review),
            chip=state_chip(review),
            steps=[(step, conclusion_label(step), safeties_checked(step)) for step in review.steps.all()],
            **more,
        )
