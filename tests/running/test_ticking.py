"""What the clock starts: due once, made up for after a missed night, undisturbed by a neighbour that fails."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.core import mail

from gongkai.cli import run
from gongkai.faces.jobs.models import JobRun
from gongkai.faces.jobs.ticking import JOBS, Job, still_ticking, tick
from gongkai.office.accounts.models import User
from gongkai.office.actors import DutyKind
from gongkai.office.audit.models import AuditEntry
from gongkai.office.audit.services import audited, record
from gongkai.office.audit.verification import read_anchors
from gongkai.office.catalog import services as catalog
from gongkai.office.catalog.metadata import Metadata


@pytest.fixture(autouse=True)
def _folders(settings, tmp_path):
    settings.ORIGINALS, settings.ANCHORS = tmp_path / "files", tmp_path / "anchors"


def counting(name="count", every=timedelta(hours=1)):
    done = []
    return done, Job(name, "计数", every, lambda now: done.append(now) or len(done))


def test_a_job_runs_when_it_is_due_and_not_before(db, now):
    done, job = counting()
    tick(now, which=(job,))
    tick(now + timedelta(minutes=59), which=(job,))
    assert len(done) == 1
    tick(now + timedelta(minutes=60), which=(job,))
    tick(now + timedelta(days=9), which=(job,))
    assert len(done) == 3
    tick(now + timedelta(days=9), which=(job,), everything=True)
    assert len(done) == 4


def test_a_job_that_fails_is_kept_in_mind_and_stops_nobody(db, now, caplog):
    def fail(_now):
        raise RuntimeError("磁盘已满")

    done, job = counting()
    results = tick(now, which=(Job("fail", "失败", timedelta(hours=1), fail), job))
    assert [result.ok for result in results] == [False, True]
    assert len(done) == 1
    row = JobRun.objects.get(name="fail")
    assert "磁盘已满" in row.error
    assert row.failures == 1
    assert "the job fail failed" in caplog.text
    tick(now + timedelta(hours=1), which=(Job("fail", "失败", timedelta(hours=1), lambda _now: 0),))
    assert JobRun.objects.get(name="fail").failures == 0


def test_what_a_failing_job_wrote_is_undone(db, now):
    def half(_now):
        Session.objects.create(session_key="half", session_data="", expire_date=now)
        raise RuntimeError

    tick(now, which=(Job("half", "半途", timedelta(hours=1), half),))
    assert not Session.objects.exists()


def test_the_pulse_shows_whether_a_worker_lives(db, now):
    assert not still_ticking(now)
    tick(now, which=())
    assert still_ticking(now + timedelta(minutes=4))
    assert not still_ticking(now + timedelta(minutes=6))


def test_all_jobs_run_on_a_city_and_again_do_nothing(world, now):
    assert all(result.ok for result in tick(now, everything=True))
    assert {result.did for result in tick(now, everything=True)} == {0}
    assert len(JOBS) == JobRun.objects.count() - 1


def test_the_trail_is_anchored_once_a_day_and_the_anchor_is_in_the_trail(world, now, settings):
    with audited():
        record("unit.changed", by=world.actor("science", DutyKind.DRAFTER), at=now, subject="某单位")
    anchor = tuple(job for job in JOBS if job.name == "anchor")
    for hours in (0, 1, 5, 24):
        tick(now + timedelta(hours=hours), which=anchor)
    found = read_anchors(settings.ANCHORS)
    assert [each.seq for each in found] == [2, 3]
    assert AuditEntry.objects.filter(verb="audit.anchored").count() == 2


def test_sessions_that_ended_are_forgotten(db, now):
    for name, days in (("old", -1), ("new", 1)):
        Session.objects.create(session_key=name, session_data="", expire_date=now + timedelta(days=days))
    tick(now, everything=True)
    assert [session.session_key for session in Session.objects.all()] == ["new"]


def submitted(world, now):
    clerk = world.actor("science", DutyKind.DRAFTER)
    document = catalog.start_document(
        world.unit("science"),
        world.section("science"),
        "document",
        "演示通知",
        body="<p>按照规定办理。</p>",
        formed_on=now.date(),
        metadata=Metadata(heading="20-15"),
        by=clerk,
        at=now,
    )
    catalog.check(document, by=clerk, at=now)
    catalog.submit(document, by=clerk, at=now)


def test_a_reviewer_gets_one_letter_where_letters_can_be_sent(world, guard, now, settings):
    with guard.off():
        User.objects.filter(pk=world.person("science", DutyKind.SECTION_HEAD).pk).update(email="head@gongkai.example")
    settings.EMAIL_HOST, settings.EMAIL_BACKEND = "mail.example", "django.core.mail.backends.locmem.EmailBackend"
    submitted(world, now)
    later = now + timedelta(days=6)
    for _ in range(2):
        tick(later, everything=True)
    assert [letter.to for letter in mail.outbox] == [["head@gongkai.example"]]
    assert "演示通知" in mail.outbox[0].body
    assert "按照规定办理" not in mail.outbox[0].body, "the text itself stays in the desk"


def test_a_dead_mail_server_stops_nothing(world, guard, now, settings, caplog):
    settings.EMAIL_HOST, settings.EMAIL_BACKEND = "mail.example", f"{__name__}.NoServer"
    with guard.off():
        User.objects.filter(pk=world.person("science", DutyKind.SECTION_HEAD).pk).update(email="head@gongkai.example")
    submitted(world, now)
    assert all(result.ok for result in tick(now + timedelta(days=6), everything=True))
    assert "could not be sent" in caplog.text


class NoServer:
    """A mail server that is not there."""

    def __init__(self, **kwargs):
        pass

    def __enter__(self):
        raise ConnectionRefusedError

    def __exit__(self, *args):
        pass


def test_the_command_says_what_was_done(world, capsys):
    assert run(["tick", "--all"]) == 0
    said = capsys.readouterr().out
    assert all(job.label in said for job in JOBS)
    assert run(["tick", "--json"]) == 0
    assert '"gongkai.tick/1"' in capsys.readouterr().out
