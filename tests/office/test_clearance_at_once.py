"""Several people in the same second, on real connections: one wins, the others are told; numbers have no gap."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from gongkai.office.actors import DutyKind
from gongkai.office.audit.verification import verify
from gongkai.office.clearance import services
from gongkai.office.clearance.models import Involvement, RegisterSeries, Review, StepReminder
from gongkai.office.errors import OfficeError
from rounds_of_review import FORM, active, content, deputy, form_for, pass_step, subject, submitted


@pytest.fixture(scope="module", autouse=True)
def protected_again(django_db_setup, django_db_blocker):
    """The trail's triggers stand again for the tests that follow."""
    from gongkai.office.audit.protection import protect

    yield
    with django_db_blocker.unblock():
        protect()


@pytest.fixture
def crowd(transactional_db, monkeypatch):
    """The world, committed, so that other connections see it; the trail lets itself be emptied afterwards."""
    from gongkai.office.audit.protection import protect, unprotect
    from world import build

    monkeypatch.setattr("gongkai.office.clearance.findings.run_gates", lambda _content, **_: [])
    protect()
    yield build()
    unprotect()


def at_once(*acts):
    """Run all at the same moment, each on its own connection; give "done" or the name of the refusal, in order."""
    ready = Barrier(len(acts))

    def run(act):
        try:
            ready.wait(10)
            act()
        except OfficeError as refusal:
            return type(refusal).__name__
        else:
            return "done"
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def approve(step, by, at):
    return lambda: services.approve(step, opinion="同意", by=by, at=at, secrecy=form_for(step))


def test_of_five_clicks_on_one_step_one_counts(crowd):
    review = submitted(crowd)
    step, by = active(review), crowd.actor("science", DutyKind.SECTION_HEAD)
    assert sorted(at_once(*[approve(step, by, crowd.now)] * 5)) == ["Overtaken"] * 4 + ["done"]
    assert [row.state for row in review.steps.all()] == ["passed", "active", "waiting", "waiting"]


def test_of_an_approval_and_a_return_by_two_reviewers_one_counts(crowd):
    review = submitted(crowd)
    step = active(review)
    one = crowd.actor("science", DutyKind.SECTION_HEAD)
    other = deputy(crowd, crowd.actor("culture", DutyKind.LEADER), DutyKind.SECTION_HEAD)
    outcome = at_once(
        approve(step, one, crowd.now), lambda: services.return_(step, opinion="退", by=other, at=crowd.now)
    )
    assert sorted(outcome) == ["Overtaken", "done"]
    review.refresh_from_db()
    assert (review.state == "returned") == (outcome[1] == "done")
    decided = review.steps.exclude(decided_by=None)
    assert decided.count() == 1


def test_an_edit_and_an_approval_at_once_leave_one_of_two_lawful_states(crowd):
    review = submitted(crowd)
    for _ in range(3):
        pass_step(crowd, review)
    step, by = active(review), crowd.actor("science", DutyKind.FINAL_REVIEWER)
    author = crowd.actor("science", DutyKind.DRAFTER)
    about = subject(crowd)
    at_once(approve(step, by, crowd.now), lambda: services.overtake(about, by=author, at=crowd.now))
    review.refresh_from_db()
    states = [row.state for row in review.steps.all()]
    assert (review.state, states) in [
        ("passed", ["passed"] * 4),
        ("overtaken", ["passed"] * 3 + ["void"]),
    ]
    assert bool(review.register_number) == (review.state == "passed")


def test_of_several_submissions_at_once_one_round_opens(crowd):
    by = crowd.actor("science", DutyKind.DRAFTER)
    about = subject(crowd)
    act = lambda: services.submit(about, content(), author_ids=[by.id], by=by, at=crowd.now)  # noqa: E731
    assert sorted(at_once(act, act, act, act)) == ["Overtaken"] * 3 + ["done"]
    assert Review.objects.count() == 1


def test_of_two_emergency_releases_one_counts(crowd):
    submitted(crowd)
    about = subject(crowd)
    leaders = [crowd.actor("science", kind) for kind in (DutyKind.LEADER, DutyKind.FINAL_REVIEWER)]
    acts = [
        lambda by=by: services.release_in_emergency(about, content(), reason="急", by=by, at=crowd.now)
        for by in leaders
    ]
    assert sorted(at_once(*acts)) == ["Overtaken", "done"]
    assert Involvement.objects.filter(part="released").count() == 1
    assert RegisterSeries.objects.get().last == 1


def test_ten_last_approvals_at_once_get_ten_numbers_without_a_gap(crowd):
    steps = []
    for key in range(10):
        review = submitted(crowd, key=str(key))
        for _ in range(3):
            pass_step(crowd, review)
        steps.append(active(review))
    by = crowd.actor("science", DutyKind.FINAL_REVIEWER)
    assert at_once(*[approve(step, by, crowd.now) for step in steps]) == ["done"] * 10
    assert sorted(Review.objects.values_list("register_seq", flat=True)) == list(range(1, 11))
    assert len(set(Review.objects.values_list("register_number", flat=True))) == 10
    assert verify().whole
    assert FORM.conclusion == "releasable"


def test_two_clocks_remind_once(crowd):
    for key in range(6):
        submitted(crowd, key=str(key))
    act = lambda: services.remind(crowd.now)  # noqa: E731
    assert at_once(act, act, act) == ["done"] * 3
    assert StepReminder.objects.count() == 6
