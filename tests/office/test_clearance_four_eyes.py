"""Four eyes, counted by person: nobody decides on what they wrote, nor twice in a round, nor for another who did (REV-01)."""

import contextlib

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gongkai.office.actors import Actor, Duty, DutyKind
from gongkai.office.clearance import permissions, selectors, services
from gongkai.office.clearance.models import Involvement, Review, ReviewState
from gongkai.office.errors import NotAllowed, OfficeError, Overtaken
from rounds_of_review import ORDER, active, author, content, deputy, form_for, pass_step, subject, submitted, with_duty


@pytest.fixture(autouse=True)
def silent_gates(monkeypatch):
    monkeypatch.setattr("gongkai.office.clearance.findings.run_gates", lambda _content, **_: [])


def head(world):
    return world.actor("science", DutyKind.SECTION_HEAD)


def test_who_wrote_does_not_review(world):
    wrote = head(world)
    review = services.submit(subject(world), content(), author_ids=[wrote.id], by=author(world), at=world.now)
    assert "撰写或者送审了本次内容" in selectors.why_not(wrote, active(review))
    with pytest.raises(NotAllowed):
        services.approve(active(review), by=wrote, at=world.now)


def test_who_submitted_does_not_review(world):
    review = services.submit(subject(world), content(), author_ids=[author(world).id], by=head(world), at=world.now)
    with pytest.raises(NotAllowed, match="回避"):
        services.approve(active(review), by=head(world), at=world.now)
    assert review.author_ids == sorted([author(world).id, head(world).id])


def test_nobody_decides_two_steps_of_a_round_whatever_posts_they_hold(world):
    review = submitted(world)
    both = with_duty(head(world), DutyKind.SECRECY_REVIEWER, world.unit("science"))
    services.approve(active(review), by=both, at=world.now)
    with pytest.raises(NotAllowed, match="已经办理了本轮的另一个环节"):
        services.approve(active(review), by=both, at=world.now, secrecy=form_for(active(review)))
    services.overtake(subject(world), by=author(world), at=world.now)
    again = submitted(world, words="改")
    services.approve(active(again), by=both, at=world.now)  # another round is another matter


def test_a_deputy_does_not_decide_for_a_holder_who_wrote(world):
    wrote = head(world)
    review = services.submit(subject(world), content(), author_ids=[wrote.id], by=author(world), at=world.now)
    stranger = deputy(world, world.actor("culture", DutyKind.SECTION_HEAD), DutyKind.SECTION_HEAD)
    assert stranger.duties[-1].acting_for_id == wrote.id
    with pytest.raises(NotAllowed, match=f"您代理的{wrote.name}撰写或者送审"):
        services.approve(active(review), by=stranger, at=world.now)
    assert not [item for item in selectors.waiting_for(stranger, world.today) if item.review.pk == review.pk]


def test_a_deputys_decision_counts_for_both_persons(world):
    review = submitted(world)
    deputising = deputy(world, world.actor("culture", DutyKind.SECTION_HEAD), DutyKind.SECTION_HEAD)
    services.approve(active(review), by=deputising, at=world.now)
    step = review.steps.get(position=1)
    assert (step.decided_by_id, step.decided_for_id) == (deputising.id, head(world).id)
    assert step.capacity == f"青石市科学技术局 科室负责人（代{head(world).name}）"
    holder = with_duty(head(world), DutyKind.SECRECY_REVIEWER, world.unit("science"))
    with pytest.raises(NotAllowed, match="由他人代为办理"):
        services.approve(active(review), by=holder, at=world.now, secrecy=form_for(active(review)))


def test_a_deputy_who_decided_does_not_decide_again_in_their_own_post(world):
    review = submitted(world)
    secrecy = deputy(world, world.actor("science", DutyKind.SECRECY_REVIEWER), DutyKind.SECTION_HEAD)
    services.approve(active(review), by=secrecy, at=world.now)
    with pytest.raises(NotAllowed):
        services.approve(active(review), by=secrecy, at=world.now, secrecy=form_for(active(review)))


def test_a_deputy_made_without_the_holders_number_is_compared_by_name(world):
    wrote = head(world)
    review = services.submit(subject(world), content(), author_ids=[wrote.id], by=author(world), at=world.now)
    other = with_duty(
        world.actor("culture", DutyKind.LEADER), DutyKind.SECTION_HEAD, world.unit("science"), acting_for=wrote.name
    )
    with pytest.raises(NotAllowed):
        services.approve(active(review), by=other, at=world.now)
    assert selectors.waiting_for(other, world.today) == []


def test_the_own_post_goes_before_one_acted_for(world):
    review = submitted(world)
    by = deputy(world, head(world), DutyKind.LEADER)
    services.approve(active(review), by=by, at=world.now)
    assert review.steps.get(position=1).decided_for_id is None


def test_the_database_itself_holds_the_four_eyes(world, guard):
    """Where two services decided at once past every check, one row would not be written."""
    review = submitted(world)
    pass_step(world, review)
    duty = head(world).duties[0]
    from gongkai.office.audit.services import audited
    from gongkai.office.clearance.decisions import take_part

    with pytest.raises(Overtaken), audited():
        take_part(review, duty, "decided", head(world))
    assert Involvement.objects.filter(review=review, user_id=head(world).id).count() == 1


@pytest.mark.parametrize(("mine", "theirs", "allowed"), [(1, 1, True), (1, 2, False), (None, 2, True), (1, None, True)])
def test_a_heads_post_in_a_section_covers_the_rounds_of_that_section(world, guard, mine, theirs, allowed):
    unit = world.unit("science")
    with guard.off():
        sections = {1: world.section("science"), 2: unit.sections.create(name="政策法规科"), None: None}
    by = Actor(
        id=head(world).id,
        name="科长",
        duties=(
            Duty(
                kind=DutyKind.SECTION_HEAD,
                unit_id=unit.pk,
                path=unit.path,
                section_id=sections[mine].pk if sections[mine] else None,
            ),
        ),
    )
    where = services.Subject("catalog.document", "7", "document", unit, sections[theirs].pk if theirs else None, "题")
    review = services.submit(where, content(), author_ids=[], by=world.actor("science", DutyKind.LEADER), at=world.now)
    assert selectors.may_decide(by, active(review)) is allowed
    assert bool(selectors.waiting_for(by, world.today)) is allowed
    assert permissions.may_see(by, review) is allowed
    assert (review in selectors.visible_to(by)) is allowed


def test_a_post_over_a_subtree_decides_below_it_and_nowhere_else(world):
    unit = world.unit("east")
    over = Actor(
        id=world.person("east", DutyKind.SECTION_HEAD).pk,
        name="区科长",
        duties=(Duty(kind=DutyKind.SECTION_HEAD, unit_id=unit.pk, path=unit.path, subtree=True),),
    )
    inside, outside = submitted(world, slug="east-school"), submitted(world, slug="science", key="2")
    assert selectors.may_decide(over, active(inside))
    assert not selectors.may_decide(over, active(outside))
    assert [item.review.pk for item in selectors.waiting_for(over, world.today)] == [inside.pk]


# --- any sequence of anybody's acts ------------------------------------------------------------------------------------
PEOPLE = (DutyKind.DRAFTER, *ORDER)
ACTS = st.lists(
    st.tuples(
        st.sampled_from(["approve", "return", "submit", "edit", "emergency"]),
        st.sampled_from(PEOPLE),
        st.lists(st.sampled_from(ORDER), max_size=3),  # further posts, held
        st.lists(st.sampled_from(ORDER), max_size=2),  # further posts, acted for
    ),
    min_size=4,
    max_size=14,
)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(acts=ACTS, seed=st.integers(0, 10**9))
def test_whatever_happens_no_person_decides_twice_or_on_their_own(world, acts, seed):
    key = f"p{seed}"
    unit = world.unit("science")
    for number, (act, kind, held, acting) in enumerate([("submit", DutyKind.DRAFTER, [], []), *acts]):
        by = world.actor("science", kind)
        for other in held:
            by = with_duty(by, other, unit)
        for other in acting:
            by = deputy(world, by, other)
        review = Review.objects.filter(subject_id=key, state=ReviewState.OPEN).first()
        with contextlib.suppress(OfficeError):
            _act(world, act, by, review, key, number)
        _hold(Review.objects.filter(subject_id=key))


def _act(world, act, by, review, key, number):
    about = subject(world, key=key)
    if act == "submit":
        services.submit(about, content(f"{number}"), author_ids=[by.id], by=by, at=world.now)
    elif act == "edit":
        services.overtake(about, by=by, at=world.now)
    elif review is None:
        return
    elif act == "emergency":
        text = content(review.content["body_html"].removeprefix("<p>").removesuffix("</p>"))
        services.release_in_emergency(about, text, reason="急", by=by, at=world.now)
    elif act == "approve":
        services.approve(active(review), by=by, at=world.now, secrecy=form_for(active(review)))
    else:
        services.return_(active(review), opinion="退", by=by, at=world.now)


def _hold(reviews):
    for review in reviews:
        decided = [step for step in review.steps.all() if step.decided_by_id]
        people = [step.decided_by_id for step in decided] + [step.decided_for_id for step in decided]
        people = [person for person in people if person]
        assert len(people) == len(set(people)), "a person, or the holder they act for, decided twice"
        assert not set(people) & set(review.author_ids), "somebody decided on what they wrote"
        if review.emergency:
            assert review.emergency_by_id not in review.author_ids
        if review.state == ReviewState.PASSED:
            assert all(step.state == "passed" for step in review.steps.all())
            assert len({step.decided_by_id for step in review.steps.all()}) == review.steps.count()
