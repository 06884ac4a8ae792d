"""Chains of review as data, rounds of review, their steps, and what the gates found."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from gongkai.office.actors import REVIEWERS, DutyKind
from gongkai.office.units.models import Unit
from gongkai.office.units.numbering import Series


def reviewer_choices() -> list[tuple[str, str]]:
    """The posts that can stand in a chain."""
    return [(kind.value, kind.label) for kind in DutyKind if kind in REVIEWERS]


class Chain(models.Model):
    """Who reviews what, in which order: for one unit (or, without a unit, for all) and one kind of content.

    ``content_kind`` is the caller's word ("document", "institution", later "reply", "report"); empty means any.
    The most particular chain in force on the day of submission applies.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="chains", verbose_name="单位")
    content_kind = models.CharField("内容种类", max_length=30, blank=True)
    name = models.CharField("名称", max_length=80)
    valid_from = models.DateField("启用日期")
    valid_to = models.DateField("停用日期", null=True, blank=True)

    class Meta:
        verbose_name = "审查流程"
        verbose_name_plural = "审查流程"
        ordering: ClassVar = ["unit", "content_kind", "-valid_from", "-id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")), name="chain_ends_after_start"
            )
        ]

    def __str__(self) -> str:
        return self.name


class ChainStep(models.Model):
    """One step of a chain: which post decides, within how many working days. One to five steps a chain.

    The same post may stand twice (two leaders after each other): four eyes make them two persons.
    """

    chain = models.ForeignKey(Chain, models.CASCADE, related_name="steps", verbose_name="流程")
    position = models.PositiveSmallIntegerField("顺序")
    duty = models.CharField("岗位", max_length=30, choices=reviewer_choices)
    name = models.CharField("环节名称", max_length=40, blank=True)
    budget_workdays = models.PositiveSmallIntegerField("办理时限（工作日）", default=2)

    class Meta:
        verbose_name = "审查环节"
        verbose_name_plural = "审查环节"
        ordering: ClassVar = ["chain", "position"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["chain", "position"], name="chainstep_position")]

    def __str__(self) -> str:
        return f"{self.position} {self.called}"

    @property
    def called(self) -> str:
        """The step in words: its own name, or the post's."""
        return self.name or DutyKind(self.duty).label


class ReviewState(models.TextChoices):
    """Where a round of review is."""

    OPEN = "open", "审查中"
    PASSED = "passed", "审查通过"
    RETURNED = "returned", "已退回"
    WITHDRAWN = "withdrawn", "已撤回"
    OVERTAKEN = "overtaken", "内容已修改，本轮作废"


def review_states() -> list[tuple[str, str]]:
    """The values of :class:`ReviewState` with their words."""
    return list(ReviewState.choices)


class Review(models.Model):
    """One round of review of one revision of one thing.

    The thing is named by ``subject_type`` and ``subject_id`` and is otherwise unknown here; ``content`` is the snapshot that
    the reviewers see (see ``content.py``), ``digest`` its SHA-256: what is released must have the same digest.
    An emergency round is cleared at once by one authorised post and reviewed afterwards by the same steps. Where that review
    ends otherwise than passed, what is out there must be taken back or corrected: ``settled_at`` says when it was.
    ``findings`` is what the gates had found at submission and what was said to it: the reviewers decided with that before them.
    """

    subject_type = models.CharField("对象类型", max_length=60)
    subject_id = models.CharField("对象编号", max_length=60)
    content_kind = models.CharField("内容种类", max_length=30)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="reviews", verbose_name="单位")
    section_id = models.BigIntegerField("科室编号", null=True, blank=True)
    title = models.CharField("标题", max_length=500)
    round = models.PositiveIntegerField("轮次")
    digest = models.CharField("内容摘要值", max_length=64)
    chain_name = models.CharField("审查流程", max_length=80, blank=True)
    author_ids = models.JSONField("撰写人编号", default=list)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="送审人")
    note = models.CharField("送审说明", max_length=300, blank=True)
    state = models.CharField("状态", max_length=20, choices=review_states, default=ReviewState.OPEN)
    submitted_at = models.DateTimeField("送审时间")
    decided_at = models.DateTimeField("办结时间", null=True, blank=True)
    register_number = models.CharField("签批登记号", max_length=80, blank=True, db_index=True)
    register_year = models.PositiveSmallIntegerField("登记年度", null=True, blank=True)
    register_seq = models.PositiveIntegerField("登记顺序号", null=True, blank=True)
    emergency = models.BooleanField("应急发布", default=False)
    emergency_reason = models.CharField("应急事由", max_length=300, blank=True)
    emergency_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="应急批准人"
    )
    emergency_at = models.DateTimeField("应急批准时间", null=True, blank=True)
    emergency_capacity = models.CharField("应急批准人身份", max_length=200, blank=True)
    settled_at = models.DateTimeField("撤下或更正时间", null=True, blank=True)
    # The long ones last: SQLite reads through them to whatever stands behind.
    content = models.JSONField("内容")
    findings = models.JSONField("送审时的提示", default=list, blank=True)

    class Meta:
        verbose_name = "审查"
        verbose_name_plural = "审查"
        ordering: ClassVar = ["-submitted_at", "-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["subject_type", "subject_id", "round"], name="review_round"),
            models.UniqueConstraint(
                fields=["subject_type", "subject_id"], condition=Q(state="open"), name="review_one_open_round"
            ),
            models.UniqueConstraint(
                fields=["unit", "register_year", "register_seq"],
                condition=Q(register_seq__isnull=False),
                name="review_register_number",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["unit", "state", "-submitted_at"], name="review_unit_state"),
            models.Index(fields=["state", "-submitted_at"], name="review_state"),
            # With all that is counted by unit and year: the rows themselves carry the whole text that was reviewed.
            models.Index(fields=["unit", "-submitted_at", "state", "emergency", "round"], name="review_unit"),
            models.Index(fields=["-submitted_at", "-id"], name="review_newest"),
            models.Index(
                fields=["submitted_at", "id"],
                condition=Q(emergency=True, settled_at__isnull=True),
                name="review_unsettled",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title}（第{self.round}轮）"


class InvolvedAs(models.TextChoices):
    """How a person had a part in a round."""

    AUTHOR = "author", "撰写或者送审"
    DECIDED = "decided", "办理"
    HELD = "held", "由他人代为办理"
    RELEASED = "released", "应急批准"


def involved_as() -> list[tuple[str, str]]:
    """The values of :class:`InvolvedAs` with their words."""
    return list(InvolvedAs.choices)


class Involvement(models.Model):
    """A person's one part in a round: who has one cannot decide in it. The database itself holds the four eyes.

    When a deputy decides, both the deputy and the holder of the post have had their part.
    """

    review = models.ForeignKey(Review, models.CASCADE, related_name="involved", verbose_name="审查")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="人员")
    part = models.CharField("参与方式", max_length=20, choices=involved_as)

    class Meta:
        verbose_name = "参与人"
        verbose_name_plural = "参与人"
        constraints: ClassVar = [models.UniqueConstraint(fields=["review", "user"], name="involvement_once")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.get_part_display()}"


class RegisterSeries(Series):
    """The last number given in a unit's sign-off register of a year: numbers run without a gap."""

    class Meta(Series.Meta):
        verbose_name = "签批登记编号"
        verbose_name_plural = "签批登记编号"


class StepState(models.TextChoices):
    """Where a step is."""

    WAITING = "waiting", "未到"
    ACTIVE = "active", "待审"
    PASSED = "passed", "同意"
    RETURNED = "returned", "退回"
    VOID = "void", "未经办"


def step_states() -> list[tuple[str, str]]:
    """The values of :class:`StepState` with their words."""
    return list(StepState.choices)


class ReviewStep(models.Model):
    """One decision of a round: whose it is, by when, what was decided, by whom and in which capacity."""

    review = models.ForeignKey(Review, models.CASCADE, related_name="steps", verbose_name="审查")
    position = models.PositiveSmallIntegerField("顺序")
    duty = models.CharField("岗位", max_length=30, choices=reviewer_choices)
    name = models.CharField("环节名称", max_length=40, blank=True)
    budget_workdays = models.PositiveSmallIntegerField("办理时限（工作日）")
    state = models.CharField("状态", max_length=20, choices=step_states, default=StepState.WAITING)
    opened_at = models.DateTimeField("到达时间", null=True, blank=True)
    due_on = models.DateField("应办结日期", null=True, blank=True)
    decided_at = models.DateTimeField("办理时间", null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="review_steps",
        verbose_name="办理人",
    )
    decided_for = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="被代理人"
    )
    capacity = models.CharField("办理身份", max_length=200, blank=True)
    opinion = models.TextField("意见", blank=True)
    # The secrecy reviewer's own form (保密审查表, 条例第十七条; 三安全一稳定, 第十四条).
    secrecy_basis = models.CharField("保密审查依据", max_length=300, blank=True)
    secrecy_level = models.CharField("保密审查结论", max_length=30, blank=True)
    safety_checked = models.JSONField("三安全一稳定核对", default=dict, blank=True)

    class Meta:
        verbose_name = "审查环节"
        verbose_name_plural = "审查环节"
        ordering: ClassVar = ["review", "position"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["review", "position"], name="reviewstep_position")]
        indexes: ClassVar = [
            models.Index(fields=["state", "duty", "due_on"], name="reviewstep_waiting"),
            models.Index(fields=["review", "due_on"], condition=Q(state="active"), name="reviewstep_active"),
            models.Index(fields=["review", "decided_at", "due_on", "state"], name="reviewstep_decided"),
        ]

    def __str__(self) -> str:
        return f"{self.called} {self.get_state_display()}"

    @property
    def called(self) -> str:
        """The step in words: its own name, or the post's."""
        return self.name or DutyKind(self.duty).label


class StepReminder(models.Model):
    """A reminder sent for a step on a day: a missed night sends it later, never twice."""

    step = models.ForeignKey(ReviewStep, models.CASCADE, related_name="reminders")
    on = models.DateField("日期")
    kind = models.CharField("种类", max_length=20)

    class Meta:
        verbose_name = "催办"
        verbose_name_plural = "催办"
        constraints: ClassVar = [models.UniqueConstraint(fields=["step", "kind"], name="stepreminder_once")]

    def __str__(self) -> str:
        return f"{self.step_id} {self.kind} {self.on}"


class GateRun(models.Model):
    """The last time the gates looked at a thing, and at which text: submission asks for exactly that text."""

    subject_type = models.CharField("对象类型", max_length=60)
    subject_id = models.CharField("对象编号", max_length=60)
    digest = models.CharField("内容摘要值", max_length=64, blank=True)
    at = models.DateTimeField("检查时间")

    class Meta:
        verbose_name = "五关检查"
        verbose_name_plural = "五关检查"
        constraints: ClassVar = [models.UniqueConstraint(fields=["subject_type", "subject_id"], name="gaterun_once")]

    def __str__(self) -> str:
        return f"{self.subject_type} {self.subject_id}"


class FindingState(models.TextChoices):
    """What became of a finding."""

    OPEN = "open", "待处理"
    ACCEPTED = "accepted", "已说明理由"
    MENDED = "mended", "已修改"


def finding_states() -> list[tuple[str, str]]:
    """The values of :class:`FindingState` with their words."""
    return list(FindingState.choices)


class Finding(models.Model):
    """Something one of the five gates wants a person to look at, in one thing, at one place.

    ``fingerprint`` recognises the same finding after an edit, so that a reason given once need not be given again while the
    words and the place's text stay the same.
    """

    subject_type = models.CharField("对象类型", max_length=60)
    subject_id = models.CharField("对象编号", max_length=60)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="单位")
    digest = models.CharField("内容摘要值", max_length=64)
    gate = models.CharField("关口", max_length=20)
    code = models.CharField("规则", max_length=40)
    severity = models.CharField("程度", max_length=10)
    part = models.CharField("所在部分", max_length=200)
    place = models.CharField("位置", max_length=200, blank=True)
    start = models.IntegerField("起点", null=True, blank=True)
    end = models.IntegerField("终点", null=True, blank=True)
    excerpt = models.CharField("原文", max_length=300, blank=True)
    message = models.CharField("说明", max_length=500)
    fingerprint = models.CharField("指纹", max_length=64)
    state = models.CharField("状态", max_length=20, choices=finding_states, default=FindingState.OPEN)
    reason = models.CharField("理由", max_length=300, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="处理人"
    )
    decided_at = models.DateTimeField("处理时间", null=True, blank=True)

    class Meta:
        verbose_name = "提示"
        verbose_name_plural = "提示"
        ordering: ClassVar = ["subject_type", "subject_id", "gate", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["subject_type", "subject_id", "fingerprint"], name="finding_fingerprint")
        ]

    def __str__(self) -> str:
        # Not the excerpt: this stands in the trail, and whoever reads the trail has not been cleared for the text.
        from gongkai.office.clearance.gates.found import GATES  # noqa: PLC0415  (the gates load their file readers)

        return f"{GATES.get(self.gate, self.gate)}提示：{self.part} {self.place}".rstrip()
