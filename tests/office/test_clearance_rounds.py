"""Rounds of review: submission, every step, the end; what binds the text; where nothing can be skipped (条例第十七条)."""

from datetime import timedelta

import pytest

from gongkai.office.actors import SYSTEM, DutyKind
from gongkai.office.audit.models import AuditEntry
from gongkai.office.clearance import selectors, services
from gongkai.office.clearance.models import Finding, Review, ReviewState, ReviewStep, StepState
from gongkai.office.clearance.subject import SecrecyForm
from gongkai.office.errors import NotAllowed, Overtaken, Refused
from rounds_of_review import (
    FORM,
    ORDER,
    SAFE,
    active,
    author,
    content,
    form_for,
    pass_all,
    pass_step,
    subject,
    submitted,
)

pytestmark = pytest.mark.usefixtures("gates")


def states(review):
    return [step.state for step in ReviewStep.objects.filter(review=review)]


def test_a_round_has_the_steps_of_the_chain_and_the_first_is_open_with_its_day(world):
    review = submitted(world)
    steps = list(review.steps.all())
    assert [step.duty for step in steps] == list(ORDER)
    assert states(review) == ["active", "waiting", "waiting", "waiting"]
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
    assert [step.capacity for step in review.steps.all()] == [f"青石市科学技术局 {kind.label}" for kind in ORDER]
    verbs = list(AuditEntry.objects.order_by("seq").values_list("verb", flat=True))
    assert verbs == ["content.checked", "review.submitted", *["review.step.passed"] * 4, "review.passed"]


def test_the_time_budget_counts_working_days_from_the_day_a_step_opens(world):
    friday = world.now + timedelta(days=3)
    review = submitted(world)
    pass_step(world, review, at=friday)
    assert active(review).due_on.isoformat() == "2026-03-17"


def test_beyond_the_announced_calendar_a_day_is_unknown_and_not_guessed(world):
    review = submitted(world, at=world.now.replace(month=12, day=31))
    assert active(review).due_on is None


@pytest.mark.parametrize("place", range(4))
def test_a_step_returned_ends_the_round_with_its_words_for_the_authors(world, place):
    review = submitted(world)
    for _ in range(place):
        pass_step(world, review)
    step = active(review)
    services.return_(step, opinion="请核对第二段的数字。", by=world.actor("science", ORDER[place]), at=world.now)
    review.refresh_from_db()
    assert review.state == ReviewState.RETURNED
    assert states(review) == ["passed"] * place + ["returned"] + ["void"] * (3 - place)
    assert [row.pk for row in selectors.returned_to(author(world))] == [review.pk]
    assert "请核对第二段的数字。" in [event.text for event in selectors.timeline(selectors.rounds(review)[0])]
    assert not review.register_number


@pytest.mark.parametrize("opinion", ["", "   ", "\n"])
def test_a_return_without_words_is_refused(world, opinion):
    review = submitted(world)
    with pytest.raises(Refused, match="退回须写明意见") as refused:
        services.return_(active(review), opinion=opinion, by=world.actor("science", ORDER[0]), at=world.now)
    assert list(refused.value.problems) == ["opinion"]
    assert states(review) == ["active", "waiting", "waiting", "waiting"]


# --- the secrecy reviewer ----------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("form", "field"),
    [
        (None, "basis"),
        (SecrecyForm("", "releasable", SAFE), "basis"),
        (SecrecyForm("依据", "", SAFE), "conclusion"),
        (SecrecyForm("依据", "whatever", SAFE), "conclusion"),
        (SecrecyForm("依据", "secret", SAFE), "conclusion"),
        (SecrecyForm("依据", "refer", SAFE), "conclusion"),
        (SecrecyForm("依据", "releasable", {}), "safeties"),
        *[(SecrecyForm("依据", "releasable", SAFE | {code: False}), "safeties") for code in SAFE],
        (SecrecyForm("依" * 301, "releasable", SAFE), "basis"),
    ],
)
def test_the_secrecy_reviewer_passes_only_with_the_whole_form(world, form, field):
    review = submitted(world)
    pass_step(world, review)
    by = world.actor("science", DutyKind.SECRECY_REVIEWER)
    with pytest.raises(Refused) as refused:
        services.approve(active(review), opinion="同意", by=by, at=world.now, secrecy=form)
    assert list(refused.value.problems) == [field]
    assert states(review) == ["passed", "active", "waiting", "waiting"]


def test_each_of_the_three_safeties_and_the_stability_is_named_when_it_is_missing(world):
    review = submitted(world)
    pass_step(world, review)
    by = world.actor("science", DutyKind.SECRECY_REVIEWER)
    with pytest.raises(Refused, match=r"经济安全、社会稳定没有核对。条例第十四条"):
        services.approve(
            active(review),
            opinion="",
            by=by,
            at=world.now,
            secrecy=SecrecyForm("依据", "releasable", {"national": True, "public": True}),
        )


@pytest.mark.parametrize("conclusion", ["redact", "refer", "secret", "unsafe"])
def test_the_secrecy_reviewers_veto_ends_the_round_whatever_the_others_said(world, conclusion):
    review = submitted(world)
    pass_step(world, review)
    by = world.actor("science", DutyKind.SECRECY_REVIEWER)
    form = SecrecyForm("《保守国家秘密法》第三十五条", conclusion, {})
    services.return_(active(review), opinion="不能公开。", by=by, at=world.now, secrecy=form)
    review.refresh_from_db()
    assert review.state == ReviewState.RETURNED
    assert review.steps.get(position=2).secrecy_level == conclusion
    with pytest.raises(Overtaken):
        services.approve(review.steps.get(position=3), by=world.actor("science", DutyKind.LEADER), at=world.now)
    assert selectors.cleared(review.subject_type, review.subject_id, review.digest) is None


def test_a_return_with_the_conclusion_releasable_contradicts_itself(world):
    review = submitted(world)
    pass_step(world, review)
    by = world.actor("science", DutyKind.SECRECY_REVIEWER)
    with pytest.raises(Refused, match="不能退回"):
        services.return_(active(review), opinion="退回", by=by, at=world.now, secrecy=FORM)


# --- what is cleared ---------------------------------------------------------------------------------------------------
def test_cleared_is_exactly_what_was_passed(world):
    review = pass_all(world, submitted(world))
    same, other = content().digest(), content("正文（演示）。").digest()
    assert selectors.cleared(review.subject_type, review.subject_id, same).pk == review.pk
    assert selectors.cleared(review.subject_type, review.subject_id, other) is None
    assert selectors.cleared(review.subject_type, "999", same) is None


@pytest.mark.parametrize("passed", range(4))
def test_nothing_is_cleared_before_the_last_step(world, passed):
    review = submitted(world)
    for _ in range(passed):
        pass_step(world, review)
    assert selectors.cleared(review.subject_type, review.subject_id, review.digest) is None


def test_a_snapshot_changed_behind_the_services_clears_nothing(world, guard):
    review = pass_all(world, submitted(world))
    with guard.off():
        Review.objects.filter(pk=review.pk).update(content=content("换掉的正文").as_json())
    assert selectors.cleared(review.subject_type, review.subject_id, review.digest) is None


def test_a_later_return_of_the_same_text_takes_the_clearance_back(world):
    review = pass_all(world, submitted(world))
    again = submitted(world)
    assert selectors.cleared(again.subject_type, again.subject_id, review.digest) is None
    services.return_(active(again), opinion="情况已变。", by=world.actor("science", ORDER[0]), at=world.now)
    assert selectors.cleared(again.subject_type, again.subject_id, review.digest) is None


# --- edits, taking back, second clicks ---------------------------------------------------------------------------------
def test_an_edit_ends_the_round_and_the_next_one_starts_from_the_first_step(world):
    review = submitted(world)
    pass_step(world, review)
    ended = services.overtake(subject(world), by=author(world), at=world.now)
    assert (ended.pk, ended.state) == (review.pk, ReviewState.OVERTAKEN)
    assert states(review) == ["passed", "void", "void", "void"]
    again = submitted(world, words="改过的正文（演示）")
    assert (again.round, states(again)) == (2, ["active", "waiting", "waiting", "waiting"])
    pass_step(world, again)  # who decided in the first round may decide in the second


def test_an_edit_without_an_open_round_ends_nothing(world):
    assert services.overtake(subject(world), by=author(world), at=world.now) is None
    pass_all(world, submitted(world))
    assert services.overtake(subject(world), by=author(world), at=world.now) is None


def test_the_author_takes_it_back(world):
    review = submitted(world)
    pass_step(world, review)
    services.withdraw(review, by=author(world), at=world.now)
    assert (review.state, states(review)) == (ReviewState.WITHDRAWN, ["passed", "void", "void", "void"])


@pytest.mark.parametrize(
    ("slug", "kind"), [("science", ORDER[0]), ("science", DutyKind.LEADER), ("culture", DutyKind.DRAFTER)]
)
def test_nobody_else_takes_it_back(world, slug, kind):
    review = submitted(world)
    with pytest.raises(NotAllowed):
        services.withdraw(review, by=world.actor(slug, kind), at=world.now)
    review.refresh_from_db()
    assert review.state == ReviewState.OPEN


def test_a_second_submission_is_overtaken_by_the_first(world):
    submitted(world)
    with pytest.raises(Overtaken, match="已经送审"):
        submitted(world)
    assert Review.objects.count() == 1


def test_a_second_click_decides_nothing(world):
    review = submitted(world)
    step, by = active(review), world.actor("science", ORDER[0])
    services.approve(step, by=by, at=world.now)
    with pytest.raises(Overtaken):
        services.approve(step, by=by, at=world.now)
    with pytest.raises(Overtaken):
        services.return_(step, opinion="不", by=by, at=world.now)
    assert states(review) == ["passed", "active", "waiting", "waiting"]


ENDS = {
    "passed": pass_all,
    "returned": lambda world, review: services.return_(
        active(review), opinion="退", by=world.actor("science", ORDER[0]), at=world.now
    ),
    "withdrawn": lambda world, review: services.withdraw(review, by=author(world), at=world.now),
    "overtaken": lambda world, _review: services.overtake(subject(world), by=author(world), at=world.now),
}


@pytest.mark.parametrize("end", ENDS)
@pytest.mark.parametrize("place", range(4))
def test_no_step_of_an_ended_round_is_decided_or_taken_back(world, end, place):
    review = submitted(world)
    ENDS[end](world, review)
    before = states(review)
    step, by = review.steps.all()[place], world.actor("science", ORDER[place])
    for act in (
        lambda: services.approve(step, by=by, at=world.now, secrecy=form_for(step)),
        lambda: services.return_(step, opinion="退", by=by, at=world.now),
        lambda: services.withdraw(review, by=author(world), at=world.now),
    ):
        with pytest.raises(Overtaken):
            act()
    assert states(review) == before
    assert selectors.why_not(by, ReviewStep.objects.get(pk=step.pk)).startswith("本轮审查已经结束")


@pytest.mark.parametrize("place", range(1, 4))
def test_no_step_is_decided_before_its_turn(world, place):
    review = submitted(world)
    step, by = review.steps.all()[place], world.actor("science", ORDER[place])
    with pytest.raises(NotAllowed, match="尚未轮到"):
        services.approve(step, by=by, at=world.now, secrecy=form_for(step))
    assert states(review) == ["active", "waiting", "waiting", "waiting"]


# --- who ---------------------------------------------------------------------------------------------------------------
NO_WRITERS = [
    ("science", DutyKind.UNIT_ADMINISTRATOR),
    ("culture", DutyKind.DRAFTER),
    ("culture", DutyKind.LEADER),
    ("city", DutyKind.LEADER),
    ("city", DutyKind.SUPERVISOR),
    ("city", DutyKind.ASSESSOR),
    ("platform", DutyKind.SYSTEM_ADMINISTRATOR),
    ("platform", DutyKind.SECURITY_ADMINISTRATOR),
    ("platform", DutyKind.AUDIT_ADMINISTRATOR),
]


@pytest.mark.parametrize(("slug", "kind"), NO_WRITERS)
def test_who_has_no_post_there_checks_and_submits_nothing(world, slug, kind):
    with pytest.raises(NotAllowed):
        submitted(world, by=world.actor(slug, kind))
    with pytest.raises(NotAllowed):
        services.check(subject(world), content(), by=world.actor(slug, kind), at=world.now)
    assert not Review.objects.exists()
    assert not Finding.objects.exists()


def test_the_system_submits_and_decides_nothing(world):
    with pytest.raises(NotAllowed):
        submitted(world, by=SYSTEM)
    review = submitted(world)
    with pytest.raises(NotAllowed):
        services.approve(active(review), by=SYSTEM, at=world.now)


@pytest.mark.parametrize("place", range(4))
def test_only_the_post_of_the_step_in_that_unit_decides_it(world, place):
    review = submitted(world)
    for _ in range(place):
        pass_step(world, review)
    step = active(review)
    before = states(review)
    for slug, kind in world.people:
        if (slug, kind) == ("science", ORDER[place]):
            continue
        by = world.actor(slug, kind)
        for act in (
            lambda by=by: services.approve(step, by=by, at=world.now, secrecy=form_for(step)),
            lambda by=by: services.return_(step, opinion="退", by=by, at=world.now),
        ):
            with pytest.raises(NotAllowed):
                act()
        assert selectors.why_not(by, step).endswith("。")
        assert not selectors.may_decide(by, step)
    assert states(review) == before
    assert StepState.ACTIVE in before
