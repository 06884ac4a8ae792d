"""What can be found: one row for each public thing, beside it the index of its bigrams, and how many there are of each sort."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q


class SearchDoc(models.Model):
    """A public thing as it is found and listed: its facts, not its text. ``kind`` and ``key`` name it ("document", "17").

    The text stands in :class:`SearchText`, its words in the index beside these tables (``search_bigrams``, see
    :mod:`gongkai.office.search.index`), how many there are of a sort in :class:`Tally`; ``services`` keeps them in step.

    ``region_id`` is the unit under the root of the tree to which the unit belongs (the root itself for the root), ``column``
    and ``heading`` say where the thing stands on the platform. ``ended_on`` is the first day on which it is no longer in force,
    ``in_force`` whether that day has come: by this one lists and counts go (``services.flip_ended`` turns it on that day).
    """

    kind = models.CharField("种类", max_length=30)
    key = models.CharField("编号", max_length=60)
    unit_id = models.BigIntegerField("单位编号", null=True)
    title = models.CharField("标题", max_length=500)
    number = models.CharField("文号", max_length=100, blank=True)
    summary = models.CharField("摘要", max_length=300, blank=True)
    url = models.CharField("网址", max_length=300)
    published_on = models.DateField("发布日期")
    index_number = models.CharField("索引号", max_length=60, blank=True)
    region_id = models.BigIntegerField("地区编号", null=True)
    column = models.CharField("栏目", max_length=20, blank=True)
    heading = models.CharField("目录类目", max_length=24, blank=True)
    subject = models.CharField("主题分类", max_length=4, blank=True)
    genre = models.CharField("体裁", max_length=4, blank=True)
    ended_on = models.DateField("失效日期", null=True)
    in_force = models.BooleanField("有效", default=True)
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
            models.Index(fields=["region_id", "-published_on", "-id"], name="searchdoc_region_newest"),
            models.Index(fields=["column", "-published_on", "-id"], name="searchdoc_column_newest"),
            models.Index(fields=["heading", "-published_on", "-id"], name="searchdoc_heading_newest"),
            models.Index(fields=["unit_id", "heading", "-published_on", "-id"], name="searchdoc_unit_heading"),
            models.Index(fields=["region_id", "heading", "-published_on", "-id"], name="searchdoc_region_heading"),
            models.Index(fields=["subject", "-published_on", "-id"], name="searchdoc_subject_newest"),
            models.Index(fields=["genre", "-published_on", "-id"], name="searchdoc_genre_newest"),
            models.Index(fields=["index_number"], name="searchdoc_index_number"),
            models.Index(fields=["ended_on"], condition=Q(ended_on__isnull=False), name="searchdoc_ended"),
            models.Index(fields=["-published_on", "-id"], condition=Q(in_force=False), name="searchdoc_not_in_force"),
            models.Index(fields=["title_name"], name="searchdoc_title_name"),
            models.Index(fields=["number_name"], name="searchdoc_number_name"),
        ]

    def __str__(self) -> str:
        return self.title


class SearchText(models.Model):
    """What a public thing says, for excerpts, and title, numbers and text normalised, of which its words are made.

    ``id`` is that of its :class:`SearchDoc`. Apart from it, so that lists do not read texts.
    """

    id = models.BigIntegerField("检索条目", primary_key=True)
    text = models.TextField("正文", blank=True, editable=False)
    folded = models.TextField("归一化文字", editable=False)

    class Meta:
        verbose_name = "检索正文"
        verbose_name_plural = "检索正文"

    def __str__(self) -> str:
        return self.text[:40]


class Tally(models.Model):
    """How many public things of one sort there are within a scope; kept in the transaction that publishes or withdraws.

    ``scope`` is "all", "r" and a region's number, or "u" and a unit's. ``ended`` of the ``total`` are no longer in force.
    Each is also summed up over facts: "hy|all" has the numbers by heading and year alone (``tallying.SUMS``), so that reading
    does not grow with the sorts there are. Read through ``counting``.
    What is kept here can be counted again from :class:`SearchDoc` (``services.recount``).
    """

    scope = models.CharField("范围", max_length=24)
    column = models.CharField("栏目", max_length=20, blank=True)
    kind = models.CharField("种类", max_length=30)
    heading = models.CharField("目录类目", max_length=24, blank=True)
    subject = models.CharField("主题分类", max_length=4, blank=True)
    genre = models.CharField("体裁", max_length=4, blank=True)
    year = models.PositiveSmallIntegerField("发布年份")
    total = models.PositiveIntegerField("条数", default=0)
    ended = models.PositiveIntegerField("其中失效", default=0)
    newest_on = models.DateField("最新发布日期", null=True)

    class Meta:
        verbose_name = "公开信息计数"
        verbose_name_plural = "公开信息计数"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["scope", "column", "kind", "heading", "subject", "genre", "year"], name="tally_sort"
            )
        ]
        indexes: ClassVar = [models.Index(fields=["heading", "scope"], name="tally_heading")]

    def __str__(self) -> str:
        return f"{self.scope} {self.column} {self.heading} {self.year}：{self.total}"
