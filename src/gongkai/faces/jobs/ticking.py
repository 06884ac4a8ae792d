"""What the clock starts: jobs that are functions of the state and the moment, so that a missed night heals itself."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q

from gongkai.faces.jobs import jobs
from gongkai.faces.jobs.models import JobRun

log = logging.getLogger("gongkai.jobs")
#: The row that says when the clock last ticked: a worker that stands still shows there.
PULSE = "tick"


@dataclass(frozen=True)
class Job:
    """Something to be done again and again: doing it twice does nothing more.

    ``run`` takes the moment and returns how many things it did; ``every`` is the least time between two starts.
    """

    name: str
    label: str
    every: timedelta
    run: Callable[[datetime], int]


@dataclass(frozen=True)
class Result:
    """How one job ended."""

    job: Job
    did: int = 0
    error: str = ""

    @property
    def ok(self) -> bool:
        """Whether it was done."""
        return not self.error

    @property
    def says(self) -> str:
        """The result in a line."""
        return f"{self.job.label}：{f'没有办成，{self.error}' if self.error else f'办理 {self.did} 项'}。"

    def as_json(self) -> dict[str, Any]:
        """The result as data."""
        return {"job": self.job.name, "label": self.job.label, "ok": self.ok, "did": self.did, "error": self.error}


JOBS: tuple[Job, ...] = (
    Job("release", "定时公开", timedelta(seconds=30), jobs.release_due),
    Job("remind", "催办", timedelta(minutes=10), jobs.remind),
    Job("units", "更名和隶属调整到期生效", timedelta(hours=1), jobs.names_and_places),
    Job("places", "公开信息随单位调整地区", timedelta(hours=1), jobs.follow_units),
    Job("validity", "失效日期到期生效", timedelta(hours=1), jobs.validity),
    Job("headings", "类目更新提醒", timedelta(hours=6), jobs.keep_up),
    Job("anchor", "锚定审计记录", timedelta(hours=1), jobs.anchor),
    Job("lockouts", "清理过期的登录失败记录", timedelta(hours=1), jobs.clear_lockouts),
    Job("sessions", "清理过期的会话", timedelta(hours=6), jobs.clear_sessions),
    Job("sweep", "清理没有登记的文件", timedelta(hours=24), jobs.sweep_files),
    Job("results", "清理办完的后台任务", timedelta(hours=24), jobs.clear_results),
)


def tick(now: datetime, *, everything: bool = False, which: tuple[Job, ...] | None = None) -> list[Result]:
    """Do what is due at ``now``; one job that fails is logged and does not stop the others.

    Args:
        now: the moment, aware.
        everything: due or not.
        which: other jobs than :data:`JOBS` (tests).
    """
    results = [
        _run(job, now) for job in (JOBS if which is None else which) if _claimed(job, now, everything=everything)
    ]
    JobRun.objects.update_or_create(
        name=PULSE, defaults={"started_at": now, "finished_at": now, "did": sum(result.did for result in results)}
    )
    return results


def still_ticking(now: datetime, *, within: timedelta = timedelta(minutes=5)) -> bool:
    """Whether some worker ticked lately."""
    return JobRun.objects.filter(name=PULSE, finished_at__gte=now - within).exists()


def _claimed(job: Job, now: datetime, *, everything: bool) -> bool:
    """Whether the job is due and is ours: of two workers one gets the row."""
    JobRun.objects.get_or_create(name=job.name)
    mine = JobRun.objects.filter(name=job.name)
    if not everything:
        mine = mine.filter(Q(started_at__isnull=True) | Q(started_at__lte=now - job.every))
    return bool(mine.update(started_at=now))


def _run(job: Job, now: datetime) -> Result:
    row = JobRun.objects.filter(name=job.name)
    try:
        with transaction.atomic():
            did = job.run(now)
    except Exception as error:
        log.exception("the job %s failed", job.name)
        says = f"{type(error).__name__}：{error}"[:300]
        for found in row:
            row.update(finished_at=now, error=says, failures=found.failures + 1)
        return Result(job, error=says)
    row.update(finished_at=now, did=did, error="", failures=0)
    return Result(job, did=did)
