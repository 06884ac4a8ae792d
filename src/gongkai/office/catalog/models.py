"""The catalogue: documents and their revisions, how they belong together, and what each unit owes under which heading."""

from __future__ import annotations

from typing import Any, ClassVar, NoReturn

from django.conf import settings
from django.db import models
from django.db.models import Q

from gongkai.office.catalog.batches import ImportBatch  # noqa: F401  (a model of this app)
from gongkai.office.catalog.links import Link  # noqa: F401  (a model of this app)
from gongkai.office.files.models import StoredFile
from gongkai.office.units.models import Section, Unit
from gongkai.office.units.numbering import Series


class DocumentKind(models.TextChoices):
    """What a document is."""

    INFORMATION = "document", "政府信息"
    INTERPRETATION = "interpretation", "政策解读"
    INSTITUTION = "institution", "工作制度"
    GUIDE = "guide", "公开指南"


def document_kinds() -> list[tuple[str, str]]:
    """The values of :class:`DocumentKind` with their words."""
    return list(DocumentKind.choices)


class Disclosure(models.TextChoices):
    """公开方式: whether everybody, whoever asks, or nobody is given it (条例第十三条至第十六条)."""

    PROACTIVE = "proactive", "主动公开"
    ON_REQUEST = "on_request", "依申请公开"
    WITHHELD = "withheld", "不予公开"


def disclosures() -> list[tuple[str, str]]:
    """The values of :class:`Disclosure` with their words."""
    return list(Disclosure.choices)


class Ending(models.TextChoices):
    """How something that was in force came to be no longer (有效性)."""

    EXPIRED = "expired", "已失效"
    REPEALED = "repealed", "已废止"
    AMENDED = "amended", "已修改"


def endings() -> list[tuple[str, str]]:
    """The values of :class:`Ending` with their words."""
    return list(Ending.choices)


class IndexSeries(Series):
    """The last index number given to a unit's items of a year: numbers run without a gap and are never used again."""

    class Meta(Series.Meta):
        verbose_name = "索引号序列"
        verbose_name_plural = "索引号序列"


class Document(models.Model):
    """An item of the catalogue: what a unit writes, reviews and releases. What it says stands in its revisions.

    ``published`` is the revision that the public sees; ``latest`` the one that is worked on. A withdrawn document has a
    ``withdrawn_at`` and a reason, and its last published revision is kept.

    ``index_number`` is given at the first release and stays (索引号). ``release_at`` is the moment at which a cleared
    revision goes out by itself. ``ended_on`` is the first day on which it is no longer in force, ``ended_how`` why; ``ended_by``
    is the document that says so (its title may have to go one day: it is not copied), ``ended_note`` what a person wrote instead.
    ``release_note`` says why a release that was arranged did not take place, until the next one is arranged.
    ``adopted_from`` names the older site on which it was public before this platform (then ``published_at`` is that day).
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
    index_number = models.CharField("索引号", max_length=60, null=True, blank=True, unique=True)
    release_at = models.DateTimeField("定时公开时间", null=True, blank=True)
    release_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="定时公开人"
    )
    release_note = models.CharField("定时公开未办成的原因", max_length=300, blank=True)
    ended_on = models.DateField("失效日期", null=True, blank=True)
    ended_how = models.CharField("失效方式", max_length=10, blank=True, choices=endings)
    ended_note = models.CharField("失效说明", max_length=300, blank=True)
    ended_by = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="使其失效的文件"
    )
    adopted_from = models.CharField("原网站", max_length=200, blank=True)

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
            models.Index(fields=["release_at"], condition=Q(release_at__isnull=False), name="document_release"),
            models.Index(fields=["ended_on"], condition=Q(ended_on__isnull=False), name="document_ended"),
            models.Index(fields=["withdrawn_at"], condition=Q(withdrawn_at__isnull=False), name="document_withdrawn"),
        ]

    def __str__(self) -> str:
        return self.latest.title if self.latest else f"文稿 {self.pk}"


class Revision(models.Model):
    """What a document says at one moment. Rows are never changed: every save adds one.

    The fields from ``heading`` on are the metadata (:class:`gongkai.office.catalog.metadata.Metadata`); they are reviewed with
    the text. ``issuers`` is a list of names of organs, ``related`` a list of ``{"kind": …, "id": …}`` (:class:`Relation`).
    ``correction`` is what the public is told about the change of something public, ``closes_earlier`` whether the versions before
    it are then closed to the public; both are reviewed with the text.
    """

    document = models.ForeignKey(Document, models.CASCADE, related_name="revisions", verbose_name="文稿")
    number = models.PositiveIntegerField("稿次")
    title = models.CharField("标题", max_length=300)
    document_number = models.CharField("文号", max_length=100, blank=True)
    formed_on = models.DateField("成文日期", null=True, blank=True)
    body = models.TextField("正文", blank=True)
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="保存人")
    saved_at = models.DateTimeField("保存时间")
    note = models.CharField("修改说明", max_length=200, blank=True)
    heading = models.CharField("目录类目", max_length=24, blank=True)
    subject = models.CharField("主题分类", max_length=4, blank=True)
    genre = models.CharField("体裁", max_length=4, blank=True)
    mode = models.CharField("公开时限类型", max_length=12, blank=True)
    disclosure = models.CharField("公开方式", max_length=12, choices=disclosures, default=Disclosure.PROACTIVE)
    ground = models.CharField("不予公开事由", max_length=8, blank=True)
    reassess_on = models.DateField("下次评估日期", null=True, blank=True)
    issuers = models.JSONField("发文机关", default=list, blank=True)
    effective_on = models.DateField("施行日期", null=True, blank=True)
    expires_on = models.DateField("有效期至", null=True, blank=True)
    keywords = models.CharField("关键词", max_length=200, blank=True)
    summary = models.CharField("内容概述", max_length=500, blank=True)
    source = models.CharField("信息来源", max_length=100, blank=True)
    related = models.JSONField("关联文稿", default=list, blank=True)
    correction = models.CharField("更正说明", max_length=300, blank=True)
    closes_earlier = models.BooleanField("以前的公开版不再提供", default=False)
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
        indexes: ClassVar = [
            models.Index(fields=["expires_on"], condition=Q(expires_on__isnull=False), name="revision_expires"),
            models.Index(fields=["document"], condition=~Q(disclosure="proactive"), name="revision_withheld"),
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


class RelationKind(models.TextChoices):
    """How two documents belong together, said of the first."""

    INTERPRETS = "interprets", "解读"
    AMENDS = "amends", "修改"
    REPEALS = "repeals", "废止"
    RELATED = "related", "相关"


def relation_kinds() -> list[tuple[str, str]]:
    """The values of :class:`RelationKind` with their words."""
    return list(RelationKind.choices)


class Relation(models.Model):
    """``document`` interprets, amends, repeals or goes with ``other``. Written when a revision that says so is released."""

    document = models.ForeignKey(Document, models.CASCADE, related_name="relations", verbose_name="文稿")
    other = models.ForeignKey(Document, models.CASCADE, related_name="related_from", verbose_name="关联文稿")
    kind = models.CharField("关系", max_length=12, choices=relation_kinds)

    class Meta:
        verbose_name = "关联"
        verbose_name_plural = "关联"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["document", "other", "kind"], name="relation_once"),
            models.CheckConstraint(condition=~Q(document=models.F("other")), name="relation_of_two"),
        ]

    def __str__(self) -> str:
        return f"{self.document_id} {self.get_kind_display()} {self.other_id}"


class ChangeKind(models.TextChoices):
    """What was done to something public (已公开内容的删补)."""

    CORRECTED = "corrected", "更正"
    WITHDRAWN = "withdrawn", "撤下"
    RESTORED = "restored", "重新公开"
    ENDED = "ended", "效力变更"
    CLOSED = "closed", "旧版停止提供"


def change_kinds() -> list[tuple[str, str]]:
    """The values of :class:`ChangeKind` with their words."""
    return list(ChangeKind.choices)


class KeptRows(models.QuerySet[Any]):
    """Rows that are only ever added."""

    def update(self, **kwargs: object) -> NoReturn:  # noqa: ARG002
        """Refused."""
        raise TypeError(f"{self.model.__name__} rows are never changed")

    def delete(self) -> NoReturn:
        """Refused."""
        raise TypeError(f"{self.model.__name__} rows are never deleted")


class Kept(models.Model):
    """A row that says what was done, and is never changed or deleted afterwards."""

    objects = KeptRows.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 (Django's own arguments)
        """Add it. Raises TypeError where it is there already."""
        if not self._state.adding:
            raise TypeError(f"{type(self).__name__} rows are never changed")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:  # noqa: ANN401, ARG002
        """Refused."""
        raise TypeError(f"{type(self).__name__} rows are never deleted")


class Change(Kept):
    """A correction, withdrawal or restoration of something public, with the reason the public reads. Never changed."""

    document = models.ForeignKey(Document, models.PROTECT, related_name="changes", verbose_name="文稿")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="单位")
    kind = models.CharField("变更", max_length=10, choices=change_kinds)
    title = models.CharField("标题", max_length=300)
    before = models.ForeignKey(Revision, models.PROTECT, null=True, related_name="+", verbose_name="变更前")
    after = models.ForeignKey(Revision, models.PROTECT, null=True, related_name="+", verbose_name="变更后")
    reason = models.CharField("原因", max_length=300)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="办理人")
    at = models.DateTimeField("办理时间")

    class Meta:
        verbose_name = "更正和撤下"
        verbose_name_plural = "更正和撤下登记"
        ordering: ClassVar = ["-at", "-id"]
        indexes: ClassVar = [
            models.Index(fields=["unit", "-at"], name="change_unit"),
            models.Index(fields=["-at", "-id"], name="change_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}：{self.title}"


class Reassessment(Kept):
    """A look, from time to time, at whether something withheld can now be made public (条例第十八条). Never changed."""

    document = models.ForeignKey(Document, models.PROTECT, related_name="reassessments", verbose_name="文稿")
    release = models.BooleanField("可以公开")
    opinion = models.CharField("评估意见", max_length=300)
    next_on = models.DateField("下次评估日期", null=True, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="评估人")
    at = models.DateTimeField("评估时间")

    class Meta:
        verbose_name = "定期评估"
        verbose_name_plural = "定期评估"
        ordering: ClassVar = ["-at", "-id"]

    def __str__(self) -> str:
        return f"{self.document_id} {'可以公开' if self.release else '仍不公开'}"


class OwnHeading(models.Model):
    """A heading that a unit adds to the statutory catalogue, under one of its headings. ``code`` is "u12-3"."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="own_headings", verbose_name="单位")
    code = models.CharField("代码", max_length=24, unique=True)
    parent = models.CharField("上级类目", max_length=24)
    name = models.CharField("名称", max_length=60)
    position = models.PositiveIntegerField("排序", default=0)
    closed = models.BooleanField("停用", default=False)

    class Meta:
        verbose_name = "自设类目"
        verbose_name_plural = "自设类目"
        ordering: ClassVar = ["unit", "parent", "position", "id"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["unit", "parent", "name"], name="ownheading_name")]

    def __str__(self) -> str:
        return self.name


class Obligation(models.Model):
    """What a unit settles for itself about a heading: how it is kept up, or that it has no such business, and why.

    Where there is no row, the law's data hold (:mod:`gongkai.statute.disclosure`).
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="obligations", verbose_name="单位")
    heading = models.CharField("目录类目", max_length=24)
    mode = models.CharField("公开时限类型", max_length=12, blank=True)
    cycle_days = models.PositiveIntegerField("更新周期（天）", null=True, blank=True)
    section = models.ForeignKey(
        Section, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="责任科室"
    )
    not_applicable = models.BooleanField("无此类信息", default=False)
    reason = models.CharField("说明", max_length=300, blank=True)

    class Meta:
        verbose_name = "公开事项"
        verbose_name_plural = "公开事项"
        constraints: ClassVar = [models.UniqueConstraint(fields=["unit", "heading"], name="obligation_once")]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.heading}"
