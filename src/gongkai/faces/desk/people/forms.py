"""The forms of people and posts. Choices are limited to the actor's scope by the screens; services decide again."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet

from gongkai.faces.desk.units.choosing import unit_choice, unit_filter
from gongkai.office.accounts.models import User
from gongkai.office.accounts.rules import SUBTREE_DUTIES
from gongkai.office.actors import DutyKind
from gongkai.office.units.models import Section, Unit


def day(label: str, *, required: bool = True, help_text: str = "") -> forms.DateField:
    """A date."""
    return forms.DateField(
        label=label,
        required=required,
        help_text=help_text,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": f"请填写{label}。", "invalid": "日期格式不对，应为 2026-03-10 这样的日期。"},
    )


def reason(example: str) -> forms.CharField:
    """Why."""
    return forms.CharField(
        label="原因",
        max_length=120,
        help_text=f"例如“{example}”，会写入审计记录。",
        error_messages={"required": "请填写原因。"},
    )


class PeopleFilter(forms.Form):
    """Which people."""

    state = forms.ChoiceField(label="状态", required=False, choices=[("", "在用"), ("left", "已停用"), ("all", "全部")])

    def __init__(self, *args: Any, units: QuerySet[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"] = unit_filter(units)
        self.order_fields(["unit", "state"])


class PersonForm(forms.Form):
    """A person's own data."""

    name = forms.CharField(label="姓名", max_length=60, error_messages={"required": "请填写姓名。"})
    phone = forms.CharField(label="手机号码", max_length=20, required=False)
    email = forms.CharField(label="电子邮箱", max_length=254, required=False)
    field_order = ["name", "unit", "phone", "email"]

    def __init__(self, *args: Any, units: QuerySet[Unit], platform: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"] = unit_choice(
            units,
            label="所属单位",
            missing="请选择所属单位。",
            none="不属于任何单位（平台人员）" if platform else "",
            help_text="账号由所属单位的单位管理员维护；能做什么由岗位决定。",
        )
        self.order_fields(self.field_order)


class NewPersonForm(PersonForm):
    """A person to be added."""

    username = forms.CharField(
        label="用户名",
        max_length=40,
        help_text="登录时使用，以后不能更改。以字母开头，由 3 至 40 个小写字母、数字、点、横线组成。",
        error_messages={"required": "请填写用户名。"},
    )
    field_order = ["name", "username", "unit", "phone", "email"]


class ReasonForm(forms.Form):
    """Why somebody is deactivated."""

    reason = reason("调离")


class FactorForm(forms.Form):
    """Why a second factor is taken away."""

    reason = reason("手机遗失")


class GrantForm(forms.Form):
    """A post for a person."""

    user = forms.ModelChoiceField(
        label="人员", queryset=User.objects.none(), empty_label="请选择", error_messages={"required": "请选择人员。"}
    )
    kind = forms.ChoiceField(label="岗位", error_messages={"required": "请选择岗位。"})
    section = forms.ModelChoiceField(
        label="限定科室",
        queryset=Section.objects.none(),
        required=False,
        empty_label="不限定",
        help_text="只用于经办人和科室负责人。",
    )
    subtree = forms.BooleanField(label="含下级单位", required=False, help_text="只用于主管部门、评估员和单位管理员。")
    title = forms.CharField(label="职务", max_length=80, required=False, help_text="例如“副局长”。")
    valid_from = day("任职日期")
    valid_to = day("离任日期", required=False, help_text="不填表示长期。")

    def __init__(
        self, *args: Any, kinds: list[DutyKind], unit: Unit | None, people: QuerySet[User] | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["kind"].choices = [("", "请选择"), *((kind.value, kind.label) for kind in kinds)]
        if people is None:
            del self.fields["user"]
        else:
            fields["user"].queryset = people
        if unit is None:
            del self.fields["section"]
        else:
            fields["section"].queryset = unit.sections.filter(closed=False)
            if not fields["section"].queryset.exists():
                del self.fields["section"]
        if not SUBTREE_DUTIES & set(kinds) or unit is None:
            del self.fields["subtree"]


class ConfirmForm(forms.Form):
    """Whether what somebody else gave shall count."""

    decision = forms.ChoiceField(
        label="决定",
        choices=[("confirm", "核准"), ("decline", "不予核准")],
        widget=forms.RadioSelect,
        error_messages={"required": "请选择核准或者不予核准。"},
    )
    reason = forms.CharField(
        label="不予核准的原因", max_length=120, required=False, help_text="不予核准时填写，会写入审计记录。"
    )


class EndPostForm(forms.Form):
    """When and why a post ends."""

    last_day = day("最后一天", help_text="到这一天结束时为止仍然在任；填昨天表示立即结束。")
    reason = reason("轮岗")


class DeputyForm(forms.Form):
    """Who acts, from when to when."""

    deputy = forms.ModelChoiceField(
        label="代理人",
        queryset=User.objects.none(),
        empty_label="请选择",
        error_messages={"required": "请选择代理人。"},
    )
    valid_from = day("开始日期")
    valid_to = day("结束日期", help_text="含当天；到期自动结束，不必办理。")
    reason = forms.CharField(
        label="事由", max_length=120, help_text="例如“出差”“休假”。", error_messages={"required": "请填写事由。"}
    )

    def __init__(self, *args: Any, people: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["deputy"]
        field.queryset = people


class EndDeputyForm(forms.Form):
    """When deputising ends."""

    last_day = day("最后一天", help_text="填昨天表示立即结束。")
