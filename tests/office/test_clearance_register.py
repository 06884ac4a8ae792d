"""The register, the reminders, the work list: what is found, counted and said."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from gongkai.office.actors import DutyKind
from gongkai.office.audit.models import AuditEntry
from gongkai.office.clearance import selectors, services
from gongkai.office.clearance.models import Review, ReviewStep, StepReminder
from gongkai.office.clearance.reminders import words
from rounds_of_review import active, author, deputy, pass_all, pass_step, subject, submitted


@pytest.fixture(autouse=True)
def silent_gates(monkeypatch):
    monkeypatch.setattr("gongkai.office.clearance.findings.run_gates", lambda _content, **_: [])


def numbers(world, slug):
    return list(
        Review.objects.filter(unit=world.unit(slug))
        .order_by("register_year", "register_seq")
        .values_list("register_number", flat=True)
    )


def test_numbers_run_without_a_gap_by_unit_and_year(world):
    for key in "123":
        pass_all(world, submitted(world, key=key))
    pass_all(world, submitted(world, slug="culture", key="4"), slug="culture")
    next_year = world.now.replace(year=2027)
    pass_all(world, submitted(world, key="5"), at=next_year)
    assert numbers(world, "science") == [
        "科学技术局审〔2026〕1号",
        "科学技术局审〔2026〕2号",
        "科学技术局审〔2026〕3号",
        "科学技术局审〔2027〕1号",
    ]
    assert numbers(world, "culture") == ["文化局审〔2026〕1号"]


def test_a_pass_that_fails_gives_its_number_back(world, monkeypatch):
    review = submitted(world)
    for _ in range(3):
        pass_step(world, review)
    with monkeypatch.context() as broken:
        broken.setattr("gongkai.office.clearance.decisions.end_round", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            pass_step(world, review)
    assert pass_all(world, review).register_number == "科学技术局审〔2026〕1号"


def test_the_register_finds_by_unit_period_words_reviewer_result_and_emergency(world):
    first = pass_all(world, submitted(world, key="1"))
    second = submitted(world, key="2", at=world.now + timedelta(days=40))
    services.return_(active(second), opinion="退", by=world.actor("science", DutyKind.SECTION_HEAD), at=world.now)
    other = submitted(world, slug="east-school", key="3")
    top = world.actor("city", DutyKind.SUPERVISOR)

    def found(**asked):
        return {row.pk for row in selectors.register(asked.pop("by", top), **asked)}

    every = {first.pk, second.pk, other.pk}
    assert found() == every
    assert found(unit=world.unit("east")) == set()
    assert found(unit=world.unit("east"), with_subtree=True) == {other.pk}
    assert found(since=world.today + timedelta(days=1)) == {second.pk}
    assert found(until=world.today) == {first.pk, other.pk}
    assert found(words="演示2") == {second.pk}
    assert found(words="〔2026〕1号 科技") == {first.pk}
    assert found(reviewer="分管领导") == {first.pk}
    assert found(result="returned") == {second.pk}
    assert found(emergency=True) == set()
    assert found(emergency=False) == every
    assert found(by=world.actor("east", DutyKind.LEADER)) == set()
    assert found(by=world.actor("east-school", DutyKind.DRAFTER)) == {other.pk}
    assert found(by=world.actor("city", DutyKind.ASSESSOR)) == every
    for kind in (DutyKind.SYSTEM_ADMINISTRATOR, DutyKind.SECURITY_ADMINISTRATOR, DutyKind.AUDIT_ADMINISTRATOR):
        assert found(by=world.actor("platform", kind)) == set()


def test_the_work_list_says_why_each_is_there(world):
    review = submitted(world)
    head = world.actor("science", DutyKind.SECTION_HEAD)
    (item,) = selectors.waiting_for(head, world.today)
    assert item.why == "您是科学技术局科室负责人，下一个工作日到期"
    (item,) = selectors.waiting_for(head, date(2026, 3, 13))
    assert (item.why, item.overdue) == ("您是科学技术局科室负责人，已逾期2个工作日", True)
    acting = deputy(world, world.actor("culture", DutyKind.DRAFTER), DutyKind.SECTION_HEAD)
    (item,) = selectors.waiting_for(acting, world.today)
    assert item.why.startswith(f"您代{head.name}办理科室负责人")
    assert selectors.waiting_for(author(world), world.today) == []
    pass_step(world, review)
    assert selectors.waiting_for(head, world.today) == []


def test_the_work_list_costs_one_query_however_long_it_is(world):
    head = world.actor("science", DutyKind.SECTION_HEAD)
    for key in range(3):
        submitted(world, key=str(key))
    with CaptureQueriesContext(connection) as three:
        assert len(selectors.waiting_for(head, world.today)) == 3
    for key in range(3, 15):
        submitted(world, key=str(key))
    with CaptureQueriesContext(connection) as fifteen:
        assert len(selectors.waiting_for(head, world.today)) == 15
    assert len(three) == len(fifteen) == 1


def test_rounds_figures_and_register_do_not_ask_by_row(world):
    for key in range(4):
        pass_all(world, submitted(world, key=str(key)))
    services.overtake(subject(world), by=author(world), at=world.now)
    top = world.actor("city", DutyKind.SUPERVISOR)
    with CaptureQueriesContext(connection) as asked:
        for row in selectors.register(top):
            assert [step.decided_by.name for step in row.steps.all()]
    assert len(asked) == 3, [query["sql"] for query in asked]
    with CaptureQueriesContext(connection) as asked:
        selectors.figures(list(world.units.values()), 2026)
    assert len(asked) == 2
    about = subject(world, key="0")
    with CaptureQueriesContext(connection) as asked:
        for row in selectors.rounds(about):
            selectors.timeline(row)
    assert len(asked) == 3, [query["sql"] for query in asked]


# --- reminders ---------------------------------------------------------------------------------------------------------
def kinds(reminders):
    return [reminder.kind for reminder in reminders]


def test_reminders_follow_the_day_and_are_made_once(world):
    submitted(world)  # due on Wednesday the 11th
    at = world.now
    assert kinds(services.remind(at)) == ["due_tomorrow"]
    assert services.remind(at) == []
    assert services.remind(at + timedelta(hours=5)) == []
    assert kinds(services.remind(at + timedelta(days=1))) == ["due_today"]
    assert kinds(services.remind(at + timedelta(days=2))) == ["overdue_1"]
    assert services.remind(at + timedelta(days=2)) == []
    assert [words(kind) for kind in ("due_tomorrow", "due_today", "overdue_2")] == [
        "下一个工作日到期",
        "今日到期",
        "已逾期2个工作日",
    ]


def test_a_missed_night_heals_and_nothing_is_made_up_for(world):
    submitted(world)
    assert kinds(services.remind(world.now + timedelta(days=9))) == ["overdue_6"]
    assert StepReminder.objects.count() == 1


def test_at_the_weekend_nothing_new_is_said(world):
    submitted(world)
    friday = world.now + timedelta(days=3)
    assert kinds(services.remind(friday)) == ["overdue_2"]
    assert services.remind(friday + timedelta(days=1)) == []
    assert services.remind(friday + timedelta(days=2)) == []
    assert kinds(services.remind(friday + timedelta(days=3))) == ["overdue_3"]


def test_only_open_steps_of_open_rounds_are_reminded_of(world):
    pass_all(world, submitted(world, key="1"))
    submitted(world, key="2")
    services.overtake(subject(world, key="2"), by=author(world), at=world.now)
    before = AuditEntry.objects.count()
    assert services.remind(world.now + timedelta(days=30)) == []
    assert AuditEntry.objects.count() == before


def test_a_day_that_was_unknown_is_learned_when_the_calendar_knows_it(world, monkeypatch):
    review = submitted(world, at=world.now.replace(month=12, day=31))
    assert active(review).due_on is None
    assert services.remind(world.now.replace(month=12, day=31)) == []
    monkeypatch.setattr("gongkai.office.clearance.reminders.due_on", lambda _day, _number: date(2027, 1, 4))
    services.remind(world.now.replace(month=12, day=31))
    assert ReviewStep.objects.get(pk=active(review).pk).due_on == date(2027, 1, 4)
