"""Emergency release: at once, by one other person, visible, reviewed afterwards; its share is a figure."""

import pytest

from gongkai.office.actors import DutyKind
from gongkai.office.audit.models import AuditEntry
from gongkai.office.clearance import selectors, services
from gongkai.office.clearance.models import Review, ReviewState
from gongkai.office.errors import NotAllowed, Overtaken, Refused
from rounds_of_review import (
    active,
    author,
    content,
    deputy,
    form_for,
    pass_all,
    pass_step,
    subject,
    submitted,
    with_duty,
)


@pytest.fixture(autouse=True)
def silent_gates(monkeypatch):
    monkeypatch.setattr("gongkai.office.clearance.findings.run_gates", lambda _content, **_: [])


def release(
    world,
    *,
    by=None,
    kind=DutyKind.LEADER,
    reason="突发汛情须立即告知公众（演示）",
    key="1",
    words="正文（演示）",
    **more,
):
    by = by or world.actor("science", kind)
    return services.release_in_emergency(
        subject(world, key=key), content(words), reason=reason, by=by, at=world.now, **more
    )


@pytest.mark.parametrize("kind", [DutyKind.LEADER, DutyKind.FINAL_REVIEWER])
def test_one_leader_or_final_reviewer_clears_it_at_once_and_the_round_stays_open(world, kind):
    review = submitted(world)
    released = release(world, kind=kind)
    assert released.pk == review.pk
    assert (released.state, released.emergency, released.register_number) == ("open", True, "科学技术局审〔2026〕1号")
    assert selectors.cleared(review.subject_type, review.subject_id, content().digest()).pk == review.pk
    assert selectors.cleared(review.subject_type, review.subject_id, content("别的").digest()) is None
    assert released.steps.get(duty=kind).state == "passed"
    assert active(released).duty == DutyKind.SECTION_HEAD


def test_the_same_steps_review_it_afterwards_and_nobody_twice(world):
    released = release(world, key="1") if submitted(world) else None
    order = []
    while released.steps.filter(state="active").exists():
        order.append(active(released).duty)
        pass_step(world, released)
    released.refresh_from_db()
    assert order == ["section_head", "secrecy_reviewer", "final_reviewer"]
    assert (released.state, released.register_number) == ("passed", "科学技术局审〔2026〕1号")
    assert released.settled_at is not None
    assert len({step.decided_by_id for step in released.steps.all()}) == 4


def test_who_released_decides_no_other_step(world):
    submitted(world)
    by = with_duty(world.actor("science", DutyKind.LEADER), DutyKind.SECTION_HEAD, world.unit("science"))
    review = release(world, by=by)
    with pytest.raises(NotAllowed, match="批准了本次应急发布"):
        services.approve(active(review), by=by, at=world.now)
    assert not selectors.waiting_for(by, world.today)


def test_a_release_when_the_releasers_own_step_is_open_moves_on(world):
    review = submitted(world)
    pass_step(world, review)
    pass_step(world, review)
    release(world)
    assert active(review).duty == DutyKind.FINAL_REVIEWER


def test_a_release_as_the_last_step_ends_the_round(world):
    review = submitted(world)
    for _ in range(3):
        pass_step(world, review)
    release(world, kind=DutyKind.FINAL_REVIEWER)
    review.refresh_from_db()
    assert (review.state, review.emergency) == (ReviewState.PASSED, True)


def test_without_a_round_one_is_opened_for_the_authors(world):
    with pytest.raises(Refused, match="还没有送审"):
        release(world)
    review = release(world, author_ids=[author(world).id])
    assert (review.round, review.author_id, review.emergency) == (1, author(world).id, True)


def test_nobody_releases_what_they_wrote_or_decided_on(world):
    leader = world.actor("science", DutyKind.LEADER)
    with pytest.raises(NotAllowed):
        release(world, author_ids=[leader.id])
    services.submit(subject(world), content(), author_ids=[leader.id], by=author(world), at=world.now)
    with pytest.raises(NotAllowed, match="回避"):
        release(world)
    final = deputy(world, world.actor("science", DutyKind.FINAL_REVIEWER), DutyKind.SECTION_HEAD)
    pass_step(world, Review.objects.get(), by=final)
    with pytest.raises(NotAllowed, match="已经办理"):
        release(world, by=final)
    assert not Review.objects.get().emergency


def test_every_other_post_and_unit_is_refused(world):
    submitted(world)
    for slug, kind in world.people:
        if slug == "science" and kind in {DutyKind.LEADER, DutyKind.FINAL_REVIEWER}:
            continue
        with pytest.raises(NotAllowed):
            release(world, by=world.actor(slug, kind))
    assert not Review.objects.filter(emergency=True).exists()


@pytest.mark.parametrize("reason", ["", "  ", "急" * 301])
def test_a_reason_is_needed(world, reason):
    submitted(world)
    with pytest.raises(Refused):
        release(world, reason=reason)


def test_a_second_release_and_another_text_are_overtaken(world):
    submitted(world)
    with pytest.raises(Overtaken, match="另一稿"):
        release(world, words="别的")
    release(world)
    with pytest.raises(Overtaken, match="已经应急发布"):
        release(world, kind=DutyKind.FINAL_REVIEWER)
    assert AuditEntry.objects.filter(verb="review.emergency").count() == 1


def test_what_is_out_is_not_taken_back_from_review(world):
    review = submitted(world)
    release(world)
    with pytest.raises(Refused, match="不能撤回"):
        services.withdraw(review, by=author(world), at=world.now)


def test_a_later_return_is_work_for_the_author_and_the_leaders_until_it_is_mended(world):
    submitted(world)
    review = release(world)
    pass_step(world, review)
    services.return_(
        active(review), opinion="第三项有误。", by=world.actor("science", DutyKind.SECRECY_REVIEWER), at=world.now
    )
    assert selectors.cleared(review.subject_type, review.subject_id, review.digest) is None
    for kind in (DutyKind.DRAFTER, DutyKind.LEADER, DutyKind.FINAL_REVIEWER):
        assert [row.pk for row in selectors.emergencies_to_mend(world.actor("science", kind))] == [review.pk]
    for slug, kind in (("science", DutyKind.SECTION_HEAD), ("culture", DutyKind.LEADER)):
        assert not selectors.emergencies_to_mend(world.actor(slug, kind)).exists()
    assert services.settle(subject(world), by=author(world), at=world.now) == 1
    assert services.settle(subject(world), by=author(world), at=world.now) == 0
    assert not selectors.emergencies_to_mend(author(world)).exists()


def test_a_corrected_text_that_passes_settles_it(world):
    submitted(world)
    review = release(world)
    services.return_(active(review), opinion="有误。", by=world.actor("science", DutyKind.SECTION_HEAD), at=world.now)
    pass_all(world, submitted(world, words="改正"))
    assert not selectors.emergencies_to_mend(author(world)).exists()


def test_an_edit_of_what_is_out_leaves_it_to_be_mended(world):
    submitted(world)
    release(world)
    services.overtake(subject(world), by=author(world), at=world.now)
    assert selectors.emergencies_to_mend(author(world)).count() == 1


def test_the_share_of_emergency_releases_is_a_figure_and_unknown_where_nothing_was_released(world):
    submitted(world)
    release(world)
    for key in ("2", "3"):
        pass_all(world, submitted(world, key=key))
    found = selectors.figures([world.unit("science"), world.unit("culture")], 2026)
    science, culture = found[world.unit("science").pk], found[world.unit("culture").pk]
    assert (science.submitted, science.passed, science.emergency, science.passed_at_once) == (3, 3, 1, 2)
    assert (science.through, science.at_once_share) == (2, 1)
    assert science.emergency_share == pytest.approx(1 / 3)
    assert culture.submitted == 0
    assert culture.emergency_share is None
    assert selectors.figures([world.unit("science")], 2025)[world.unit("science").pk].submitted == 0
    assert selectors.totals(found.values()).emergency == 1
    assert form_for(Review.objects.first().steps.first()) is None
