"""The forms of 找错留言."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet

from gongkai.faces.desk.units.choosing import UnitSearch, unit_filter
from gongkai.office.inspection.models import MistakeState
from gongkai.office.inspection.sorts import mistake_rules
from gongkai.office.units.models import Unit


class MistakeFilter(forms.Form):
    """The filters of the list."""

    state = forms.ChoiceField(
        label="状态", required=False, choices=[("", "全部"), ("overdue", "已超期"), *MistakeState.choices]
    )
    sort = forms.ChoiceField(
        label="类型", required=False, choices=lambda: [("", "全部"), *mistake_rules().sorts.items()]
    )

    def __init__(self, *args: Any, units: QuerySet[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if len(units[:2]) > 1:
            self.fields["unit"] = unit_filter(units)


def _words(label: str) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="留言人凭查询码会看到这段文字。",
        error_messages={"required": f"没有填写{label}，请填写。"},
    )


class AnswerForm(forms.Form):
    """What was done about it."""

    mended = forms.ChoiceField(
        label="结果",
        choices=[("yes", "确有错误，网页已经更正"), ("no", "不需要更正，已说明原因")],
        widget=forms.RadioSelect,
        error_messages={"required": "请选择结果。"},
    )
    text = _words("答复")


class TransferForm(forms.Form):
    """To whom it goes and why."""

    text = _words("转办说明")

    def __init__(self, *args: Any, units: QuerySet[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = UnitSearch(units, label="转给哪个单位")
        field.required = True
        field.error_messages["required"] = "请写明转给哪个单位。"
        field.help_text = "写名称、简称或者曾用名。与本单位无关的，转回上级政府。"
        self.fields = {"unit": field, **self.fields}


class ReopenForm(forms.Form):
    """Why it is taken up again."""

    text = _words("重新办理的原因")
