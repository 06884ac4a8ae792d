"""What people found wrong on the site, and each step of what became of it."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from gongkai.office.units.models import Unit


class MistakeState(models.TextChoices):
    """Where a report stands."""

    OPEN = "open", "办理中"
    MENDED = "mended", "已更正"
    EXPLAINED = "explained", "已答复，无需更正"


def mistake_states() -> list[tuple[str, str]]:
    """The values of :class:`MistakeState` with their words."""
    return list(MistakeState.choices)


class Mistake(models.Model):
    """Something a visitor found wrong. ``code`` is the receipt's secret; ``contact`` is encrypted, "" where none was left."""

    code = models.CharField("查询码", max_length=16, unique=True)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="mistakes", verbose_name="办理单位")
    sort = models.CharField("类型", max_length=12)
    page = models.CharField("网页", max_length=300)
    page_title = models.CharField("网页标题", max_length=300, blank=True)
    text = models.CharField("问题", max_length=1000)
    contact = models.TextField("联系方式（加密）", blank=True, editable=False)
    received_at = models.DateTimeField("收到时间")
    due_on = models.DateField("应办结日期")
    state = models.CharField("状态", max_length=10, choices=mistake_states, default=MistakeState.OPEN)
    closed_at = models.DateTimeField("办结时间", null=True, blank=True)
    #: Who sent it, as far as repeating it goes: a keyed hash of address and day, of no use the day after.
    sender = models.CharField("来源摘要", max_length=32, editable=False)

    class Meta:
        verbose_name = "找错留言"
        verbose_name_plural = "找错留言"
        ordering: ClassVar = ["-received_at", "-id"]
        indexes: ClassVar = [
            models.Index(fields=["unit", "state", "due_on"], name="mistake_unit"),
            models.Index(fields=["due_on"], condition=Q(state="open"), name="mistake_due"),
            models.Index(fields=["sender", "-received_at"], name="mistake_sender"),
        ]

    def __str__(self) -> str:
        return self.text[:60]


class StepKind(models.TextChoices):
    """What was done."""

    TRANSFERRED = "transferred", "转办"
    ANSWERED = "answered", "答复"
    REOPENED = "reopened", "重新办理"


def step_kinds() -> list[tuple[str, str]]:
    """The values of :class:`StepKind` with their words."""
    return list(StepKind.choices)


class MistakeStep(models.Model):
    """One act on a report, with the words the reporter reads. Never changed."""

    mistake = models.ForeignKey(Mistake, models.CASCADE, related_name="steps", verbose_name="找错留言")
    kind = models.CharField("办理", max_length=12, choices=step_kinds)
    text = models.CharField("说明", max_length=1000)
    from_unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="办理单位")
    to_unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+", verbose_name="转至单位")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="办理人")
    at = models.DateTimeField("办理时间")

    class Meta:
        verbose_name = "找错办理"
        verbose_name_plural = "找错办理"
        ordering: ClassVar = ["mistake", "at", "id"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.at:%Y-%m-%d}"
