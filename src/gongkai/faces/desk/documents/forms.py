"""The forms of 文稿."""

from __future__ import annotations

from typing import Any

from django import forms

from gongkai.faces.desk.units.choosing import unit_filter
from gongkai.office.catalog.contents import ATTACHMENTS_MOST, NAME_MOST, NUMBER_MOST, TITLE_MOST
from gongkai.office.catalog.models import DocumentKind
from gongkai.office.catalog.selectors import Stand
from gongkai.office.units.models import Section

_REQUIRED = {"required": "请填写这一项。"}


def _offer(field: forms.Field, rows: Any) -> None:
    """Narrow a choice to what this person may choose."""
    assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 (ours are)
    field.queryset = rows


class DocumentFilter(forms.Form):
    """The filters of the list."""

    stand = forms.ChoiceField(
        label="状态", required=False, choices=[("", "全部"), *((stand.value, stand.label) for stand in Stand)]
    )
    kind = forms.ChoiceField(label="种类", required=False, choices=[("", "全部"), *DocumentKind.choices])

    def __init__(self, *args: Any, units: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if len(units[:2]) > 1:
            self.fields["unit"] = unit_filter(units)


class SectionChoice(forms.ModelChoiceField):
    """A section with its unit, where several units are offered."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.unit.called} · {obj.name}"


class StartForm(forms.Form):
    """Beginning a document: where it belongs, what it is and what it is called."""

    title = forms.CharField(
        label="标题",
        max_length=2000,
        error_messages=_REQUIRED,
        help_text=f"写完整的标题，最多{TITLE_MOST}个字；起草过程中可以修改。",
    )
    kind = forms.ChoiceField(label="种类", choices=DocumentKind.choices, widget=forms.RadioSelect)
    section = SectionChoice(
        label="科室",
        queryset=Section.objects.none(),
        error_messages={"required": "请选择由哪个科室起草。", "invalid_choice": "您没有在该科室起草文稿的岗位。"},
        help_text="先由这个科室的负责人审核。",
        empty_label=None,
    )

    def __init__(self, *args: Any, sections: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self.fields["section"], sections)


class EditForm(forms.Form):
    """The text and what belongs to it. Attachments are read from the rows beside it (attachments.py)."""

    title = forms.CharField(
        label="标题", max_length=2000, error_messages=_REQUIRED, widget=forms.Textarea(attrs={"rows": 2})
    )
    document_number = forms.CharField(
        label="文号", required=False, max_length=500, help_text=f"例如：青政办发〔2026〕12号，最多{NUMBER_MOST}个字"
    )
    formed_on = forms.DateField(
        label="成文日期",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": "成文日期不是一个日期，请写成 2026-03-10 的样子。"},
    )
    section = SectionChoice(
        label="科室",
        required=False,
        queryset=Section.objects.none(),
        error_messages={"invalid_choice": "您没有在该科室起草文稿的岗位。"},
        empty_label=None,
    )
    body = forms.CharField(label="正文", required=False, strip=False, widget=forms.Textarea(attrs={"rows": 24}))
    note = forms.CharField(label="修改说明", required=False, max_length=200, help_text="这一稿改了什么，会留在历史里。")
    base = forms.IntegerField(widget=forms.HiddenInput, min_value=1)

    def __init__(self, *args: Any, sections: Any, asks_round: int | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self.fields["section"], sections)
        if not sections:
            del self.fields["section"]
        if asks_round is not None:
            self.fields["understood"] = forms.BooleanField(
                label=f"我知道：保存后第{asks_round}轮审查作废，须重新送审",
                error_messages={
                    "required": f"本文稿正在第{asks_round}轮审查中，保存会使本轮作废。确要修改的，请勾选后再保存。"
                },
            )


class ReasonForm(forms.Form):
    """One reason."""

    reason = forms.CharField(
        label="原因", max_length=2000, widget=forms.Textarea(attrs={"rows": 3}), error_messages=_REQUIRED
    )


class NoteForm(forms.Form):
    """A word to the reviewers."""

    note = forms.CharField(label="送审说明", required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))


ROW_LIMITS = {"attachments_most": ATTACHMENTS_MOST, "name_most": NAME_MOST}
