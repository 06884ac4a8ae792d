"""Release in an emergency: one authorised person at once, with a reason; the same steps review it afterwards."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from gongkai.office.actors import Actor, Duty, DutyKind
from gongkai.office.audit.services import audited, record
from gongkai.office.clearance import permissions
from gongkai.office.clearance.content import Content
from gongkai.office.clearance.decisions import capacity, move_on, take_part
from gongkai.office.clearance.models import InvolvedAs, Review, ReviewState, ReviewStep, StepState
from gongkai.office.clearance.registering import give_number
from gongkai.office.clearance.rounds import open_round, settle_gates
from gongkai.office.clearance.subject import Subject
from gongkai.office.errors import NotAllowed, Overtaken, Refused

REASON_MOST = 300


def release_in_emergency(
    subject: Subject,
    content: Content,
    *,
    reason: str,
    by: Actor,
    at: datetime,
    author_ids: Iterable[int] = (),
) -> Review:
    """Clear this text at once. The open round of exactly this text is used; without one, a round is opened for the authors.

    The round stays open. The step of the releaser's own post counts as decided by this act (a person decides once); the
    other steps follow. The register number is given now, so that nothing is out without one.

    Raises:
        NotAllowed: neither 分管领导 nor 办公室终审 of the unit, or a part in this round already.
        Refused: no reason; nobody submitted it and the authors are not said; a finding is not settled; secrecy review
            has said no, and has not said yes since.
        Overtaken: another text is under review, or somebody released it first.
    """
    reason = " ".join(reason.split())
    if not reason:
        raise Refused({"reason": "没有写应急事由。应急发布须说明为什么不能等审查办结，请填写。"})
    if len(reason) > REASON_MOST:
        raise Refused({"reason": f"应急事由有{len(reason)}个字，最多{REASON_MOST}个字，请缩短。"})
    authors = set(author_ids)
    _allowed(by, subject, None)
    with audited():
        _not_vetoed(subject)
        settle_gates(subject, content, by=by, at=at)
        review = (
            Review.objects.select_for_update(of=("self",))
            .select_related("unit")
            .filter(subject_type=subject.type, subject_id=subject.id, state=ReviewState.OPEN)
            .first()
        )
        if review is None:
            review = _opened(subject, content, authors, by=by, at=at)
        if review.digest != content.digest():
            raise Overtaken("正在审查的是另一稿，请刷新后按最新稿办理。")
        if review.emergency:
            raise Overtaken("本轮内容刚刚已经应急发布，不需要再次批准。")
        duty = _allowed(by, subject, review)
        _release(review, duty, reason, by=by, at=at)
    return review


def _not_vetoed(subject: Subject) -> None:
    """An emergency goes ahead of secrecy review, never against it (条例第十七条): its last word on this thing counts."""
    last = (
        ReviewStep.objects.filter(
            review__subject_type=subject.type,
            review__subject_id=subject.id,
            duty=DutyKind.SECRECY_REVIEWER,
            state__in=[StepState.PASSED, StepState.RETURNED],
        )
        .order_by("-decided_at", "-pk")
        .first()
    )
    if last is not None and last.state == StepState.RETURNED:
        raise Refused("保密审查已退回本内容，不能应急发布。请修改后送审，保密审查同意以后再办理。")


def _opened(subject: Subject, content: Content, authors: set[int], *, by: Actor, at: datetime) -> Review:
    if not authors:
        raise Refused("本稿还没有送审。请撰写人先送审，再由分管领导或者办公室终审批准应急发布。")
    if by.id in authors:
        raise NotAllowed("应急发布须由没有参与撰写的人批准，您撰写了本次内容。")
    review = open_round(
        subject, content, author_ids=authors, author_id=min(authors), note="应急发布，先公开后补审", at=at
    )
    record(
        "review.submitted",
        by=by,
        at=at,
        subject=review,
        unit_id=review.unit_id,
        detail={"round": review.round, "digest": review.digest, "chain": review.chain_name, "note": review.note},
    )
    return review


def _allowed(by: Actor, subject: Subject, review: Review | None) -> Duty:
    found = permissions.emergency_duty(by, subject.unit, review)
    if isinstance(found, str):
        raise NotAllowed(found)
    return found


def _release(review: Review, duty: Duty, reason: str, *, by: Actor, at: datetime) -> None:
    give_number(review, at)
    take_part(review, duty, InvolvedAs.RELEASED, by)
    review.emergency, review.emergency_reason, review.emergency_at = True, reason, at
    review.emergency_by_id = by.id
    own = (
        review.steps.filter(duty=duty.kind, state__in=[StepState.ACTIVE, StepState.WAITING])
        .order_by("position")
        .first()
    )
    step = own or ReviewStep(review=review, duty=duty.kind)
    step.review = review
    review.emergency_capacity = capacity(duty, step)
    review.save(update_fields=["emergency", "emergency_reason", "emergency_at", "emergency_by", "emergency_capacity"])
    record(
        "review.emergency",
        by=by,
        at=at,
        subject=review,
        unit_id=review.unit_id,
        detail={
            "round": review.round,
            "digest": review.digest,
            "reason": reason,
            "register_number": review.register_number,
            "capacity": review.emergency_capacity,
        },
    )
    if own is None:
        return
    was_active = own.state == StepState.ACTIVE
    review.steps.filter(pk=own.pk).update(
        state=StepState.PASSED,
        decided_at=at,
        decided_by_id=by.id,
        decided_for_id=duty.acting_for_id,
        capacity=review.emergency_capacity,
        opinion=f"应急批准发布：{reason}",
        opened_at=own.opened_at or at,
    )
    if was_active:
        move_on(review, by=by, at=at)


def settle(subject: Subject, *, by: Actor, at: datetime) -> int:
    """What went out in an emergency is taken back or corrected: its owner says so. Returns how many rounds that settles.

    Only rounds whose later review ended otherwise than passed are meant; inside the owner's transaction or alone.
    """
    left = Review.objects.filter(
        subject_type=subject.type, subject_id=subject.id, emergency=True, settled_at__isnull=True
    ).exclude(state__in=[ReviewState.OPEN, ReviewState.PASSED])
    found = list(left)
    if not found:
        return 0
    with audited():
        for review in found:
            record(
                "review.settled", by=by, at=at, subject=review, unit_id=review.unit_id, detail={"round": review.round}
            )
        left.update(settled_at=at)
    return len(found)
