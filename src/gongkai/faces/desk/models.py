"""What the desk itself must remember: which forms were already sent."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class Submission(models.Model):
    """One sending of one form, by its fingerprint: a second click finds it and goes where the first one led."""

    key = models.CharField("指纹", max_length=64, primary_key=True)
    at = models.DateTimeField("时间", db_index=True)
    url = models.CharField("结果地址", max_length=500, blank=True)

    class Meta:
        verbose_name = "表单提交"
        verbose_name_plural = "表单提交"
        ordering: ClassVar = ["-at"]

    def __str__(self) -> str:
        return self.key
