"""Rounds of review: submission, every step, the end; what binds the text; where nothing can be skipped (条例第十七条)."""

from datetime import timedelta

import pytest
from rounds_of_review import FORM, ORDER, SAFE, active, author, content, pass_all, pass_step, subject, submitted

from gongkai.office.actors import SYSTEM, DutyKind
from gongkai.office.audit.models import AuditEntry
from gongkai.office.clearance import selectors, services
from gongkai.office.clearance.models import Review, ReviewState, StepState
from gongkai.office.clearance.subject import SecrecyForm
from gongkai.office.errors import NotAllowed, Overtaken, Refused



@pytest.fixture(autouse=True)
def silent_gates(monkeypatch):
    monkeypatch.setattr("gongkai.office.clearance.findings.run_gates", lambda content, **_: [])


def test_a_round_has_the_steps_of_the_chain_and_the_first_is_open_with_its_day(world):
    review = submitted(world)
    steps = list(review.steps.all())
    assert [step.duty for step in steps] == list(ORDER)
    assert [step.state for step in steps] == ["active", "waiting", "waiting", "waiting"]
    assert (review.round, review.state, review.author_ids) == (1, "open", [author(world).id])
    assert steps[0].due_on.isoformat() == "2026-03-11"
    assert steps[1].due_on is None


def test_four_people_pass_it_and_it_gets_its_number(world):
    review = submitted(world)
    for kind in ORDER:
        assert active(review).duty == kind
        pass_step(world, review)
    review.refresh_from_db()
    assert review.state == ReviewState.PASSED
    assert review.register_number == "科学技术局审〔2026〕1号"
    assert [step.decided_by_id for step in review.steps.all()] == [world.person("science", kind).pk for kind in ORDER]
    verbs = list(AuditEntry.objects.order_by("seq").values_list("verb", flat=True))
    assert verbs == ["content.checked", "review.submitted", *["review.step.passed"] * 4, "review.passed"]
