"""The forms of 文稿."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms

from gongkai.faces.desk.documents.describing import MetadataFields
from gongkai.faces.desk.units.choosing import unit_filter
from gongkai.office.catalog.bodies import BODY_MOST_BYTES
from gongkai.office.catalog.contents import ATTACHMENTS_MOST, NAME_MOST, TITLE_MOST
from gongkai.office.catalog.models import Disclosure, Document, DocumentKind
from gongkai.office.catalog.selectors import Stand
from gongkai.office.units.models import Section
from gongkai.statute.disclosure import disclosure_law

_REQUIRED = {"required": "请填写这一项。"}


def _offer(field: forms.Field, rows: Any) -> None:
    """Narrow a choice to what this person may choose."""
    assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 (ours are)
    field.queryset = rows


def _choices(field: forms.Field, choices: Any) -> None:
    assert isinstance(field, forms.ChoiceField)  # noqa: S101 (ours are)
    field.choices = choices


class DocumentFilter(forms.Form):
    """The filters of the list."""

    LATE = [("", "全部"), ("late", "已超期"), ("near", "5个工作日内到期")]

    stand = forms.ChoiceField(
        label="状态", required=False, choices=[("", "全部"), *((stand.value, stand.label) for stand in Stand)]
    )
    kind = forms.ChoiceField(label="种类", required=False, choices=[("", "全部"), *DocumentKind.choices])
    heading = forms.ChoiceField(label="目录类目", required=False)
    mode = forms.ChoiceField(label="公开时限类型", required=False)
    disclosure = forms.ChoiceField(label="公开方式", required=False, choices=[("", "全部"), *Disclosure.choices])
    late = forms.ChoiceField(label="公开期限", required=False, choices=LATE)

    def __init__(self, *args: Any, units: Any, headings: Any = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        law = disclosure_law()
        _choices(self.fields["heading"], [("", "全部"), ("none", "没有填写类目"), *headings])
        _choices(self.fields["mode"], [("", "全部"), *((code, term.name) for code, term in law.modes.items())])
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
        required=False,
        help_text=f"写完整的标题，最多{TITLE_MOST}个字；起草过程中可以修改。从 Word 文件开始的可以不写，用文件里的标题。",
    )
    word_file = forms.FileField(
        label="从 Word 文件开始",
        required=False,
        allow_empty_file=True,
        widget=forms.ClearableFileInput(attrs={"accept": ".docx,.doc,.wps"}),
        help_text="标题、表格、编号、图片保留；批注、修订中删去的文字、页眉页脚不导入。",
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

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        if not str(told.get("title") or "").strip() and not told.get("word_file") and not self.errors:
            self.add_error("title", "请填写标题，或者选择一份 Word 文件，用文件里的标题。")
        return told


class EditForm(MetadataFields):
    """The text, what the catalogue says of it, and what belongs to it. Attachments and related documents are read from the
    rows beside it (attachments.py, relating.py).

    How long each may be, the service says: a field of the form never cuts what was typed.
    """

    title = forms.CharField(label="标题", error_messages=_REQUIRED, widget=forms.Textarea(attrs={"rows": 2}))
    document_number = forms.CharField(label="文号", required=False, help_text="例如：青政办发〔2026〕12号")
    formed_on = forms.DateField(
        label="成文日期",
        required=False,
        help_text="主动公开的政府信息须填写（条例第十二条）。",
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
    correction = forms.CharField(
        label="更正说明", required=False, help_text="改了什么、为什么改。公开后公众在页面上看到。"
    )
    note = forms.CharField(label="修改说明", required=False, help_text="这一稿改了什么，会留在历史里，公众看不到。")
    base = forms.IntegerField(widget=forms.HiddenInput, min_value=1)

    field_order = ("title", "document_number", "formed_on", "body")

    def __init__(
        self, *args: Any, sections: Any, asks_round: int | None, document: Document, on: date, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        _offer(self.fields["section"], sections)
        self.offer(document.unit, on, document.latest.heading if document.latest else "")
        if not sections:
            del self.fields["section"]
        if document.published_id is None:
            del self.fields["correction"]
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


ROW_LIMITS = {"attachments_most": ATTACHMENTS_MOST, "name_most": NAME_MOST, "body_most_bytes": BODY_MOST_BYTES}
