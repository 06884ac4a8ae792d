"""Being told that a heading must be kept up: whom, when, and never twice."""

from datetime import timedelta

import pytest

from catalogues import adopted
from gongkai.faces.jobs.jobs import keep_up
from gongkai.office.actors import DutyKind
from gongkai.office.audit.models import AuditEntry
from gongkai.office.catalog.alerting import remind
from gongkai.office.catalog.obligations import settle


@pytest.fixture
def told(world):
    """Whom a run of the job tells on the day after so many days."""

    def run(days=0):
        return [(person.username, each.line.node.code) for person, each in remind(world.now + timedelta(days=days))]

    return run


@pytest.mark.parametrize(
    ("age", "tells"),
    [(165, False), (166, True), (167, False), (180, True), (181, True), (182, False), (211, True)],
)
def test_two_weeks_before_on_the_day_the_day_after_and_every_month(world, told, age, tells):
    adopted(world, "20-13", age=age)
    assert told() == ([("science.final_reviewer", "20-13")] if tells else [])


def test_the_section_that_answers_for_it_is_told(world, told):
    adopted(world, "20-13", age=180)
    settle(
        world.unit("science"),
        "20-13",
        section=world.section("science"),
        by=world.actor("science", DutyKind.UNIT_ADMINISTRATOR),
        at=world.now,
    )
    assert told() == [("science.drafter", "20-13"), ("science.section_head", "20-13")]


def test_a_second_run_on_the_same_day_tells_nothing(world, told):
    adopted(world, "20-13", age=180)
    assert told()
    assert told() == []
    assert AuditEntry.objects.filter(verb="catalog.obligation.reminded").count() == 1


def test_what_nights_without_a_clock_missed_is_told_once(world, told):
    adopted(world, "20-04", age=36)  # stale since yesterday
    assert told()
    adopted(world, "20-13", age=175)  # due in five days
    assert told(8) == [("science.final_reviewer", "20-13")]
    assert told(8) == []


def test_one_letter_a_person_names_every_heading(world, settings, mailoutbox, guard):
    settings.EMAIL_HOST = "mail.invalid"
    person = world.person("science", DutyKind.FINAL_REVIEWER)
    with guard.off():
        person.email = "science@example.invalid"
        person.save()
    for code in ("20-13", "20-01"):
        adopted(world, code, age=181)
    assert keep_up(world.now) == 2
    (letter,) = mailoutbox
    assert letter.to == ["science@example.invalid"]
    assert "“监督检查”超期" in letter.body
    assert "“法规、规章和规范性文件”超期" in letter.body
