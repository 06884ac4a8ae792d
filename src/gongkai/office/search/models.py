"""What can be found: one row for each public thing, and beside it the index of its bigrams."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class SearchDoc(models.Model):
    """A public thing as it is found and listed. ``kind`` and ``key`` name it ("document", "17").

    ``text`` is what it says, for excerpts; ``folded`` is title, number and text normalised, from which the bigrams in the
    index beside this table are made (SQLite: FTS5 ``search_bigrams``; PostgreSQL: a tsvector column ``bigrams``).
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
    text = models.TextField("正文", blank=True, editable=False)
    folded = models.TextField("归一化文字", editable=False)
    title_name = models.CharField("标题摘要值", max_length=32, editable=False)
    number_name = models.CharField("文号摘要值", max_length=32, blank=True, editable=False)

    class Meta:
        verbose_name = "检索条目"
        verbose_name_plural = "检索条目"
        ordering: ClassVar = ["-published_on", "-id"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["kind", "key"], name="searchdoc_thing")]
        indexes: ClassVar = [
            models.Index(fields=["-published_on", "-id"], name="searchdoc_newest"),
            models.Index(fields=["unit_id", "-published_on", "-id"], name="searchdoc_unit_newest"),
            models.Index(fields=["title_name"], name="searchdoc_title_name"),
            models.Index(fields=["number_name"], name="searchdoc_number_name"),
        ]

    def __str__(self) -> str:
        return self.title
