"""Who may submit, see, decide, release in an emergency and set chains. Four eyes are counted by person, never by post."""

from __future__ import annotations

from collections.abc import Iterable

from gongkai.office.actors import REVIEWERS, UNIT_DUTIES, Actor, Duty, DutyKind
from gongkai.office.clearance.models import InvolvedAs, Involvement, Review, ReviewState, ReviewStep, StepState
from gongkai.office.errors import NotAllowed
from gongkai.office.units.models import Unit

WRITERS = REVIEWERS | {DutyKind.DRAFTER}
#: Who releases in an emergency.
RELEASERS = frozenset({DutyKind.LEADER, DutyKind.FINAL_REVIEWER})
#: Posts that a section narrows.
SECTION_DUTIES = frozenset({DutyKind.DRAFTER, DutyKind.SECTION_HEAD})
#: Who reads the register: the unit's own people, the lead office, and those who assess (read only).
REGISTER_READERS = UNIT_DUTIES | {DutyKind.SUPERVISOR, DutyKind.ASSESSOR}
#: Who sees the texts under review.
ONLOOKERS = UNIT_DUTIES | {DutyKind.SUPERVISOR}

_PARTS = {
    InvolvedAs.AUTHOR: "撰写或者送审了本次内容",
    InvolvedAs.DECIDED: "已经办理了本轮的另一个环节",
    InvolvedAs.HELD: "本轮的另一个环节已由他人代为办理",
    InvolvedAs.RELEASED: "批准了本次应急发布",
}


def in_section(duty: Duty, section_id: int | None) -> bool:
    """Whether a post narrowed to a section covers this one; what has no section belongs to every section."""
    return duty.kind not in SECTION_DUTIES or None in {duty.section_id, section_id} or duty.section_id == section_id


def fitting(by: Actor, kinds: Iterable[DutyKind], path: str, section_id: int | None) -> list[Duty]:
    """The duties of these kinds over the unit at ``path`` and this section; own posts before those acted for."""
    wanted = set(kinds)
    found = [duty for duty in by.duties if duty.kind in wanted and duty.covers(path) and in_section(duty, section_id)]
    return sorted(found, key=lambda duty: bool(duty.acting_for))


def person(by: Actor) -> int:
    """The person's number. Raises NotAllowed for the system: submission and decision are acts of people."""
    if by.id is None:
        raise NotAllowed("送审、审查和应急批准须由人员办理，系统不能代为办理。")
    return by.id


def may_submit(by: Actor, unit: Unit, section_id: int | None) -> bool:
    """To write for a unit, or to review for it, is enough to send something into review."""
    return by.id is not None and bool(fitting(by, WRITERS, unit.path, section_id))


def may_see(by: Actor, review: Review) -> bool:
    """The unit's people see its rounds (a section's people those of their section), the lead office those of its region."""
    return bool(fitting(by, ONLOOKERS, review.unit.path, review.section_id)) or (
        by.id in review.author_ids and by.holding(UNIT_DUTIES, review.unit.path) is not None
    )


def may_see_reviews(by: Actor) -> bool:
    """Whether there are rounds this person may see at all."""
    return by.has(*ONLOOKERS)


def may_see_registers(by: Actor) -> bool:
    """Whether there is a register this person may read at all."""
    return by.has(*REGISTER_READERS)


def may_see_register(by: Actor, unit: Unit) -> bool:
    """The register of one unit."""
    return by.holding(REGISTER_READERS, unit.path) is not None


def may_withdraw(by: Actor, review: Review) -> bool:
    """Who wrote or submitted takes it back while it is under review; what is out in an emergency must be reviewed."""
    return (
        review.state == ReviewState.OPEN and not review.emergency and by.id in review.author_ids and may_see(by, review)
    )


def may_set_chain(by: Actor, unit: Unit | None) -> bool:
    """A unit's chain: its administrator or the lead office above it. The chain of all units: the lead office at the root."""
    if unit is None:
        return any(duty.subtree and duty.path.count("/") == 2 for duty in by.scope({DutyKind.SUPERVISOR}))
    return by.holding({DutyKind.UNIT_ADMINISTRATOR, DutyKind.SUPERVISOR}, unit.path) is not None


def may_see_chains(by: Actor) -> bool:
    """How review runs is no secret among those who work under it."""
    return by.has(*ONLOOKERS)


def deciding_duty(by: Actor, step: ReviewStep) -> Duty | None:
    """The post in which this person may decide this step now; None where there is none."""
    found = _decide(by, step)
    return found if isinstance(found, Duty) else None


def why_not(by: Actor, step: ReviewStep) -> str:
    """Why this person may not decide this step now, as a sentence; "" where they may."""
    found = _decide(by, step)
    return found if isinstance(found, str) else ""


def may_decide(by: Actor, step: ReviewStep) -> bool:
    """Whether this person may decide this step now."""
    return isinstance(_decide(by, step), Duty)


def _decide(by: Actor, step: ReviewStep) -> Duty | str:
    review = step.review
    if review.state != ReviewState.OPEN:
        return f"本轮审查已经结束（{review.get_state_display()}），不能再办理。"
    if step.state == StepState.WAITING:
        return f"尚未轮到「{step.called}」环节，请等前面的环节办结。"
    if step.state != StepState.ACTIVE:
        return f"「{step.called}」环节已经办理（{step.get_state_display()}）。"
    if by.id is None:
        return "审查须由人员办理，系统不能代为决定。"
    kind = DutyKind(step.duty)
    posts = fitting(by, {kind}, review.unit.path, review.section_id)
    if not posts:
        return f"您不是{review.unit.name}的{kind.label}，不能办理本环节。"
    return _with_four_eyes(by, posts, review)


def emergency_duty(by: Actor, unit: Unit, review: Review | None) -> Duty | str:
    """The post in which this person may release in an emergency, or the sentence why not."""
    posts = fitting(by, RELEASERS, unit.path, None)
    if by.id is None or not posts:
        return f"应急发布须由{unit.name}的分管领导或者办公室终审批准，您没有该岗位。"
    return posts[0] if review is None else _with_four_eyes(by, posts, review)


def _with_four_eyes(by: Actor, posts: list[Duty], review: Review) -> Duty | str:
    """The first post in which neither the person nor the holder they act for has had a part in this round."""
    involved = list(Involvement.objects.filter(review=review).values_list("user_id", "user__name", "part"))
    for user_id, _name, part in involved:
        if user_id == by.id:
            return f"您{_PARTS[InvolvedAs(part)]}，依照回避要求不能再办理，请由其他人员办理。"
    refusal = ""
    for duty in posts:
        taken = next((row for row in involved if duty.acting_for and _is_holder(duty, row[0], row[1])), None)
        if taken is None:
            return duty
        refusal = (
            f"您代理的{duty.acting_for}{_PARTS[InvolvedAs(taken[2])]}，依照回避要求不能代为办理，请由其他人员办理。"
        )
    return refusal


def _is_holder(duty: Duty, user_id: int, name: str) -> bool:
    """The holder by person; by name only where the duty was made without the person."""
    return user_id == duty.acting_for_id if duty.acting_for_id is not None else name == duty.acting_for
