"""When each job of the clock last ran, and how it ended."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class JobRun(models.Model):
    """One row a job: the last start (which claims it), the last end, what it did or why it failed."""

    name = models.CharField("任务", max_length=40, primary_key=True)
    started_at = models.DateTimeField("开始时间", null=True)
    finished_at = models.DateTimeField("完成时间", null=True)
    did = models.IntegerField("办理数", default=0)
    failures = models.PositiveIntegerField("连续失败次数", default=0)
    error = models.CharField("原因", max_length=300, blank=True)

    class Meta:
        verbose_name = "定时任务"
        verbose_name_plural = "定时任务"
        ordering: ClassVar = ["name"]

    def __str__(self) -> str:
        return self.name
