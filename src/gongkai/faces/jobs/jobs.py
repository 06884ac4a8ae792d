"""The jobs of the clock. Each is a function of the state and the moment and returns how many things it did."""

from __future__ import annotations

from datetime import datetime, timedelta

from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.sessions.models import Session
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from gongkai.faces.jobs import letters
from gongkai.office.audit import verification
from gongkai.office.audit.services import SYSTEM, audited, record
from gongkai.office.catalog import alerting
from gongkai.office.catalog import services as catalog
from gongkai.office.clearance import services as clearance
from gongkai.office.files import services as files
from gongkai.office.search import services as search
from gongkai.office.units.history import bring_up_to_date

#: Results of background tasks are kept this long for whoever asks what became of them.
RESULTS_DAYS = 30


def remind(now: datetime) -> int:
    """Remind those whose step of a review is due or overdue; by letter too, where letters can be sent (art. 17)."""
    reminders = clearance.remind(now)
    letters.send(reminders, on=timezone.localdate(now))
    return len(reminders)


def keep_up(now: datetime) -> int:
    """Tell those who answer for a heading of the catalogue that it is due or stale (条例第二十六条); by letter where they can be sent."""
    told = alerting.remind(now)
    letters.send_due(told)
    return len({(each.unit.pk, each.line.node.code) for _person, each in told})


def anchor(now: datetime) -> int:
    """Write the end of the trail into today's file outside the database, once a day."""
    on = timezone.localdate(now)
    known = {found.on for found in verification.read_anchors(settings.ANCHORS)}
    if on in known:
        return 0
    with audited():
        record("audit.anchored", by=SYSTEM, at=now, subject=f"{on} 的锚定文件")
    verification.write_anchor(settings.ANCHORS, on=on)
    return 1


def clear_sessions(now: datetime) -> int:
    """Forget sessions that ended."""
    return Session.objects.filter(expire_date__lt=now).delete()[0]


def clear_lockouts(now: datetime) -> int:
    """Forget failures to sign in that no longer lock anyone out."""
    since = now - timedelta(hours=settings.AXES_COOLOFF_TIME)
    return AccessAttempt.objects.filter(attempt_time__lt=since).delete()[0]


def sweep_files(now: datetime) -> int:
    """Remove what an interrupted upload left behind; nothing that a row names."""
    count, _bytes = files.sweep(settings.ORIGINALS, now)
    return count


def names_and_places(now: datetime) -> int:
    """Let the names and places of units that were registered for today take effect."""
    return bring_up_to_date(on=timezone.localdate(now), at=now)


def release_due(now: datetime) -> int:
    """Put out what was arranged for a moment that has come."""
    return catalog.release_due(now)


def validity(now: datetime) -> int:
    """Mark what has ended by today: last days that are past, repeals whose day has come; lists and counts follow."""
    return catalog.validity_due(now) + search.flip_ended(timezone.localdate(now), at=now)


def follow_units(now: datetime) -> int:
    """Let what is public stand in the region its unit belongs to now."""
    return catalog.follow_units(now)


def clear_results(now: datetime) -> int:
    """Forget background tasks that ended long ago."""
    old = now - timedelta(days=RESULTS_DAYS)
    return DBTaskResult.objects.finished().filter(finished_at__lt=old).delete()[0]
