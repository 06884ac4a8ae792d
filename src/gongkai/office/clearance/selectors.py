"""Questions about review: what is cleared, whose turn it is and why, how a round went."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import cast

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from gongkai.office.accounts.models import User
from gongkai.office.accounts.selectors import holders
from gongkai.office.actors import Actor, DutyKind
from gongkai.office.clearance import permissions
from gongkai.office.clearance.content import Content
from gongkai.office.clearance.models import (
    Chain,
    Finding,
    FindingState,
    InvolvedAs,
    Involvement,
    Review,
    ReviewState,
    ReviewStep,
    StepState,
)
from gongkai.office.clearance.permissions import (
    ONLOOKERS,
    RELEASERS,
    deciding_duty,
    fitting,
    may_decide,
    may_see,
    why_not,
)
from gongkai.office.clearance.planning import ChainPlan, chain_for, plan_of
from gongkai.office.clearance.register import Figures, figures, overdue_steps, register, totals
from gongkai.office.clearance.reminders import kind_due, words
from gongkai.office.clearance.scope import turn_of, within
from gongkai.office.clearance.subject import Subject
from gongkai.office.units.models import Unit

__all__ = [
    "ChainPlan",
    "Event",
    "Figures",
    "Waiting",
    "chain_for",
    "chains_of",
    "cleared",
    "compared_with",
    "deciders",
    "emergencies_to_mend",
    "figures",
    "findings_of",
    "may_decide",
    "may_see",
    "open_review",
    "overdue_steps",
    "plan_of",
    "register",
    "returned_to",
    "rounds",
    "submitted_by",
    "timeline",
    "totals",
    "visible_to",
    "waiting_count",
    "waiting_for",
    "why_not",
]

_HEAVY = ("content", "findings")


def cleared(subject_type: str, subject_id: str, digest: str) -> Review | None:
    """The round that clears exactly this text: passed, or released in an emergency and not returned since.

    The newest round of this digest decides, and its snapshot must still have that digest.
    """
    review = (
        Review.objects.filter(subject_type=subject_type, subject_id=subject_id, digest=digest)
        .select_related("unit")
        .order_by("-round")
        .first()
    )
    if review is None or not (
        review.state == ReviewState.PASSED or (review.state == ReviewState.OPEN and review.emergency)
    ):
        return None
    return review if Content.from_json(review.content).digest() == digest else None


def open_review(subject: Subject) -> Review | None:
    """The round under way, an emergency's later review included."""
    return Review.objects.filter(subject_type=subject.type, subject_id=subject.id, state=ReviewState.OPEN).first()


def rounds(subject: Subject | Review) -> QuerySet[Review]:
    """All rounds of a thing with their steps, the newest first. The snapshots are left out until asked for."""
    kind, key = (
        (subject.subject_type, subject.subject_id) if isinstance(subject, Review) else (subject.type, subject.id)
    )
    return (
        Review.objects.filter(subject_type=kind, subject_id=key)
        .select_related("unit", "author", "emergency_by")
        .prefetch_related("steps__decided_by")
        .defer(*_HEAVY)
        .order_by("-round")
    )


def compared_with(review: Review) -> Review | None:
    """What a reviewer compares with: the text that passed last before this round, else the round before it."""
    before = Review.objects.filter(
        subject_type=review.subject_type, subject_id=review.subject_id, round__lt=review.round
    ).order_by("-round")
    return before.filter(state=ReviewState.PASSED).first() if review.round == 1 else before.first()


@dataclass(frozen=True, slots=True)
class Waiting:
    """A step that waits for a person: why it is theirs, and how the day stands ("due_today", "overdue_2", "")."""

    step: ReviewStep
    why: str
    kind: str

    @property
    def review(self) -> Review:
        """The round."""
        return self.step.review

    @property
    def overdue(self) -> bool:
        """Past its day."""
        return self.kind.startswith("overdue")


def _turn(actor: Actor) -> QuerySet[ReviewStep]:
    return ReviewStep.objects.filter(turn_of(actor), state=StepState.ACTIVE, review__state=ReviewState.OPEN)


def waiting_steps(actor: Actor) -> QuerySet[ReviewStep]:
    """The steps this person can decide now, those due first first."""
    return (
        _turn(actor)
        .select_related("review__unit", "review__author")
        .defer(*(f"review__{name}" for name in _HEAVY))
        .order_by(F("due_on").asc(nulls_last=True), "opened_at", "pk")
    )


def waiting_for(actor: Actor, on: date, *, most: int | None = None) -> list[Waiting]:
    """What waits for this person, each with the reason in words. One query."""
    return [waiting(actor, step, on) for step in waiting_steps(actor)[:most]]


def waiting(actor: Actor, step: ReviewStep, on: date) -> Waiting:
    """One step that waits, with its reason."""
    kind = kind_due(step.due_on, on) if step.due_on else ""
    posts = fitting(actor, {DutyKind(step.duty)}, step.review.unit.path, step.review.section_id)
    post = f"您是{step.review.unit.called}{DutyKind(step.duty).label}" if posts else ""
    if posts and posts[0].acting_for:
        post = f"您代{posts[0].acting_for}办理{DutyKind(step.duty).label}"
    again = "应急发布后补审" if step.review.emergency else f"第{step.review.round}轮" if step.review.round > 1 else ""
    due = words(kind) if kind else f"最迟{step.due_on}办结" if step.due_on else "应办结日期待节假日安排公布后推算"
    return Waiting(step, "，".join(filter(None, [post, again, due])), kind)


def deciders(step: ReviewStep, on: date) -> list[User]:
    """Who can decide this step on that day: holders of the post and their deputies without another part in the round."""
    review = step.review
    people = holders(DutyKind(step.duty), review.unit, on, section_id=review.section_id)
    involved = set(Involvement.objects.filter(review=review).values_list("user_id", flat=True))
    return [person for person in people if person.pk not in involved]


def left_without(actor: Actor, step: ReviewStep, on: date) -> list[ReviewStep]:
    """The later steps of a round that nobody could decide any more once this person has decided this one (four eyes)."""
    duty = permissions.deciding_duty(actor, step)
    if duty is None:
        return []
    spent = {actor.id, duty.acting_for_id}
    later = step.review.steps.filter(state=StepState.WAITING).order_by("position")
    return [
        other
        for other in later.select_related("review__unit").defer(*(f"review__{name}" for name in _HEAVY))
        if (there := deciders(other, on)) and all(person.pk in spent for person in there)
    ]


def waiting_count(actor: Actor) -> int:
    """How many steps wait for this person."""
    return _turn(actor).count()


def _later() -> Exists:
    return Exists(
        Review.objects.filter(
            subject_type=OuterRef("subject_type"), subject_id=OuterRef("subject_id"), round__gt=OuterRef("round")
        )
    )


def _light(reviews: QuerySet[Review]) -> QuerySet[Review]:
    return reviews.select_related("unit", "author").defer(*_HEAVY)


def submitted_by(actor: Actor) -> QuerySet[Review]:
    """The rounds whose text this person wrote or submitted."""
    # Joined, not "in": a database that cannot tell how few the own rounds are would read everybody's, newest first.
    mine = Review.objects.filter(involved__user_id=actor.id or 0, involved__part=InvolvedAs.AUTHOR)
    return _light(mine).order_by("-submitted_at", "-pk")


def returned_to(actor: Actor) -> QuerySet[Review]:
    """What came back to this person and has not been submitted again."""
    return submitted_by(actor).filter(~_later(), state=ReviewState.RETURNED)


def visible_to(actor: Actor) -> QuerySet[Review]:
    """The rounds within this person's posts: their units', their section's, or their region's."""
    return _light(Review.objects.filter(within(actor.scope(ONLOOKERS)))).order_by("-submitted_at", "-pk")


def emergencies_to_mend(actor: Actor) -> QuerySet[Review]:
    """Out in an emergency, and the later review did not pass: to be taken back or corrected (须撤下或更正).

    The work of the authors and of those who may release in that unit.
    """
    failed = Review.objects.filter(emergency=True, settled_at__isnull=True).exclude(
        state__in=[ReviewState.OPEN, ReviewState.PASSED]
    )
    mine = Involvement.objects.filter(user_id=actor.id or 0, part=InvolvedAs.AUTHOR, review_id=OuterRef("pk"))
    return _light(failed.filter(within(actor.scope(RELEASERS)) | Q(Exists(mine)))).order_by("submitted_at", "pk")


def findings_of(subject: Subject, *, open_only: bool = False) -> QuerySet[Finding]:
    """What the gates found in the thing and nobody has mended."""
    found = Finding.objects.filter(subject_type=subject.type, subject_id=subject.id).exclude(state=FindingState.MENDED)
    return found.filter(state=FindingState.OPEN) if open_only else found


def mended(subject: Subject, gates: Iterable[str]) -> QuerySet[Finding]:
    """What these gates found in the thing and no longer find; ``digest`` is of the last words in which it stood."""
    rows = Finding.objects.filter(subject_type=subject.type, subject_id=subject.id, state=FindingState.MENDED)
    return rows.filter(gate__in=list(gates))


def chains_of(unit: Unit | None) -> QuerySet[Chain]:
    """The chains set for a unit (None: for all units), in force or not, newest first."""
    return Chain.objects.filter(unit=unit).prefetch_related("steps").order_by("content_kind", "-valid_from", "-pk")


@dataclass(frozen=True, slots=True)
class Event:
    """One moment of a round: when, who in which capacity, what, and what was said to it."""

    at: datetime
    who: str
    what: str
    text: str = ""
    kind: str = ""


def timeline(review: Review) -> list[Event]:
    """How a round went, oldest first. Give a review of :func:`rounds`: the steps are there already."""
    events = [Event(review.submitted_at, review.author.name, f"送审（第{review.round}轮）", review.note, "submitted")]
    if review.emergency and review.emergency_at:
        by = f"{review.emergency_by}（{review.emergency_capacity}）"
        events.append(Event(review.emergency_at, by, "应急批准发布", review.emergency_reason, "emergency"))
    for step in review.steps.all():
        if step.decided_at is None or (review.emergency_at == step.decided_at and step.state == StepState.PASSED):
            continue
        who = f"{step.decided_by}（{step.capacity}）"
        events.append(Event(step.decided_at, who, f"{step.called}{step.get_state_display()}", step.opinion, step.state))
    ends = {ReviewState.PASSED: f"审查通过，登记号{review.register_number}", ReviewState.WITHDRAWN: "撤回送审"}
    ends[ReviewState.OVERTAKEN] = "内容修改，本轮作废"
    words_at_end = ends.get(cast("ReviewState", review.state))
    if words_at_end and review.decided_at:
        events.append(Event(review.decided_at, "", words_at_end, "", review.state))
    return sorted(events, key=lambda event: event.at)


def decision_duty_words(actor: Actor, step: ReviewStep) -> str:
    """In which capacity this person would decide this step; "" where they may not."""
    duty = deciding_duty(actor, step)
    if duty is None:
        return ""
    return duty.kind.label + (f"（代{duty.acting_for}）" if duty.acting_for else "")
