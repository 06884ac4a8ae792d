"""People, the posts they hold, who deputises, and every sign-in."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import F, Q

from gongkai.office.actors import PLATFORM_DUTIES, DutyKind
from gongkai.office.units.models import Section, Unit


def duty_choices() -> list[tuple[str, str]]:
    """The kinds of posts with their words."""
    return [(kind.value, kind.label) for kind in DutyKind]


class User(AbstractUser):
    """A person who signs in. What a person may do comes from posts alone: there are no superusers and no groups.

    ``unit`` is where the person works and who looks after the account; it gives no rights.
    """

    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    last_login = None  # sign-ins are rows of SignIn
    name = models.CharField("姓名", max_length=60)
    phone = models.CharField("手机号码", max_length=20, blank=True)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="staff", verbose_name="所属单位")
    must_change_password = models.BooleanField("下次登录须改密码", default=True)
    password_changed_at = models.DateTimeField("密码修改时间", null=True, blank=True)
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        verbose_name = "人员"
        verbose_name_plural = "人员"
        ordering: ClassVar = ["name", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(is_superuser=False),
                name="user_no_superuser",
                violation_error_message="平台不设超级用户：系统、安全、审计三员分立",
            )
        ]

    def __str__(self) -> str:
        return self.name or self.username

    def get_full_name(self) -> str:
        """The name as it is signed."""
        return self.name

    def get_short_name(self) -> str:
        """The name as it is signed."""
        return self.name


class PastPassword(models.Model):
    """A password hash used before, so that it is not used again."""

    user = models.ForeignKey(User, models.CASCADE, related_name="past_passwords")
    password = models.CharField(max_length=200)
    at = models.DateTimeField()

    class Meta:
        verbose_name = "用过的密码"
        verbose_name_plural = "用过的密码"
        ordering: ClassVar = ["-at"]

    def __str__(self) -> str:
        return f"{self.user_id} {self.at}"


class Post(models.Model):
    """A duty held by a person in a unit (or over its subtree, or on the platform), from a day to a day inclusive.

    ``unit`` is empty exactly for the three platform posts (三员). ``section`` narrows 经办人 and 科室负责人 to one section.
    While ``pending`` it gives no rights: a second person has to confirm it. ``granted_by`` is None for what the system
    itself set up.
    """

    user = models.ForeignKey(User, models.PROTECT, related_name="posts", verbose_name="人员")
    kind = models.CharField("岗位", max_length=30, choices=duty_choices)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="posts", verbose_name="单位")
    section = models.ForeignKey(
        Section, models.PROTECT, null=True, blank=True, related_name="posts", verbose_name="科室"
    )
    subtree = models.BooleanField("含下级单位", default=False)
    title = models.CharField("职务", max_length=80, blank=True)
    valid_from = models.DateField("任职日期")
    valid_to = models.DateField("离任日期", null=True, blank=True)
    pending = models.BooleanField("待核准", default=False)
    granted_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name="授予人")
    confirmed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name="核准人")

    class Meta:
        verbose_name = "岗位"
        verbose_name_plural = "岗位"
        ordering: ClassVar = ["unit", "kind", "id"]
        indexes: ClassVar = [
            models.Index(fields=["kind", "unit"], name="post_kind_unit"),
            models.Index(fields=["id"], condition=Q(pending=True), name="post_pending"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(unit__isnull=True, kind__in=sorted(PLATFORM_DUTIES))
                | (Q(unit__isnull=False) & ~Q(kind__in=sorted(PLATFORM_DUTIES))),
                name="post_unit_or_platform",
                violation_error_message="平台岗位不属于单位，其他岗位必须属于一个单位",
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="post_ends_after_start",
                violation_error_message="离任日期早于任职日期",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit or '平台'} {self.get_kind_display()} {self.user}"

    def in_force(self, on: date) -> bool:
        """Whether the post is held on that day."""
        return not self.pending and self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)


class Deputy(models.Model):
    """Someone who acts in another's post from a day to a day, both inclusive.

    ``pending`` as for posts: chosen by an administrator, not by the holder, for a post that needs a second person.
    """

    post = models.ForeignKey(Post, models.PROTECT, related_name="deputies", verbose_name="岗位")
    user = models.ForeignKey(User, models.PROTECT, related_name="deputising", verbose_name="代理人")
    valid_from = models.DateField("开始日期")
    valid_to = models.DateField("结束日期")
    reason = models.CharField("事由", max_length=120)
    pending = models.BooleanField("待核准", default=False)
    appointed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name="指定人")
    confirmed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name="核准人")

    class Meta:
        verbose_name = "代理"
        verbose_name_plural = "代理"
        ordering: ClassVar = ["-valid_from", "-id"]
        indexes: ClassVar = [models.Index(fields=["id"], condition=Q(pending=True), name="deputy_pending")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(valid_to__gte=F("valid_from")),
                name="deputy_ends_after_start",
                violation_error_message="代理结束日期早于开始日期",
            )
        ]

    def __str__(self) -> str:
        return f"{self.user} 代 {self.post}"

    def in_force(self, on: date) -> bool:
        """Whether the deputy acts on that day."""
        return not self.pending and self.valid_from <= on <= self.valid_to


class SignInOutcome(models.TextChoices):
    """How an attempt to sign in ended."""

    SIGNED_IN = "signed_in", "登录成功"
    WRONG_PASSWORD = "wrong_password", "用户名或密码不对"
    WRONG_CODE = "wrong_code", "动态口令不对"
    LOCKED_OUT = "locked_out", "已锁定"
    SIGNED_OUT = "signed_out", "退出"


def sign_in_outcomes() -> list[tuple[str, str]]:
    """The values of :class:`SignInOutcome` with their words."""
    return list(SignInOutcome.choices)


class SignIn(models.Model):
    """One attempt to sign in, or a sign-out (登录日志)."""

    user = models.ForeignKey(User, models.PROTECT, null=True, related_name="sign_ins", verbose_name="人员")
    username = models.CharField("用户名", max_length=150)
    at = models.DateTimeField("时间", db_index=True)
    address = models.CharField("来源地址", max_length=45, blank=True)
    agent = models.CharField("浏览器", max_length=200, blank=True)
    outcome = models.CharField("结果", max_length=20, choices=sign_in_outcomes)

    class Meta:
        verbose_name = "登录记录"
        verbose_name_plural = "登录日志"
        ordering: ClassVar = ["-at", "-id"]

    def __str__(self) -> str:
        return f"{self.username} {self.get_outcome_display()}"
