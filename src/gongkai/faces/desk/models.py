"""What the desk itself must remember: forms that were sent, what was typed and not saved, and how far long work has come."""

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


class ReadingWork(models.Model):
    """A report file that is read slowly (scanned pages), by the worker while the person may leave.

    It ends with the ``report`` or with why there is none; ``seen_at`` is when the person looked at that.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name="上传人")
    section = models.ForeignKey("units.Section", models.CASCADE, related_name="+", verbose_name="科室")
    year = models.PositiveSmallIntegerField("年度", null=True, blank=True)
    onto = models.PositiveIntegerField("接着的稿次", default=0)
    file = models.ForeignKey("files.StoredFile", models.CASCADE, related_name="+", verbose_name="文件")
    name = models.CharField("文件名", max_length=200)
    offered = models.BooleanField("可以公开", default=False)
    begun_at = models.DateTimeField("开始时间")
    ended_at = models.DateTimeField("完成时间", null=True, blank=True)
    seen_at = models.DateTimeField("查看时间", null=True, blank=True)
    refused = models.CharField("没有读出的原因", max_length=600, blank=True)
    report = models.ForeignKey(
        "annualreport.AnnualReport", models.CASCADE, null=True, blank=True, related_name="+", verbose_name="年度报告"
    )

    class Meta:
        verbose_name = "读取年度报告"
        verbose_name_plural = "读取年度报告"
        ordering: ClassVar = ["-pk"]

    def __str__(self) -> str:
        return self.name


class ImportWork(models.Model):
    """Long work on a batch of documents from a table, done by the worker while the person may leave.

    ``beat_at`` is when the worker was last heard of: work that has no end and no beat can be asked for again. ``told`` says of
    a document (its number) why it was held back.
    """

    class Kind(models.TextChoices):
        """Which work."""

        READING = "reading", "读取正文文件"
        SUBMITTING = "submitting", "检查并送审"

    batch = models.ForeignKey("catalog.ImportBatch", models.CASCADE, related_name="+", verbose_name="批量导入")
    kind = models.CharField("工作", max_length=12, choices=Kind.choices)
    done = models.PositiveIntegerField("已完成", default=0)
    of = models.PositiveIntegerField("共", default=0)
    beat_at = models.DateTimeField("最近进展")
    ended_at = models.DateTimeField("完成时间", null=True, blank=True)
    told = models.JSONField("没有送审的原因", default=dict, blank=True)

    class Meta:
        verbose_name = "批量导入的后台工作"
        verbose_name_plural = "批量导入的后台工作"
        constraints: ClassVar = [models.UniqueConstraint(fields=["batch", "kind"], name="importwork_once")]

    def __str__(self) -> str:
        return f"{self.batch_id} {self.get_kind_display()} {self.done}/{self.of}"


class ImportText(models.Model):
    """The text of one Word document of a batch as it was read, or why it could not be: read once, shown many times."""

    batch = models.ForeignKey("catalog.ImportBatch", models.CASCADE, related_name="+", verbose_name="批量导入")
    name = models.CharField("文件", max_length=500)
    body = models.TextField("正文", blank=True)
    refused = models.TextField("不能读取的原因", blank=True)

    class Meta:
        verbose_name = "批量导入的正文"
        verbose_name_plural = "批量导入的正文"
        constraints: ClassVar = [models.UniqueConstraint(fields=["batch", "name"], name="importtext_once")]

    def __str__(self) -> str:
        return self.name
