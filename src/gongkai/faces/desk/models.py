"""What the desk itself must remember: which forms were already sent, and what was typed and not saved."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
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


class WorkingCopy(models.Model):
    """What one person has typed into a document's editor and not saved: it survives a closed window, and is nobody else's.

    Like a form that lies open it is no business of the office: it is not reviewed, not released, not a revision, and goes
    with the next saving. ``base`` is the revision it was begun from, ``typed`` the fields by name with all their values,
    ``files`` the attachments as [number, name], ``after_conflict`` that somebody else had saved in between.
    """

    document = models.ForeignKey("catalog.Document", models.CASCADE, related_name="+", verbose_name="文稿")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name="人员")
    base = models.PositiveIntegerField("依据稿次")
    typed = models.JSONField("内容")
    files = models.JSONField("附件", default=list)
    after_conflict = models.BooleanField("保存时有冲突", default=False)
    at = models.DateTimeField("时间", db_index=True)

    class Meta:
        verbose_name = "没有保存的内容"
        verbose_name_plural = "没有保存的内容"
        constraints: ClassVar = [models.UniqueConstraint(fields=["document", "person"], name="workingcopy_of_one")]

    def __str__(self) -> str:
        return f"{self.document_id} {self.person_id}"
