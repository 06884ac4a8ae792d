"""The forms of review: filters, the decision, the secrecy review, reasons."""

from __future__ import annotations

from typing import Any

from django import forms

from gongkai.faces.desk.units.choosing import unit_filter
from gongkai.office.clearance.decisions import BASIS_MOST, OPINION_MOST
from gongkai.office.clearance.findings import REASON_MOST, alike
from gongkai.office.clearance.gates import GATES, shipped_rules
from gongkai.office.clearance.models import Finding, ReviewState, ReviewStep
from gongkai.office.clearance.rules import rules
from gongkai.office.clearance.subject import SecrecyForm


class WaitingFilter(forms.Form):
    """What of my list."""

    due = forms.ChoiceField(
        label="时限", required=False, choices=[("", "全部"), ("overdue", "已逾期"), ("today", "今日及以前到期")]
    )
    emergency = forms.BooleanField(label="只看应急发布补审", required=False)


class RoundsFilter(forms.Form):
    """What of the rounds."""

    state = forms.ChoiceField(label="状态", required=False)
    emergency = forms.BooleanField(label="只看应急发布", required=False)

    def __init__(self, *args: Any, units: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["state"].choices = [("", "全部"), *ReviewState.choices]  # type: ignore[attr-defined]
        if units is not None:
            self.fields["unit"] = unit_filter(units)
            self.order_fields(["unit", "state", "emergency"])


class DecisionForm(forms.Form):
    """Agree or return, with an opinion."""

    decision = forms.ChoiceField(
        label="审查意见",
        choices=[("pass", "同意"), ("return", "退回修改")],
        widget=forms.RadioSelect,
        error_messages={"required": "没有选择同意或者退回，请选择。"},
    )
    opinion = forms.CharField(
        label="具体意见",
        required=False,
        max_length=OPINION_MOST,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="退回须写明意见，撰写人据此修改；同意的可以不写。",
        error_messages={"max_length": f"意见最多{OPINION_MOST}个字，请缩短。"},
    )

    @property
    def passes(self) -> bool:
        """Whether it is agreed to."""
        return bool(self.cleaned_data["decision"] == "pass")

    def secrecy(self) -> SecrecyForm | None:
        """Only the secrecy reviewer fills one in."""
        return None


class Checks(forms.MultipleChoiceField):
    """Boxes of which the conclusion says whether all are needed: none ticked is an answer too, and the service judges it."""

    def validate(self, value: Any) -> None:
        """Only that no box is invented."""
        if value:
            super().validate(value)


class SecrecyDecisionForm(forms.Form):
    """保密审查表. The conclusion decides: only 可以公开 lets the text pass."""

    basis = forms.CharField(
        label="保密审查依据",
        max_length=BASIS_MOST,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="对照的法律法规、国家秘密及其密级具体范围的规定、本单位保密事项目录等。",
        error_messages={
            "required": "没有写保密审查依据，请填写。",
            "max_length": f"依据最多{BASIS_MOST}个字，请缩短。",
        },
    )
    safeties = Checks(
        label="三安全一稳定逐项核对",
        widget=forms.CheckboxSelectMultiple,
        help_text="条例第十四条。勾选表示已经核对，公开后不会危及；结论为“可以公开”的须全部勾选。",
    )
    conclusion = forms.ChoiceField(
        label="保密审查结论",
        widget=forms.RadioSelect,
        error_messages={"required": "没有选择保密审查结论，请选择。"},
    )
    opinion = forms.CharField(
        label="具体意见",
        required=False,
        max_length=OPINION_MOST,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="结论不是“可以公开”的，内容退回撰写人，须写明意见。",
        error_messages={"max_length": f"意见最多{OPINION_MOST}个字，请缩短。"},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["safeties"].choices = [  # type: ignore[attr-defined]
            (code, f"不危及{label}" if code != "stability" else f"不影响{label}")
            for code, label in rules().safeties.items()
        ]
        self.fields["conclusion"].choices = [  # type: ignore[attr-defined]
            (item.code, f"{item.label}（{item.source}）") for item in rules().conclusions.values()
        ]

    @property
    def passes(self) -> bool:
        """Whether the conclusion lets the text pass."""
        return rules().conclusions[self.cleaned_data["conclusion"]].passes

    def secrecy(self) -> SecrecyForm:
        """The form as the service takes it."""
        chosen = set(self.cleaned_data["safeties"])
        return SecrecyForm(
            basis=self.cleaned_data["basis"],
            conclusion=self.cleaned_data["conclusion"],
            safeties={code: code in chosen for code in rules().safeties},
        )


def decision_form_of(step: ReviewStep | None) -> type[forms.Form]:
    """Which form this step is decided with."""
    return SecrecyDecisionForm if step is not None and step.duty == "secrecy_reviewer" else DecisionForm


class AcceptForm(forms.Form):
    """Why words stay that a gate found; with the same reason for all of the same rule in the same part, where there are more."""

    reason = forms.CharField(
        label="理由",
        max_length=REASON_MOST,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="例如“对外公布的办公电话”“引用文件的原名”。",
        error_messages={
            "required": "没有写理由，请填写。",
            "max_length": f"理由最多{REASON_MOST}个字，请缩短。",
        },
    )

    def __init__(self, *args: Any, finding: Finding, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if others := alike(finding).count():
            rule = shipped_rules().rules.get(finding.code)
            name = rule.name if rule else GATES.get(finding.gate, "")
            self.fields["alike"] = forms.BooleanField(
                label=f"{finding.part}另外{others}条“{name}”的提示也保留，用同一理由", required=False
            )

    @property
    def with_alike(self) -> bool:
        """Whether the reason is given for the others too."""
        return bool(self.cleaned_data.get("alike"))


class EmergencyForm(forms.Form):
    """Why it cannot wait."""

    reason = forms.CharField(
        label="应急事由",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="说明为什么不能等审查办结，例如突发事件、辟谣、防灾避险。事由记入签批登记簿。",
        error_messages={"required": "没有写应急事由，请填写。", "max_length": "应急事由最多300个字，请缩短。"},
    )
    confirmed = forms.BooleanField(
        label="我已核对本内容不涉及国家秘密，公开后不危及国家安全、公共安全、经济安全、社会稳定（条例第十四条）",
        error_messages={"required": "没有确认已核对第十四条的内容，请核对后勾选。"},
    )
