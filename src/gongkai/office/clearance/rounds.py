"""Rounds of review: submission, taking back, and the end of a round when its text is edited."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from gongkai.office.actors import Actor
from gongkai.office.audit.services import audited, record
from gongkai.office.clearance import findings, permissions
from gongkai.office.clearance.content import Content
from gongkai.office.clearance.models import InvolvedAs, Involvement, Review, ReviewState, ReviewStep, StepState
from gongkai.office.clearance.planning import chain_for
from gongkai.office.clearance.subject import Subject
from gongkai.office.errors import NotAllowed, Overtaken, Refused
from gongkai.statute.errors import CalendarUnknown
from gongkai.statute.workdays import load_calendar

NOTE_MOST = 300
ENDED = "本轮审查刚刚已经结束或者被他人办理，请刷新后查看。"


def submit(
    subject: Subject, content: Content, *, author_ids: Iterable[int], note: str = "", by: Actor, at: datetime
) -> Review:
    """Begin a round: the chain's steps are copied into it, the first is open.

    ``author_ids`` is everyone who wrote in this text; with the one who submits they have no part in deciding.

    Raises:
        NotAllowed: no post that writes for this unit (and section).
        Refused: a finding is neither mended nor given a reason, or the unit is closed.
        Overtaken: a round is open already (also: a second click).
    """
    if not permissions.may_submit(by, subject.unit, subject.section_id):
        raise NotAllowed(f"您没有办理{subject.unit.name}文稿的岗位，不能送审。")
    note = note.strip()
    if len(note) > NOTE_MOST:
        raise Refused({"note": f"送审说明有{len(note)}个字，最多{NOTE_MOST}个字，请缩短。"})
    if not subject.unit.in_force(timezone.localdate(at)):
        raise Refused(f"{subject.unit.name}当前不在有效期内，不能送审。")
    with audited():
        settle_gates(subject, content, by=by, at=at)
        review = open_round(
            subject,
            content,
            author_ids={*author_ids, permissions.person(by)},
            author_id=permissions.person(by),
            note=note,
            at=at,
        )
        record(
            "review.submitted",
            by=by,
            at=at,
            subject=review,
            unit_id=review.unit_id,
            detail={"round": review.round, "digest": review.digest, "chain": review.chain_name, "note": note},
        )
    return review


def settle_gates(subject: Subject, content: Content, *, by: Actor, at: datetime) -> None:
    """The gates have looked at exactly this text, and nothing they insist on is left open. Inside ``audited()``."""
    digest = content.digest()
    if not findings.looked_at(subject, digest, at):
        findings.keep(subject, digest, findings.run_gates(content, unit=subject.unit, at=at), by=by, at=at)
    left = findings.unsettled(subject, digest)
    if left:
        first = left[0]
        raise Refused(
            f"还有{len(left)}条提示没有处理，例如：{first.message}请回到检查页逐条修改，或者说明保留的理由，再送审。"
        )


def open_round(
    subject: Subject, content: Content, *, author_ids: set[int], author_id: int, note: str, at: datetime
) -> Review:
    """The rows of a new round. Inside ``audited()``. Raises Overtaken, Refused."""
    digest = content.digest()
    earlier = list(
        Review.objects.filter(subject_type=subject.type, subject_id=subject.id).only("round", "state", "digest")
    )
    if any(review.state == ReviewState.OPEN for review in earlier):
        raise Overtaken(f"《{subject.title}》已经送审，正在审查中，不需要再次送审。请刷新后查看进度。")
    plan = chain_for(subject.unit, subject.kind, timezone.localdate(at))
    review = Review(
        subject_type=subject.type,
        subject_id=subject.id,
        content_kind=subject.kind,
        unit=subject.unit,
        section_id=subject.section_id,
        title=subject.title[:500],
        round=max((review.round for review in earlier), default=0) + 1,
        digest=digest,
        content=content.as_json(),
        findings=findings.snapshot(subject, digest),
        chain_name=plan.name,
        author_ids=sorted(author_ids),
        author_id=author_id,
        note=note,
        submitted_at=at,
    )
    try:
        with transaction.atomic():
            review.save(force_insert=True)
    except IntegrityError as error:  # two at once: the database lets one open round stand
        raise Overtaken(f"《{subject.title}》刚刚已被送审，请刷新后查看进度。") from error
    Involvement.objects.bulk_create(
        Involvement(review=review, user_id=user_id, part=InvolvedAs.AUTHOR) for user_id in review.author_ids
    )
    ReviewStep.objects.bulk_create(
        ReviewStep(
            review=review,
            position=place,
            duty=step.duty,
            name=step.name,
            budget_workdays=step.budget_workdays,
            state=StepState.ACTIVE if place == 1 else StepState.WAITING,
            opened_at=at if place == 1 else None,
            due_on=due_on(timezone.localdate(at), step.budget_workdays) if place == 1 else None,
        )
        for place, step in enumerate(plan.steps, 1)
    )
    return review


def due_on(opened_on: date, workdays: int) -> date | None:
    """The day a step must be done; None where the working days of that year are not announced yet: it is not guessed."""
    try:
        return load_calendar().add_workdays(opened_on, workdays)
    except CalendarUnknown:
        return None


def withdraw(review: Review, *, by: Actor, at: datetime) -> None:
    """Take an open round back.

    Raises:
        NotAllowed: neither wrote nor submitted it.
        Refused: it is out as an emergency, so that its review must end.
        Overtaken: the round has ended meanwhile.
    """
    with audited():
        locked = lock_round(review)
        if locked.emergency:
            raise Refused("本轮内容已经应急发布，审查必须办结，不能撤回。")
        if not permissions.may_withdraw(by, locked):
            raise NotAllowed("撤回送审须由撰写人或者送审人办理。")
        end_round(locked, ReviewState.WITHDRAWN, at)
        record("review.withdrawn", by=by, at=at, subject=locked, unit_id=locked.unit_id, detail={"round": locked.round})
    review.refresh_from_db()


def overtake(subject: Subject, *, by: Actor, at: datetime) -> Review | None:
    """The text was edited: the open round, if there is one, decides nothing any more. The next starts from the first step."""
    with transaction.atomic():
        review = (
            Review.objects.select_for_update()
            .filter(subject_type=subject.type, subject_id=subject.id, state=ReviewState.OPEN)
            .first()
        )
        if review is None:
            return None
        with audited():
            end_round(review, ReviewState.OVERTAKEN, at)
            record(
                "review.overtaken",
                by=by,
                at=at,
                subject=review,
                unit_id=review.unit_id,
                detail={"round": review.round, "emergency": review.emergency},
            )
    return review


def lock_round(review: Review) -> Review:
    """The round as it is now, held until the transaction ends. Raises Overtaken when it is not open."""
    locked = Review.objects.select_for_update(of=("self",)).select_related("unit").get(pk=review.pk)
    if locked.state != ReviewState.OPEN:
        raise Overtaken(ENDED)
    return locked


def end_round(review: Review, state: ReviewState, at: datetime) -> None:
    """Close an open round; steps not decided stay undone. Raises Overtaken when somebody closed it first."""
    won = Review.objects.filter(pk=review.pk, state=ReviewState.OPEN).update(state=state, decided_at=at)
    if not won:
        raise Overtaken(ENDED)
    ReviewStep.objects.filter(review=review, state__in=[StepState.ACTIVE, StepState.WAITING]).update(
        state=StepState.VOID
    )
    review.state, review.decided_at = state, at
