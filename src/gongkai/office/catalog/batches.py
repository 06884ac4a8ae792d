"""Batches of documents that came from a table, so that what came in together can be found again."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from gongkai.office.files.models import StoredFile
from gongkai.office.units.models import Unit


class ImportBatch(models.Model):
    """A table with its files as one person sent it, and what was made of it.

    ``files`` gives for a name its stored file, ``refused`` why a file could not be kept. ``made`` are the ids of the documents,
    in the order of the rows; empty while it has only been looked at.
    """

    name = models.CharField("表格", max_length=200)
    sheet = models.ForeignKey(StoredFile, models.PROTECT, related_name="+", verbose_name="表格文件")
    files = models.JSONField("附带文件", default=dict, blank=True)
    refused = models.JSONField("不能接收的文件", default=dict, blank=True)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+", verbose_name="单位")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="导入人")
    sent_at = models.DateTimeField("上传时间")
    carried_out_at = models.DateTimeField("导入时间", null=True, blank=True)
    made = models.JSONField("导入的文稿", default=list, blank=True)

    class Meta:
        verbose_name = "批量导入"
        verbose_name_plural = "批量导入"
        ordering: ClassVar = ["-id"]
        indexes: ClassVar = [models.Index(fields=["by", "-id"], name="importbatch_by")]

    def __str__(self) -> str:
        return f"{self.name}（{len(self.made)}条）"
