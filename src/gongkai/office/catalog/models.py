"""Documents and their revisions. In stage three the document becomes the catalogue item."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from gongkai.office.files.models import StoredFile
from gongkai.office.units.models import Section, Unit


class DocumentKind(models.TextChoices):
    """What a document is."""

    INFORMATION = "document", "政府信息"
    INSTITUTION = "institution", "工作制度"


def document_kinds() -> list[tuple[str, str]]:
    """The values of :class:`DocumentKind` with their words."""
    return list(DocumentKind.choices)


class Document(models.Model):
    """Something a unit writes, reviews and releases. What it says stands in its revisions.

    ``published`` is the revision that the public sees; ``latest`` the one that is worked on. A withdrawn document has a
    ``withdrawn_at`` and a reason, and its last published revision is kept.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="documents", verbose_name="单位")
    section = models.ForeignKey(Section, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="科室")
    kind = models.CharField("种类", max_length=20, choices=document_kinds, default=DocumentKind.INFORMATION)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="起草人")
    created_at = models.DateTimeField("起草时间")
    latest = models.ForeignKey("Revision", models.PROTECT, null=True, related_name="+", verbose_name="最新稿")
    published = models.ForeignKey(
        "Revision", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="公开稿"
    )
    published_at = models.DateTimeField("首次公开时间", null=True, blank=True)
    withdrawn_at = models.DateTimeField("撤下时间", null=True, blank=True)
    withdrawn_reason = models.CharField("撤下原因", max_length=300, blank=True)

    class Meta:
        verbose_name = "文稿"
        verbose_name_plural = "文稿"
        ordering: ClassVar = ["-id"]
        indexes: ClassVar = [
            models.Index(fields=["unit", "kind", "-id"], name="document_unit_kind"),
            models.Index(fields=["-published_at"], condition=Q(published__isnull=False), name="document_public"),
            models.Index(
                fields=["unit", "published_at"], condition=Q(withdrawn_at__isnull=True), name="document_unit_public"
            ),
        ]

    def __str__(self) -> str:
        return self.latest.title if self.latest else f"文稿 {self.pk}"


class Revision(models.Model):
    """What a document says at one moment. Rows are never changed: every save adds one."""

    document = models.ForeignKey(Document, models.CASCADE, related_name="revisions", verbose_name="文稿")
    number = models.PositiveIntegerField("稿次")
    title = models.CharField("标题", max_length=300)
    document_number = models.CharField("文号", max_length=100, blank=True)
    formed_on = models.DateField("成文日期", null=True, blank=True)
    body = models.TextField("正文", blank=True)
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="保存人")
    saved_at = models.DateTimeField("保存时间")
    note = models.CharField("修改说明", max_length=200, blank=True)
    digest = models.CharField("内容摘要值", max_length=64)
    released_at = models.DateTimeField("公开时间", null=True, blank=True)
    version = models.PositiveIntegerField("公开版次", null=True, blank=True)

    class Meta:
        verbose_name = "文稿修订"
        verbose_name_plural = "文稿修订"
        ordering: ClassVar = ["document", "-number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["document", "number"], name="revision_number"),
            models.UniqueConstraint(fields=["document", "version"], name="revision_version"),
        ]

    def __str__(self) -> str:
        return f"{self.title}（第{self.number}稿）"


class Attachment(models.Model):
    """A file attached to a revision, under a name."""

    revision = models.ForeignKey(Revision, models.CASCADE, related_name="attachments", verbose_name="修订")
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="attachments", verbose_name="文件")
    name = models.CharField("名称", max_length=200)
    position = models.PositiveSmallIntegerField("顺序")

    class Meta:
        verbose_name = "附件"
        verbose_name_plural = "附件"
        ordering: ClassVar = ["revision", "position"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["revision", "position"], name="attachment_position")]

    def __str__(self) -> str:
        return self.name
