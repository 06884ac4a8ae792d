"""Deciding a step: pass or return, each once, each by a person who has had no other part in the round."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from gongkai.office.actors import Actor, Duty, DutyKind
from gongkai.office.audit.services import audited, record
from gongkai.office.clearance import permissions
from gongkai.office.clearance.models import InvolvedAs, Involvement, Review, ReviewState, ReviewStep, StepState
from gongkai.office.clearance.registering import give_number
from gongkai.office.clearance.rounds import due_on, end_round, lock_round
from gongkai.office.clearance.rules import rules
from gongkai.office.clearance.subject import SecrecyForm
from gongkai.office.errors import NotAllowed, Overtaken, Refused

OPINION_MOST = 2000
BASIS_MOST = 300
DECIDED = "本环节刚刚已被他人办理（或者您已经点过一次），请刷新后查看结果。"


def approve(
    step: ReviewStep, *, opinion: str = "", by: Actor, at: datetime, secrecy: SecrecyForm | None = None
) -> Review:
    """Agree at this step; the next one opens, or after the last the round has passed and has its register number.

    Raises:
        NotAllowed: no such post here, or a part in this round already (four eyes).
        Refused: the secrecy reviewer's form is missing or not complete.
        Overtaken: the step was decided meanwhile, or the round has ended.
    """
    return _decide(step, StepState.PASSED, opinion, secrecy, by=by, at=at)


def return_(step: ReviewStep, *, opinion: str, by: Actor, at: datetime, secrecy: SecrecyForm | None = None) -> Review:
    """Return the text to its authors with an opinion; the round ends here. At the secrecy step this is the veto.

    Raises:
        NotAllowed, Overtaken: as for :func:`approve`.
        Refused: no opinion.
    """
    return _decide(step, StepState.RETURNED, opinion, secrecy, by=by, at=at)


def _decide(
    step: ReviewStep, outcome: StepState, opinion: str, secrecy: SecrecyForm | None, *, by: Actor, at: datetime
) -> Review:
    opinion = opinion.strip()
    with audited():
        review = lock_round(step.review)
        now = review.steps.get(pk=step.pk)
        now.review = review
        if now.state not in {StepState.ACTIVE, StepState.WAITING}:
            raise Overtaken(DECIDED)
        duty = permissions.deciding_duty(by, now)
        if duty is None:
            raise NotAllowed(permissions.why_not(by, now))
        problems = _problems(now, outcome, opinion, secrecy)
        if problems:
            raise Refused(problems)
        _write(now, outcome, opinion, secrecy, duty, by=by, at=at)
        if outcome == StepState.RETURNED:
            end_round(review, ReviewState.RETURNED, at)
        else:
            move_on(review, by=by, at=at)
    return review


def _problems(step: ReviewStep, outcome: StepState, opinion: str, secrecy: SecrecyForm | None) -> dict[str, str]:
    problems: dict[str, str] = {}
    if outcome == StepState.RETURNED and not opinion:
        problems["opinion"] = "退回须写明意见，撰写人要据此修改，请填写。"
    if len(opinion) > OPINION_MOST:
        problems["opinion"] = f"意见有{len(opinion)}个字，最多{OPINION_MOST}个字，请缩短。"
    if step.duty == DutyKind.SECRECY_REVIEWER:
        problems |= _secrecy_problems(outcome, secrecy)
    return problems


def _secrecy_problems(outcome: StepState, form: SecrecyForm | None) -> dict[str, str]:
    passing = outcome == StepState.PASSED
    if form is None:
        return {"basis": "保密审查须填写保密审查表（依据、结论、三安全一稳定逐项核对），请填写。"} if passing else {}
    problems: dict[str, str] = {}
    conclusion = rules().conclusions.get(form.conclusion)
    if conclusion is None:
        problems["conclusion"] = "没有选择保密审查结论，请选择。"
    elif passing != conclusion.passes:
        problems["conclusion"] = (
            f"结论是“{conclusion.label}”，不能同意，请改为退回。"
            if passing
            else "结论是“可以公开”，不能退回，请改选结论。"
        )
    if not form.basis.strip():
        problems["basis"] = "没有写保密审查依据（法律法规、保密事项范围等），请填写。"
    elif len(form.basis.strip()) > BASIS_MOST:
        problems["basis"] = f"保密审查依据超过{BASIS_MOST}个字，请缩短。"
    missing = [label for code, label in rules().safeties.items() if form.safeties.get(code) is not True]
    if passing and missing:
        problems["safeties"] = (
            f"{'、'.join(missing)}没有核对。条例第十四条要求公开不得危及三安全一稳定，请逐项核对后勾选；有疑虑的请退回。"
        )
    return problems


def _write(
    step: ReviewStep,
    outcome: StepState,
    opinion: str,
    secrecy: SecrecyForm | None,
    duty: Duty,
    *,
    by: Actor,
    at: datetime,
) -> None:
    """One wins: the row is changed only while it is still open, and a person's part in the round is a unique row."""
    values: dict[str, object] = {
        "state": outcome,
        "decided_at": at,
        "decided_by_id": by.id,
        "decided_for_id": duty.acting_for_id,
        "capacity": capacity(duty, step),
        "opinion": opinion,
    }
    if secrecy is not None and step.duty == DutyKind.SECRECY_REVIEWER:
        values |= {
            "secrecy_basis": secrecy.basis.strip()[:BASIS_MOST],
            "secrecy_level": secrecy.conclusion,
            "safety_checked": {code: bool(secrecy.safeties.get(code)) for code in rules().safeties},
        }
    if not ReviewStep.objects.filter(pk=step.pk, state=StepState.ACTIVE).update(**values):
        raise Overtaken(DECIDED)
    take_part(step.review, duty, InvolvedAs.DECIDED, by)
    for name, value in values.items():
        setattr(step, name, value)
    verb = "review.step.passed" if outcome == StepState.PASSED else "review.step.returned"
    record(
        verb,
        by=by,
        at=at,
        subject=step.review,
        unit_id=step.review.unit_id,
        detail={
            "round": step.review.round,
            "step": step.position,
            "duty": step.duty,
            "capacity": step.capacity,
            "acting_for": duty.acting_for,
            "opinion": opinion,
            "secrecy": {"basis": step.secrecy_basis, "level": step.secrecy_level, "safeties": step.safety_checked},
        },
    )


def take_part(review: Review, duty: Duty, part: InvolvedAs, by: Actor) -> None:
    """The person, and the holder they act for, have had their part. Raises Overtaken when one of them had it already."""
    try:
        with transaction.atomic():
            Involvement.objects.create(review=review, user_id=permissions.person(by), part=part)
            if duty.acting_for_id is not None and duty.acting_for_id != by.id:
                Involvement.objects.create(review=review, user_id=duty.acting_for_id, part=InvolvedAs.HELD)
    except IntegrityError as error:
        raise Overtaken(DECIDED) from error


def capacity(duty: Duty, step: ReviewStep) -> str:
    """In which post it was decided, in words that stay true when posts change."""
    words = f"{step.review.unit.name} {duty.kind.label}"
    return words + (f"（代{duty.acting_for}）" if duty.acting_for else "")


def move_on(review: Review, *, by: Actor, at: datetime) -> None:
    """Open the next step; after the last one the round has passed."""
    following = review.steps.filter(state=StepState.WAITING).order_by("position").first()
    if following is not None:
        ReviewStep.objects.filter(pk=following.pk, state=StepState.WAITING).update(
            state=StepState.ACTIVE, opened_at=at, due_on=due_on(timezone.localdate(at), following.budget_workdays)
        )
        return
    give_number(review, at)
    end_round(review, ReviewState.PASSED, at)
    settled = Review.objects.filter(
        subject_type=review.subject_type,
        subject_id=review.subject_id,
        emergency=True,
        settled_at__isnull=True,
        round__lte=review.round,
    )
    settled.update(settled_at=at)
    record(
        "review.passed",
        by=by,
        at=at,
        subject=review,
        unit_id=review.unit_id,
        detail={"round": review.round, "digest": review.digest, "register_number": review.register_number},
    )
