"""What can be found: one row for each public thing, and beside it the index of its bigrams."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class SearchDoc(models.Model):
    """A public thing as it is found and listed. ``kind`` and ``key`` name it ("document", "17").

    The words of title, number and text stand as bigrams in an index beside this table (SQLite: FTS5, PostgreSQL: tsvector);
    ``services`` keeps both in step.
    """

    kind = models.CharField("种类", max_length=30)
    key = models.CharField("编号", max_length=60)
    unit_id = models.BigIntegerField("单位编号", null=True)
    title = models.CharField("标题", max_length=500)
    number = models.CharField("文号", max_length=100, blank=True)
    summary = models.CharField("摘要", max_length=300, blank=True)
    url = models.CharField("网址", max_length=300)
    published_on = models.DateField("发布日期")
    tokens = models.TextField("词", editable=False)

    class Meta:
        verbose_name = "检索条目"
        verbose_name_plural = "检索条目"
        ordering: ClassVar = ["-published_on", "-id"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["kind", "key"], name="searchdoc_thing")]
        indexes: ClassVar = [
            models.Index(fields=["-published_on", "-id"], name="searchdoc_newest"),
            models.Index(fields=["unit_id", "-published_on", "-id"], name="searchdoc_unit_newest"),
        ]

    def __str__(self) -> str:
        return self.title
