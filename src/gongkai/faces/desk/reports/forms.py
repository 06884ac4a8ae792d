"""Forms of annual reports."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from gongkai.faces.desk.documents.forms import NoteForm, ReasonForm, SectionChoice
from gongkai.office.annualreport.contents import TEXT_MOST
from gongkai.office.annualreport.reading import MOST_BYTES
from gongkai.office.annualreport.services import AlreadyEntered
from gongkai.office.annualreport.writing import CORRECTION_MOST
from gongkai.office.files.kinds import megabytes
from gongkai.office.units.models import Section
from gongkai.statute.annual.form import Form

__all__ = ["EditForm", "NoteForm", "ReasonForm", "ReportFilter", "StartForm", "UploadForm"]

_REQUIRED = {"required": "没有填写，请填写。"}
STANDS = (
    ("", "全部"),
    ("missing", "没有公开"),
    ("overdue", "逾期没有公开"),
    ("draft", "填报中"),
    ("in_review", "审查中"),
    ("returned", "退回"),
    ("cleared", "已审"),
    ("public", "已公开"),
    ("withdrawn", "已撤下"),
)


class ReportFilter(forms.Form):
    """The list by year and state."""

    year = forms.TypedChoiceField(label="年度", required=False, coerce=int, empty_value=None)
    stand = forms.ChoiceField(label="状态", required=False, choices=STANDS)

    def __init__(self, *args: Any, years: Sequence[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        year = self.fields["year"]
        assert isinstance(year, forms.TypedChoiceField)  # noqa: S101 (declared above)
        year.choices = [("", "全部"), *((year, f"{year}年") for year in years)]


class StartForm(forms.Form):
    """Whose report it is, and of which year."""

    section = SectionChoice(
        label="单位和科室",
        queryset=Section.objects.none(),
        empty_label=None,
        error_messages={**_REQUIRED, "invalid_choice": "您没有为该科室编制年度报告的岗位。"},
    )
    year = forms.IntegerField(
        label="年度",
        min_value=2008,
        max_value=2200,
        error_messages={**_REQUIRED, "invalid": "年度是四位数字，例如 2025。"},
    )

    def __init__(self, *args: Any, sections: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        section = self.fields["section"]
        assert isinstance(section, SectionChoice)  # noqa: S101 (declared above)
        section.queryset = sections


class UploadForm(StartForm):
    """A file that is a report already."""

    field_order = ("section", "file", "year")
    file = forms.FileField(
        label="报告文件",
        help_text=f"PDF、Word（docx）、Excel（xlsx）、网页（html）或者文本（txt），最大{megabytes(MOST_BYTES)}。原件原样留存。",
        error_messages={"required": "没有选择文件，请选择。", "empty": "文件是空的，请检查原文件。"},
        widget=forms.FileInput(attrs={"accept": ".pdf,.docx,.xlsx,.html,.htm,.mht,.txt,.csv,.json,.png,.jpg"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["year"].required = False
        self.fields["year"].help_text = "文件里写明年度的可以不填。"
        if self.data.get("onto"):
            self._asks(str(self.data["onto"]))

    def asks_about(self, known: AlreadyEntered) -> None:
        """There is a report of that year: whether the file is to be its next version."""
        self._asks(str(known.latest))

    def _asks(self, latest: str) -> None:
        choice = (latest, "作为它的下一稿；已有的各稿保留，公众看到的不变")
        self.fields["onto"] = forms.IntegerField(
            label="这份文件", required=False, widget=forms.RadioSelect(choices=[choice])
        )


class EditForm(forms.Form):
    """The words of a report; its cells are typed into the grid beside it."""

    title = forms.CharField(label="标题", max_length=300, error_messages=_REQUIRED)
    organ = forms.CharField(
        label="机关名称",
        max_length=120,
        error_messages=_REQUIRED,
        help_text="印在标题和落款处：年度终了时本单位的名称。",
    )
    dated_on = forms.DateField(
        label="落款日期",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": "落款日期不是一个日期，请写成 2026-01-20 的样子。"},
    )
    preface = forms.CharField(label="开头说明", required=False, widget=forms.Textarea(attrs={"rows": 3}))
    offers_original = forms.BooleanField(label="把原件一并公开（公开去除作者、批注等信息的副本）", required=False)
    correction = forms.CharField(
        label="更正说明（向公众公开）",
        required=False,
        max_length=CORRECTION_MOST,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="本报告有公开版：写明改了什么、为什么改，送审前须填写。改了哪些数字，公开页会逐格列出。",
    )
    note = forms.CharField(label="修改说明", required=False, max_length=200, help_text="这一稿改了什么，公众看不到。")
    base = forms.IntegerField(widget=forms.HiddenInput, min_value=1)

    def __init__(
        self, *args: Any, form: Form, original: bool, corrects: bool, asks_round: int | None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        for section in form.sections:
            own_tables = any(table.section == section.number for table in form.tables)
            self.fields[f"section_{section.number}"] = forms.CharField(
                label=section.title,
                required=False,
                strip=False,
                max_length=TEXT_MOST,
                help_text=section.advice,
                widget=forms.Textarea(attrs={"rows": 3 if own_tables else 10}),
            )
        if not original:
            del self.fields["offers_original"]
        if not corrects:
            del self.fields["correction"]
        if asks_round is not None:
            self.fields["understood"] = forms.BooleanField(
                label=f"我知道：保存后第{asks_round}轮审查作废，须重新送审",
                error_messages={
                    "required": f"本报告正在第{asks_round}轮审查中，保存会使本轮作废。确要修改的，请勾选后再保存。"
                },
            )
