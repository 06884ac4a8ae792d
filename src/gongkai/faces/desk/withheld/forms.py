"""What of the register, and the form of a look."""

from __future__ import annotations

from typing import Any

from django import forms

from gongkai.faces.desk.units.choosing import unit_filter
from gongkai.office.catalog.models import Disclosure
from gongkai.office.catalog.withholding import OPINION_MOST, STATES
from gongkai.statute.disclosure import disclosure_law


def ground_words(code: str) -> str:
    """A ground with its article; nothing where there is none."""
    found = disclosure_law().grounds.get(code)
    return f"{found.article} {found.name}" if found else code


class WithheldFilter(forms.Form):
    """Unit, how it is withheld, on what ground, where the look stands."""

    disclosure = forms.ChoiceField(label="公开方式", required=False)
    ground = forms.ChoiceField(label="事由", required=False)
    state = forms.ChoiceField(label="评估", required=False, choices=[("", "全部"), *STATES.items()])

    def __init__(self, *args: Any, units: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        closed = [choice for choice in Disclosure.choices if choice[0] != Disclosure.PROACTIVE]
        self.fields["disclosure"].choices = [("", "全部"), *closed]  # type: ignore[attr-defined]
        grounds = [(code, ground_words(code)) for code in disclosure_law().grounds]
        self.fields["ground"].choices = [("", "全部"), *grounds]  # type: ignore[attr-defined]
        if units is not None:
            self.fields["unit"] = unit_filter(units)
            self.fields["below"] = forms.BooleanField(label="含下级单位", required=False)
            self.order_fields(["unit", "below", "disclosure", "ground", "state"])


class ReassessForm(forms.Form):
    """The conclusion, the opinion, the day of the next look."""

    release = forms.ChoiceField(
        label="结论",
        choices=[("no", "事由仍然存在，继续不公开"), ("yes", "情况已经变化，可以公开")],
        widget=forms.RadioSelect,
        error_messages={"required": "请选择一项结论。"},
    )
    opinion = forms.CharField(
        label="评估意见",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "请写明事由是否仍然存在、依据是什么。"},
        help_text=f"最多{OPINION_MOST}个字，登记后不能修改。",
    )
    next_on = forms.DateField(
        label="下次评估日期",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": "日期请写成 2026-03-10 的样子。"},
        help_text="继续不公开的必填；可以公开的不填。",
    )
