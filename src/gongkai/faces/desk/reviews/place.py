"""A round as an address names it: what every screen of one review shares."""

from __future__ import annotations

from collections.abc import Sequence
from types import SimpleNamespace

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property

from gongkai.faces.desk.kit import Screen
from gongkai.office.clearance import selectors
from gongkai.office.clearance.content import Content
from gongkai.office.clearance.models import Review, ReviewStep, StepState
from gongkai.office.files.models import StoredFile


class OfOneReview(Screen):
    """Fetches the round; who may not see it is refused (403), what is not there is 404."""

    icon = "tasks"
    refusal = "您的岗位看不到这件审查：它不属于您任职的单位或者科室。"
    review: Review

    def prepare(self) -> None:
        """The round with its steps."""
        rounds = Review.objects.select_related("unit", "author", "emergency_by").prefetch_related("steps__decided_by")
        self.review = get_object_or_404(rounds, pk=self.kwargs["pk"])

    def may_enter(self) -> bool:
        """Whoever may see the round."""
        return selectors.may_see(self.actor, self.review)

    def crumbs(self) -> Sequence[tuple[str, str]]:
        """审查, and the round where this is a screen below it."""
        return [("审查", reverse("desk:reviews:list"))]

    @cached_property
    def content(self) -> Content:
        """The snapshot that is decided on."""
        return Content.from_json(self.review.content)

    @cached_property
    def step(self) -> ReviewStep | None:
        """The step that is open."""
        found = next((step for step in self.review.steps.all() if step.state == StepState.ACTIVE), None)
        if found is not None:
            found.review = self.review
        return found

    @cached_property
    def findings(self) -> list[SimpleNamespace]:
        """What the gates had found at submission, as it was."""
        return [SimpleNamespace(pk=None, **item) for item in self.review.findings]

    def submitted(self, place: int) -> tuple[StoredFile, str]:
        """The file in this place of the snapshot, and its name there; 404 where it is not what was submitted."""
        files = self.content.attachments
        if not 1 <= place <= len(files):
            raise Http404("no such attachment")
        ref = files[place - 1]
        file = StoredFile.objects.filter(pk=ref.file_id, sha256=ref.sha256).first()
        if file is None:
            raise Http404("the file is not what was submitted")
        return file, ref.name

    def url(self, name: str = "review") -> str:
        """An address of this round."""
        return reverse(f"desk:reviews:{name}", args=[self.review.pk])
