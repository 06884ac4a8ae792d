"""The conditions of the state table, by name (arts 30-36, 42). ``caseflow.toml`` says where each applies.

A guard looks at a :class:`Situation` and answers yes or no; the sentence for a no stands in the table.
Guards count no days: they compare with the :class:`~gongkai.statute.events.Clock` that deadlines computed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from gongkai.statute.events import Clock, Event

Guard = Callable[["Situation"], bool]
GUARDS: dict[str, Guard] = {}


@dataclass(frozen=True, slots=True)
class Situation:
    """What a guard may look at: the event, what happened before it in this round, and the computed days.

    ``closes`` maps an answer to the letter it answers, ``consultations`` are the kinds of letter that
    keep a request in consultation.
    """

    event: Event
    history: tuple[Event, ...]
    clock: Clock
    closes: Mapping[str, str]
    consultations: frozenset[str]

    def happened(self, kind: str) -> bool:
        """Whether an event of this kind is in the history."""
        return any(event.kind == kind for event in self.history)

    @property
    def answered_letter(self) -> str:
        """The key of the letter this event answers."""
        return f"{self.closes.get(self.event.kind, '')}:{self.event.ref}"

    @property
    def open_letters(self) -> list[str]:
        """The keys of the consultations sent and not answered, in order."""
        letters: list[str] = []
        for event in self.history:
            answered = f"{self.closes.get(event.kind, '')}:{event.ref}"
            if event.kind in self.consultations:
                letters.append(event.key)
            elif answered in letters:
                letters.remove(answered)
        return letters

    @property
    def letters_left(self) -> list[str]:
        """The consultations still open once this event is taken."""
        letters = self.open_letters
        if self.answered_letter in letters:
            letters.remove(self.answered_letter)
        return letters


def guard(function: Guard) -> Guard:
    """Register a condition under its own name.

    >>> guard(lambda situation: True).__name__ in GUARDS
    True
    >>> _ = GUARDS.pop("<lambda>")
    """
    GUARDS[function.__name__] = function
    return function


def _reached(on: date, last: date | None) -> bool:
    """Whether a last day is known and over."""
    return last is not None and on > last


# ------------------------------------------------------------------- clarification (art. 30)


@guard
def first_clarification(case: Situation) -> bool:
    """一次性告知: the applicant is asked to correct once."""
    return not case.happened("clarification_requested")


@guard
def notice_in_time(case: Situation) -> bool:
    """Within 7 working days of the receipt."""
    return not _reached(case.event.on, case.clock.notice_due_on)


@guard
def clarified_in_time(case: Situation) -> bool:
    """Within the period the notice gave."""
    return not _reached(case.event.on, case.clock.applicant_due_on)


@guard
def clarification_overdue(case: Situation) -> bool:
    """After the period the notice gave; an unknown period is not over."""
    return _reached(case.event.on, case.clock.applicant_due_on)


@guard
def no_good_cause(case: Situation) -> bool:
    """无正当理由."""
    return not case.event.good_cause


# ------------------------------------------------------------------- consultation (art. 32-34)


@guard
def consultation_open(case: Situation) -> bool:
    """A letter of the kind this event answers is out."""
    kind = case.closes.get(case.event.kind, "")
    return any(letter.startswith(f"{kind}:") for letter in case.open_letters)


@guard
def answers_an_open_letter(case: Situation) -> bool:
    """The very letter, by its ``ref``."""
    return case.answered_letter in case.open_letters


@guard
def others_still_open(case: Situation) -> bool:
    """Another consultation keeps the request where it is."""
    return bool(case.letters_left)


@guard
def none_left_open(case: Situation) -> bool:
    """The last consultation is over."""
    return not case.letters_left


@guard
def opinion_overdue(case: Situation) -> bool:
    """After the 15 working days the other side has from its receipt of the letter; an unknown period is not over."""
    return _reached(case.event.on, case.clock.opinions_due_on.get(case.answered_letter))


@guard
def an_opinion_lapsed(case: Situation) -> bool:
    """Somebody let the period pass, and writes now."""
    return case.happened("third_party_lapsed") or case.happened("joint_organ_lapsed")


@guard
def third_party_was_asked(case: Situation) -> bool:
    """There is a third party to tell."""
    return case.happened("third_party_consulted")


# ------------------------------------------------------------------- extension and delay (art. 33, 35)


@guard
def first_extension(case: Situation) -> bool:
    """An extension is given once."""
    return not case.happened("extended")


@guard
def extension_within_cap(case: Situation) -> bool:
    """At most 20 working days, and the number is named."""
    cap = case.clock.extension_cap_workdays
    return case.event.workdays is not None and cap is not None and case.event.workdays <= cap


@guard
def head_consented(case: Situation) -> bool:
    """经政府信息公开工作机构负责人同意."""
    return bool(case.event.consent_by.strip())


@guard
def period_not_over(case: Situation) -> bool:
    """On or before the last day of the reply period."""
    return case.clock.due_on is not None and case.event.on <= case.clock.due_on


@guard
def first_reasons_request(case: Situation) -> bool:
    """Reasons are asked for once."""
    return not case.happened("reasons_requested")


@guard
def reasons_were_given(case: Situation) -> bool:
    """Only reasons that were given can be found good."""
    return case.happened("reasons_given")


@guard
def date_is_set(case: Situation) -> bool:
    """A delay names its day."""
    return case.event.until_on is not None


# ------------------------------------------------------------------- fee (art. 42)


@guard
def first_fee_notice(case: Situation) -> bool:
    """One method, one notice for a request; a cancelled notice does not count."""
    last = [event.kind for event in case.history if event.kind in {"fee_noticed", "fee_cancelled"}][-1:]
    return last != ["fee_noticed"]


@guard
def paid_in_time(case: Situation) -> bool:
    """Within 20 working days of the receipt of the notice."""
    return not _reached(case.event.on, case.clock.applicant_due_on)


@guard
def payment_overdue(case: Situation) -> bool:
    """After those 20 working days; an unknown period is not over."""
    return _reached(case.event.on, case.clock.applicant_due_on)


# ------------------------------------------------------------------- reply (art. 36)


@guard
def reply_in_time(case: Situation) -> bool:
    """On or before the last day."""
    return not _reached(case.event.on, case.clock.due_on)


@guard
def outcome_named(case: Situation) -> bool:
    """A reply is one of ``outcomes.toml``."""
    return bool(case.event.outcome)


@guard
def excessive_after_reasons(case: Situation) -> bool:
    """Art. 35 asks for reasons before it refuses to process."""
    return case.event.outcome != "not_processed.excessive" or case.happened("reasons_requested")


@guard
def unclear_after_correction(case: Situation) -> bool:
    """补正后仍不明确 needs a correction that came in."""
    return case.event.outcome != "unavailable.still_unclear" or case.happened("clarified")


@guard
def third_party_was_heard(case: Situation) -> bool:
    """Art. 32: whose interests are the reason is asked first."""
    return case.event.outcome != "refused.third_party_rights" or case.happened("third_party_consulted")


@guard
def addressed_elsewhere(case: Situation) -> bool:
    """The application names another organ; ours only opened the envelope."""
    return case.event.elsewhere
