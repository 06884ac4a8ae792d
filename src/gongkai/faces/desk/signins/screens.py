"""登录日志: every attempt to sign in, and every sign-out."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from django import forms
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from gongkai.faces.desk.kit import Column, Empty, ListScreen
from gongkai.faces.desk.people.forms import day
from gongkai.faces.desk.people.showing import outcome_chip
from gongkai.office.accounts import permissions
from gongkai.office.accounts.models import SignIn, SignInOutcome
from gongkai.office.accounts.selectors import sign_ins


class SignInFilter(forms.Form):
    """Which attempts."""

    outcome = forms.ChoiceField(label="结果", required=False, choices=[("", "全部"), *SignInOutcome.choices])
    since = day("从", required=False)
    until = day("到", required=False)


class SignInLog(ListScreen):
    """The log: all of it, or that of the own unit's people."""

    title = "登录日志"
    icon = "history"
    refusal = "登录日志由审计管理员、安全管理员和单位管理员查看，您没有这样的岗位。"
    search_hint = "姓名、用户名、来源地址"
    filter_form = SignInFilter
    export_name = "登录日志"
    export_verb = "signin.exported"
    empty = Empty("还没有登录记录", "有人登录、登录失败或退出时，会记录在这里。")
    columns = (
        Column("时间", "at", kind="date"),
        Column("用户名", "username"),
        Column(
            "姓名",
            lambda attempt: attempt.user.name if attempt.user else "",
            url=lambda attempt: reverse("desk:people:person", args=[attempt.user_id]) if attempt.user_id else None,
        ),
        Column("结果", outcome_chip, kind="chip"),
        Column("来源地址", "address", aside=True),
        Column("浏览器", "agent", aside=True),
    )

    def may_enter(self) -> bool:
        return permissions.may_see_sign_ins(self.actor)

    def rows(self) -> QuerySet[SignIn]:
        found = sign_ins(self.words)
        if not permissions.may_see_all_sign_ins(self.actor):
            found = found.filter(user__in=permissions.visible_people(self.actor))
        if outcome := self.filters.get("outcome"):
            found = found.filter(outcome=outcome)
        if since := self.filters.get("since"):
            found = found.filter(at__gte=_midnight(since))
        if until := self.filters.get("until"):
            found = found.filter(at__lt=_midnight(until + timedelta(days=1)))
        return found


def _midnight(day: datetime) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
