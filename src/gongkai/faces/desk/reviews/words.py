"""Rounds in the words of the desk: chips, results, the way to the thing itself."""

from __future__ import annotations

from datetime import date

from django.urls import NoReverseMatch, reverse

from gongkai.faces.desk.kit import Chip
from gongkai.office.annualreport.contents import SUBJECT_TYPE as REPORT
from gongkai.office.catalog.contents import SUBJECT_TYPE as DOCUMENT
from gongkai.office.clearance.models import Review, ReviewState, ReviewStep, StepState
from gongkai.office.clearance.reminders import OVERDUE, kind_due
from gongkai.office.clearance.reminders import words as reminder_words
from gongkai.office.clearance.rules import rules

#: Where the things under review have their own screens; clearance does not know them.
_SUBJECTS = {DOCUMENT: "desk:documents:document", REPORT: "desk:reports:report"}

_TONES = {
    ReviewState.OPEN: "main",
    ReviewState.PASSED: "green",
    ReviewState.RETURNED: "red",
    StepState.ACTIVE: "main",
}


def state_chip(review: Review) -> Chip:
    """The state of a round as a chip; an emergency says so in the same words everywhere."""
    words = review.get_state_display()
    if review.emergency:
        if review.state == ReviewState.OPEN:
            return Chip("应急发布，补审中", "amber")
        if review.state == ReviewState.PASSED:
            return Chip("应急发布，补审通过", "green")
        return Chip("应急发布，已更正或撤下" if review.settled_at else "应急发布，须撤下或更正", "red")
    return Chip(words, _TONES.get(ReviewState(review.state), ""))  # type: ignore[arg-type]


def step_chip(step: ReviewStep) -> Chip:
    """The state of a step as a chip."""
    tones = {StepState.ACTIVE: "main", StepState.PASSED: "green", StepState.RETURNED: "red"}
    return Chip(step.get_state_display(), tones.get(StepState(step.state), ""))  # type: ignore[arg-type]


def due_chip(step: ReviewStep, today: date) -> Chip | None:
    """How the day of an open step stands: nothing while there is time."""
    kind = kind_due(step.due_on, today) if step.due_on and step.state == StepState.ACTIVE else ""
    return Chip(reminder_words(kind), "red" if kind.startswith(OVERDUE) else "amber") if kind else None


def subject_url(review: Review) -> str:
    """The screen of the thing itself; empty where it has none."""
    name = _SUBJECTS.get(review.subject_type)
    try:
        return reverse(name, args=[review.subject_id]) if name else ""
    except NoReverseMatch:
        return ""


def kind_label(review: Review) -> str:
    """What kind of content it is."""
    return rules().kind_label(review.content_kind)


def conclusion_label(step: ReviewStep) -> str:
    """The secrecy reviewer's conclusion in words."""
    found = rules().conclusions.get(step.secrecy_level)
    return found.label if found else step.secrecy_level


def safeties_checked(step: ReviewStep) -> list[tuple[str, bool]]:
    """三安全一稳定, each with whether it was checked; empty where no form was filled in."""
    if not step.safety_checked:
        return []
    return [(label, step.safety_checked.get(code) is True) for code, label in rules().safeties.items()]


def decision_words(step: ReviewStep) -> str:
    """A decided step on one line: who, in which capacity, what, with which words."""
    if step.decided_by is None:
        return ""
    said = f"：{step.opinion}" if step.opinion else ""
    form = f"（{conclusion_label(step)}）" if step.secrecy_level else ""
    return f"{step.called} {step.decided_by}{acting_for(step)} {step.get_state_display()}{form}{said}"


def acting_for(step: ReviewStep) -> str:
    """For whom it was decided; the capacity says it as it was that day."""
    return f"（代{step.capacity.rpartition('（代')[2]}" if step.decided_for_id else ""
