"""Report files that the worker has read, as lines of the work list: long work comes back to who left it."""

from __future__ import annotations

from collections.abc import Iterator

from gongkai.faces.desk.home.tasks import Task
from gongkai.faces.desk.kit import Chip, address
from gongkai.faces.desk.models import ReadingWork
from gongkai.office.actors import Actor


def read_reports(actor: Actor) -> Iterator[Task]:
    """What was read, or could not be, and has not been looked at."""
    ended = ReadingWork.objects.filter(person_id=actor.id, ended_at__isnull=False, seen_at__isnull=True)
    for work in ended.select_related("section__unit")[:5]:
        yield Task(
            kind=Chip("没有读出", "amber") if work.refused else Chip("待核对年报", "main"),
            title=work.name,
            url=address("desk:reports:reading", work.pk),
            why=work.refused or "年度报告文件已经读完，请对照原件核对",
            unit=work.section.unit.called,
            left=None,
            due_on=None,
            order=3,
        )
