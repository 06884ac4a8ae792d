"""Units, their sections, and how each is led: rows with a first and, when it has come, a last day."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import F, Q


class UnitKind(models.TextChoices):
    """What kind of organ a unit is (条例第二条、第十条、第五十四条)."""

    GOVERNMENT = "government", "政府"
    DEPARTMENT = "department", "政府部门"
    DISPATCHED = "dispatched", "派出机构"
    TOWNSHIP = "township", "街道、乡镇"
    AUTHORISED = "authorised", "法律、法规授权组织"


def unit_kinds() -> list[tuple[str, str]]:
    """The values of :class:`UnitKind` with their words."""
    return list(UnitKind.choices)


class Unit(models.Model):
    """An administrative organ with duties of disclosure, or an organisation authorised by law.

    ``path`` is the place in the tree: the ids from the root to the unit itself, "/1/7/". A closed unit stays, with
    ``valid_to`` (the last day) and, where there is one, the ``successor`` to whom its reports and duties go.
    ``rank`` is where it stands in lists (:mod:`gongkai.office.units.ranking`).
    """

    name = models.CharField("名称", max_length=120)
    short_name = models.CharField("简称", max_length=40, blank=True)
    code = models.CharField("统一社会信用代码", max_length=18, blank=True)
    kind = models.CharField("类别", max_length=20, choices=unit_kinds)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name="上级单位"
    )
    path = models.CharField("位置", max_length=200, db_index=True, editable=False)
    slug = models.SlugField("网址名", max_length=40, unique=True)
    position = models.PositiveIntegerField("排序", default=0)
    rank = models.PositiveIntegerField("次序", default=0, db_index=True, editable=False)
    valid_from = models.DateField("设立日期")
    valid_to = models.DateField("撤销日期", null=True, blank=True)
    successor = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="predecessors", verbose_name="承继单位"
    )
    lead_office = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="leads",
        verbose_name="政府信息公开工作主管部门",
        help_text="条例第三条：县级以上地方人民政府办公厅（室）",
    )
    # The disclosure office (条例第四条) and how to reach it: what the guide must contain (条例第十二条).
    office_name = models.CharField("政府信息公开工作机构", max_length=120, blank=True)
    office_address = models.CharField("办公地址", max_length=200, blank=True)
    office_hours = models.CharField("办公时间", max_length=200, blank=True)
    office_phone = models.CharField("联系电话", max_length=60, blank=True)
    office_fax = models.CharField("传真号码", max_length=60, blank=True)
    office_email = models.EmailField("电子邮箱", blank=True)
    office_website = models.URLField("互联网联系方式", blank=True)
    postcode = models.CharField("邮政编码", max_length=6, blank=True)
    #: Counts the changes: a form that was opened before the last one does not overwrite it.
    revision = models.PositiveIntegerField("修订次数", default=0, editable=False)

    class Meta:
        verbose_name = "单位"
        verbose_name_plural = "单位"
        ordering: ClassVar = ["rank", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["code"], condition=~Q(code=""), name="unit_code_unique", violation_error_message="代码已被使用"
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="unit_closed_after_opened",
                violation_error_message="撤销日期早于设立日期",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def called(self) -> str:
        """The short name, or the name where there is none."""
        return self.short_name or self.name

    def in_force(self, on: date) -> bool:
        """Whether the unit exists on that day."""
        return self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)


class UnitName(models.Model):
    """A name a unit had, has or will have, from a day to a day; written from the first renaming on.

    ``Unit.name`` is the name in force. Old names are still found.
    """

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="names", verbose_name="单位")
    name = models.CharField("名称", max_length=120, db_index=True)
    short_name = models.CharField("简称", max_length=40, blank=True)
    valid_from = models.DateField("启用日期")
    valid_to = models.DateField("停用日期", null=True, blank=True)

    class Meta:
        verbose_name = "单位名称"
        verbose_name_plural = "单位名称"
        ordering: ClassVar = ["unit", "-valid_from", "-id"]

    def __str__(self) -> str:
        return self.name


class UnitPlace(models.Model):
    """To whom a unit belonged from a day to a day; written from the first move on, also for moves of a later day.

    ``Unit.parent`` and ``Unit.path`` are the place in force, kept so that lists are fast.
    """

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="places", verbose_name="单位")
    parent = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+", verbose_name="上级单位")
    valid_from = models.DateField("起始日期")
    valid_to = models.DateField("终止日期", null=True, blank=True)

    class Meta:
        verbose_name = "隶属关系"
        verbose_name_plural = "隶属关系"
        ordering: ClassVar = ["unit", "valid_from", "id"]

    def __str__(self) -> str:
        return f"{self.unit} → {self.parent or '（无上级）'}"


class Section(models.Model):
    """An internal section (科室) of a unit: who drafts and who first reviews."""

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="sections", verbose_name="单位")
    name = models.CharField("名称", max_length=60)
    phone = models.CharField("联系电话", max_length=60, blank=True)
    position = models.PositiveIntegerField("排序", default=0)
    closed = models.BooleanField("已撤销", default=False)

    class Meta:
        verbose_name = "内设机构"
        verbose_name_plural = "内设机构"
        ordering: ClassVar = ["unit", "position", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["unit", "name"], name="section_name_unique", violation_error_message="本单位已有同名内设机构"
            )
        ]

    def __str__(self) -> str:
        return self.name


class GroupRole(models.TextChoices):
    """Roles in the leading group (ORG-03)."""

    HEAD = "head", "组长"
    DEPUTY_HEAD = "deputy_head", "副组长"
    MEMBER = "member", "成员"
    OFFICE = "office", "领导小组办公室"


def group_roles() -> list[tuple[str, str]]:
    """The values of :class:`GroupRole` with their words."""
    return list(GroupRole.choices)


class GroupMember(models.Model):
    """A member of a unit's leading group for disclosure, for as long as it lasted (ORG-01, ORG-03, ORG-04)."""

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="leading_group", verbose_name="单位")
    role = models.CharField("组内职务", max_length=20, choices=group_roles)
    name = models.CharField("姓名", max_length=60)
    title = models.CharField("职务", max_length=80, blank=True)
    valid_from = models.DateField("任职日期")
    valid_to = models.DateField("离任日期", null=True, blank=True)
    basis = models.CharField("调整依据", max_length=120, blank=True)

    class Meta:
        verbose_name = "领导小组成员"
        verbose_name_plural = "领导小组成员"
        ordering: ClassVar = ["unit", "valid_from", "id"]

    def __str__(self) -> str:
        return f"{self.get_role_display()} {self.name}"


class ResponsibilityLevel(models.IntegerChoices):
    """The three levels of responsibility, and the named officer (ORG-02, ORG-04, ORG-06)."""

    PRINCIPAL = 1, "主要领导亲自抓"
    IN_CHARGE = 2, "分管领导具体抓"
    SECTION = 3, "责任科室抓落实"
    OFFICER = 4, "专人负责"


def responsibility_levels() -> list[tuple[int, str]]:
    """The values of :class:`ResponsibilityLevel` with their words."""
    return list(ResponsibilityLevel.choices)


class Responsibility(models.Model):
    """Who answers for disclosure on which level of a unit, and for what."""

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="responsibilities", verbose_name="单位")
    level = models.PositiveSmallIntegerField("层级", choices=responsibility_levels)
    name = models.CharField("姓名", max_length=60)
    title = models.CharField("职务", max_length=80, blank=True)
    section = models.ForeignKey(Section, models.SET_NULL, null=True, blank=True, verbose_name="科室")
    duty = models.CharField("职责", max_length=300, blank=True)
    valid_from = models.DateField("起始日期")
    valid_to = models.DateField("终止日期", null=True, blank=True)

    class Meta:
        verbose_name = "责任"
        verbose_name_plural = "责任链"
        ordering: ClassVar = ["unit", "level", "valid_from", "id"]

    def __str__(self) -> str:
        return f"{self.get_level_display()}：{self.name}"


class Briefing(models.Model):
    """The principal leader heard a report on disclosure and set tasks (ORG-05)."""

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="briefings", verbose_name="单位")
    held_on = models.DateField("日期")
    chair = models.CharField("听取汇报的领导", max_length=60)
    summary = models.TextField("汇报情况")
    objectives = models.TextField("任务目标", blank=True)

    class Meta:
        verbose_name = "工作汇报"
        verbose_name_plural = "工作汇报"
        ordering: ClassVar = ["unit", "-held_on", "-id"]

    def __str__(self) -> str:
        return f"{self.held_on} {self.chair}"
