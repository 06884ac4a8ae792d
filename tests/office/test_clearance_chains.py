"""Chains as data: which applies on which day, what cannot be set, and that old rounds keep their steps."""

from datetime import date, timedelta

import pytest

from gongkai.office.actors import DutyKind
from gongkai.office.audit.models import AuditEntry
from gongkai.office.clearance import selectors, services
from gongkai.office.clearance.models import Chain
from gongkai.office.clearance.rules import StepPlan, rules
from gongkai.office.errors import NotAllowed, Refused
from rounds_of_review import active, submitted

HEAD, SECRECY, LEADER, FINAL = (
    StepPlan(kind, 2)
    for kind in (DutyKind.SECTION_HEAD, DutyKind.SECRECY_REVIEWER, DutyKind.LEADER, DutyKind.FINAL_REVIEWER)
)


@pytest.fixture(autouse=True)
def silent_gates(monkeypatch):
    monkeypatch.setattr("gongkai.office.clearance.findings.run_gates", lambda _content, **_: [])


def admin(world, slug="science"):
    return world.actor(slug, DutyKind.UNIT_ADMINISTRATOR)


def set_chain(world, steps, *, slug="science", kind="", since=None, by=None, name="短流程", unit="own"):
    return services.set_chain(
        world.unit(slug) if unit == "own" else unit,
        kind,
        name=name,
        steps=steps,
        valid_from=since or world.today,
        by=by or admin(world, slug),
        at=world.now,
    )


def duties(plan):
    return [step.duty for step in plan.steps]


def test_without_a_row_the_default_of_the_data_file_applies(world):
    plan = selectors.chain_for(world.unit("science"), "document", world.today)
    assert plan.chain is None
    assert duties(plan) == [HEAD.duty, SECRECY.duty, LEADER.duty, FINAL.duty]
    assert rules().default_chain("report", date(2019, 5, 15)).steps == plan.steps


def test_the_most_particular_chain_in_force_applies(world):
    top = world.actor("city", DutyKind.SUPERVISOR)
    set_chain(world, [SECRECY], unit=None, by=top, name="通用")
    set_chain(world, [SECRECY, LEADER], unit=None, kind="reply", by=top, name="通用答复")
    set_chain(world, [HEAD, SECRECY], name="本局")
    set_chain(world, [HEAD, SECRECY, FINAL], kind="report", name="本局年报")
    science, culture = world.unit("science"), world.unit("culture")
    for unit, kind, name in (
        (culture, "document", "通用"),
        (culture, "reply", "通用答复"),
        (science, "reply", "本局"),
        (science, "report", "本局年报"),
    ):
        assert selectors.chain_for(unit, kind, world.today).name == name


def test_a_chain_applies_from_its_day_and_the_one_before_ends_the_day_before(world):
    first = set_chain(world, [SECRECY, LEADER], name="甲")
    later = world.today + timedelta(days=10)
    set_chain(world, [SECRECY, FINAL], name="乙", since=later)
    first.refresh_from_db()
    assert first.valid_to == later - timedelta(days=1)
    unit = world.unit("science")
    days = [world.today, later - timedelta(days=1), later]
    assert [selectors.chain_for(unit, "document", day).name for day in days] == ["甲", "甲", "乙"]
    assert selectors.chain_for(unit, "document", world.today - timedelta(days=1)).chain is None


def test_two_chains_of_one_day_the_second_counts(world):
    set_chain(world, [SECRECY, LEADER], name="甲")
    set_chain(world, [SECRECY, FINAL], name="乙")
    assert selectors.chain_for(world.unit("science"), "document", world.today).name == "乙"


def test_a_chain_that_ends_gives_way_to_the_default(world):
    chain = set_chain(world, [SECRECY])
    services.end_chain(chain, on=world.today, by=admin(world), at=world.now)
    unit = world.unit("science")
    assert selectors.chain_for(unit, "document", world.today).name == "短流程"
    assert selectors.chain_for(unit, "document", world.today + timedelta(days=1)).chain is None
    with pytest.raises(Refused, match="已于"):
        services.end_chain(chain, on=world.today, by=admin(world), at=world.now + timedelta(days=1))


def test_a_round_keeps_the_steps_it_was_submitted_with(world):
    review = submitted(world)
    set_chain(world, [SECRECY])
    assert review.steps.count() == 4
    assert active(review).duty == DutyKind.SECTION_HEAD
    assert submitted(world, key="2").steps.count() == 1


@pytest.mark.parametrize(
    ("steps", "words"),
    [
        ([], "须有1至5个环节"),
        ([HEAD, SECRECY, LEADER, FINAL, LEADER, FINAL], "现有6个"),
        ([HEAD, LEADER, FINAL], "第十七条"),
        ([SECRECY, StepPlan(DutyKind.DRAFTER, 2)], "不能审查"),
        ([StepPlan(DutyKind.SECRECY_REVIEWER, 0)], "须在1至20之间"),
        ([StepPlan(DutyKind.SECRECY_REVIEWER, 21)], "须在1至20之间"),
        ([StepPlan(DutyKind.SECRECY_REVIEWER, 2, "长" * 41)], "超过40个字"),
    ],
)
def test_a_chain_that_cannot_be_is_refused_in_words(world, steps, words):
    with pytest.raises(Refused, match=words) as refused:
        set_chain(world, steps)
    assert list(refused.value.problems) == ["steps"]
    assert not Chain.objects.exists()


def test_a_day_in_the_past_a_missing_name_and_a_later_chain_are_refused(world):
    with pytest.raises(Refused, match="不能倒签"):
        set_chain(world, [SECRECY], since=world.today - timedelta(days=1))
    with pytest.raises(Refused, match="没有名称"):
        set_chain(world, [SECRECY], name="  ")
    set_chain(world, [SECRECY], since=world.today + timedelta(days=5))
    with pytest.raises(Refused, match="先停用它"):
        set_chain(world, [SECRECY, LEADER])


def test_five_steps_with_the_same_post_twice_are_two_persons(world):
    top = StepPlan(DutyKind.LEADER, 1, "主要领导审签")
    set_chain(world, [HEAD, SECRECY, LEADER, top, FINAL])
    review = submitted(world)
    assert [step.called for step in review.steps.all()] == [
        "科室负责人",
        "保密审查员",
        "分管领导",
        "主要领导审签",
        "办公室终审",
    ]


ALLOWED = {("science", DutyKind.UNIT_ADMINISTRATOR), ("city", DutyKind.SUPERVISOR)}


def test_only_the_units_administrator_and_the_lead_office_above_set_and_end_a_chain(world):
    chain = set_chain(world, [SECRECY], kind="report")
    before = AuditEntry.objects.count()
    for slug, kind in world.people:
        if (slug, kind) in ALLOWED:
            continue
        by = world.actor(slug, kind)
        with pytest.raises(NotAllowed):
            set_chain(world, [SECRECY], by=by)
        with pytest.raises(NotAllowed):
            services.end_chain(chain, on=world.today, by=by, at=world.now)
        if (slug, kind) != ("city", DutyKind.SUPERVISOR):
            with pytest.raises(NotAllowed):
                set_chain(world, [SECRECY], unit=None, by=by)
    assert Chain.objects.count() == 1
    assert AuditEntry.objects.count() == before
    with pytest.raises(NotAllowed):
        set_chain(world, [SECRECY], unit=None)
    set_chain(world, [SECRECY], by=world.actor("city", DutyKind.SUPERVISOR))


def test_every_conclusion_and_every_safety_has_its_words_and_source():
    known = rules()
    assert [item.code for item in known.conclusions.values() if item.passes] == ["releasable"]
    assert all(item.label and item.source for item in known.conclusions.values())
    assert list(known.safeties.values()) == ["国家安全", "公共安全", "经济安全", "社会稳定"]
