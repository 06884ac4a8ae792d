"""The forms of the acts on a document: what is said when it is submitted, arranged for a moment, or ends."""

from __future__ import annotations

from django import forms

from gongkai.faces.desk.documents.forms import NoteForm, ReasonForm
from gongkai.office.catalog.contents import CORRECTION_MOST
from gongkai.office.catalog.models import Ending

_REQUIRED = {"required": "请填写这一项。"}


OPEN, CLOSED = "open", "closed"


class EarlierVersions(forms.Form):
    """Whether the public may still read the versions before a correction."""

    earlier = forms.ChoiceField(
        label="以前的公开版",
        choices=[(OPEN, "继续提供，公众可以对照查阅"), (CLOSED, "不再提供")],
        widget=forms.RadioSelect,
        error_messages={"required": "请选择以前的公开版是否继续提供。"},
        help_text="以前的公开版里有个人信息、商业秘密等不应公开的内容的，须选“不再提供”，否则公众仍能在历史版本中看到。",
    )

    def closes_earlier(self) -> bool:
        """What was chosen."""
        return bool(self.cleaned_data["earlier"] == CLOSED)


class CorrectionForm(EarlierVersions, NoteForm):
    """送审 of a new version of something public: also what the public will read about the change."""

    correction = forms.CharField(
        label="更正说明（向公众公开）",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "本文稿有公开版，请写明改了什么、为什么改，公众会看到。"},
        help_text=f"例如：第三条“30件”更正为“32件”，系统计口径有误。随新版公开，也经过检查和审查，最多{CORRECTION_MOST}个字。",
    )
    field_order = ("correction", "earlier", "note")


class UrgentCorrectionForm(EarlierVersions, ReasonForm):
    """Why a correction cannot wait for the review."""


class ScheduleForm(forms.Form):
    """When it goes out by itself."""

    release_at = forms.DateTimeField(
        label="公开时间",
        widget=forms.DateTimeInput(attrs={"type": "datetime-local", "step": "60"}, format="%Y-%m-%dT%H:%M"),
        error_messages={**_REQUIRED, "invalid": "公开时间请写成 2026-03-10 09:30 的样子。"},
        help_text="到时自动公开，误差不超过两分钟；机器停过的，恢复后立即公开。",
    )


class EndForm(forms.Form):
    """How, since when and on what basis something is no longer in force."""

    how = forms.ChoiceField(
        label="效力", choices=Ending.choices, widget=forms.RadioSelect, error_messages={"required": "请选择一项。"}
    )
    on = forms.DateField(
        label="失效日期",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={**_REQUIRED, "invalid": "日期请写成 2026-03-10 的样子。"},
        help_text="从这一天起不再有效。",
    )
    note = forms.CharField(
        label="依据（向公众公开）",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages=_REQUIRED,
        help_text="例如：被《青石市科技计划管理办法》（青科发〔2026〕3号）废止。",
    )


class ResumeForm(forms.Form):
    """On what basis it is in force again."""

    note = forms.CharField(
        label="依据（向公众公开）", max_length=2000, widget=forms.Textarea(attrs={"rows": 2}), error_messages=_REQUIRED
    )
