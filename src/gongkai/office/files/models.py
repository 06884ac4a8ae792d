"""Stored files: one row and one file on disk for each content, named by its SHA-256."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class StoredFile(models.Model):
    """The bytes of a file, kept once. What it is called, and who may see it, is said where it is attached.

    ``extension`` and ``media_type`` come from the content, never from the name. ``published_copy`` is the same document
    without metadata, comments and hidden parts, made when it is first released; ``removed`` says in words what that copy leaves out.
    """

    sha256 = models.CharField("SHA-256", max_length=64, unique=True)
    size = models.PositiveBigIntegerField("字节数")
    extension = models.CharField("类型", max_length=10)
    media_type = models.CharField("媒体类型", max_length=100)
    stored_at = models.DateTimeField("存入时间")
    stored_by_id = models.BigIntegerField("存入人编号", null=True)
    removed = models.JSONField("公开副本去掉的内容", default=list)
    scanned_at = models.DateTimeField("查毒时间", null=True, blank=True)
    published_copy = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="originals", verbose_name="公开副本"
    )

    class Meta:
        verbose_name = "文件"
        verbose_name_plural = "文件"
        ordering: ClassVar = ["-id"]

    def __str__(self) -> str:
        return f"{self.sha256[:12]}.{self.extension}"
