"""The trail: one row an act, append-only, each row sealed with the one before it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class AuditEntry(models.Model):
    """Who did what to what, when, from where: a snapshot in words that outlives the person and the thing.

    ``seq`` counts 1, 2, 3 … without gaps; ``digest`` seals this row and, through ``previous``, all rows before it
    (see ``sealing.py``). The database refuses to change or delete a row (see ``protection.py``). Nothing points here
    by foreign key and nothing is pointed at, so that the trail stays when its subjects go.
    """

    seq = models.BigIntegerField("序号", primary_key=True)
    at = models.DateTimeField("时间")
    actor_id = models.BigIntegerField("人员编号", null=True)
    actor = models.CharField("人员", max_length=300)
    address = models.CharField("来源地址", max_length=45, blank=True)
    verb = models.CharField("动作", max_length=80)
    unit_id = models.BigIntegerField("单位编号", null=True)
    subject_type = models.CharField("对象类型", max_length=60)
    subject_id = models.CharField("对象编号", max_length=80)
    subject = models.CharField("对象", max_length=300)
    detail = models.TextField("详情")
    previous = models.CharField("前一条封印", max_length=64)
    digest = models.CharField("封印", max_length=64)

    class Meta:
        verbose_name = "审计记录"
        verbose_name_plural = "审计记录"
        ordering: ClassVar = ["-seq"]
        indexes: ClassVar = [
            models.Index(fields=["at"], name="audit_at"),
            models.Index(fields=["verb", "-seq"], name="audit_verb"),
            models.Index(fields=["actor_id", "-seq"], name="audit_actor"),
            models.Index(fields=["unit_id", "-seq"], name="audit_unit"),
            models.Index(fields=["subject_type", "subject_id", "-seq"], name="audit_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.seq} {self.actor} {self.verb} {self.subject}"


class AuditHead(models.Model):
    """The end of the chain, one row: the lock that lets one writer append at a time, and what verification expects."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    seq = models.BigIntegerField("最后序号", default=0)
    digest = models.CharField("最后封印", max_length=64, blank=True)

    class Meta:
        verbose_name = "审计链末端"
        verbose_name_plural = "审计链末端"

    def __str__(self) -> str:
        return f"{self.seq} {self.digest[:12]}"
