"""A chain as a form: for whom, from when, up to five steps in a row."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from django import forms

from gongkai.faces.desk.register.forms import day_field
from gongkai.office.actors import DutyKind
from gongkai.office.clearance.chains import BUDGET_MOST
from gongkai.office.clearance.models import reviewer_choices
from gongkai.office.clearance.rules import StepPlan, rules

#: The choice of no kind in particular.
EVERY = "every"


class ChainForm(forms.Form):
    """``steps`` are five rows of a post, an optional name, and working days; empty rows are left out."""

    unit: Any = forms.ModelChoiceField(None, label="单位", required=False)
    content_kind = forms.ChoiceField(label="内容种类")
    name = forms.CharField(label="流程名称", max_length=80, error_messages={"required": "流程没有名称，请填写名称。"})
    valid_from = day_field("启用日期")
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, units: Any, general: bool, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        unit = self.fields["unit"]
        unit.queryset = units  # type: ignore[attr-defined]
        unit.empty_label = "通用（没有自己流程的单位）" if general else "请选择单位"  # type: ignore[attr-defined]
        self.general = general
        unit.required = not general
        unit.error_messages["required"] = "没有选择单位，请选择。"
        self.fields["content_kind"].choices = [(EVERY, rules().kind_label("")), *rules().kinds.items()]  # type: ignore[attr-defined]
        self.fields["valid_from"].required = True
        self.fields["valid_from"].error_messages["required"] = "没有填写启用日期，请填写。"
        self.fields["valid_from"].help_text = f"从这一天起送审的内容适用；不能早于今天（{today.isoformat()}）。"
        for place in self.places():
            self.fields[f"duty_{place}"] = forms.ChoiceField(
                label=f"第{place}个环节的岗位", required=False, choices=[("", "（没有）"), *reviewer_choices()]
            )
            self.fields[f"name_{place}"] = forms.CharField(
                label=f"第{place}个环节的名称", required=False, max_length=40
            )
            self.fields[f"days_{place}"] = forms.IntegerField(
                label=f"第{place}个环节的工作日",
                required=False,
                min_value=1,
                max_value=BUDGET_MOST,
                error_messages={
                    "invalid": f"第{place}个环节的工作日须是整数。",
                    "min_value": f"第{place}个环节的工作日至少是1。",
                    "max_value": f"第{place}个环节的工作日最多是{BUDGET_MOST}。",
                },
            )

    @staticmethod
    def places() -> range:
        """The places of steps."""
        return range(1, rules().most_steps + 1)

    def step_rows(self) -> Iterator[tuple[int, Any, Any, Any]]:
        """The rows for the template."""
        for place in self.places():
            yield place, self[f"duty_{place}"], self[f"name_{place}"], self[f"days_{place}"]

    def clean(self) -> dict[str, Any]:
        """Working days where a post is chosen; every kind is none in particular."""
        given = super().clean() or {}
        if given.get("content_kind") == EVERY:
            given["content_kind"] = ""
        for place in self.places():
            if given.get(f"duty_{place}") and not given.get(f"days_{place}") and f"days_{place}" not in self.errors:
                self.add_error(f"days_{place}", f"第{place}个环节没有写办理时限，请填写工作日数。")
        return given

    def steps(self) -> list[StepPlan]:
        """The chosen steps in order."""
        given = self.cleaned_data
        return [
            StepPlan(DutyKind(given[f"duty_{place}"]), given[f"days_{place}"], given[f"name_{place}"])
            for place in self.places()
            if given[f"duty_{place}"]
        ]

    def fingerprint(self) -> str:
        """What was seen in the preview: another input is another preview."""
        given = {name: str(value) for name, value in self.cleaned_data.items() if name != "seen"}
        return hashlib.sha256(repr(sorted(given.items())).encode()).hexdigest()[:16]


def initial_steps(steps: Sequence[StepPlan]) -> dict[str, object]:
    """The values of the rows for these steps."""
    found: dict[str, object] = {}
    for place, step in enumerate(steps, 1):
        found |= {f"duty_{place}": step.duty.value, f"name_{place}": step.name, f"days_{place}": step.budget_workdays}
    return found


class EndForm(forms.Form):
    """The last day."""

    on = day_field("最后适用的日期")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].required = True
        self.fields["on"].error_messages["required"] = "没有填写日期，请填写。"
        self.fields["on"].help_text = "这一天仍然适用，从次日起不再适用。"
