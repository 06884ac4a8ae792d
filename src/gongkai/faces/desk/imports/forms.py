"""The forms of 批量导入."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile


class _SeveralInput(forms.FileInput):
    allow_multiple_selected = True


class SeveralFiles(forms.FileField):
    """Any number of files."""

    widget = _SeveralInput

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        given = data if isinstance(data, list | tuple) else [data] if data else []
        return [super(SeveralFiles, self).clean(each, initial) for each in given]


class UploadForm(forms.Form):
    """A table, and the files that its rows name."""

    file = forms.FileField(
        label="表格",
        help_text="按模板填写的.xlsx，或者UTF-8、GB18030编码的.csv，最大5 MB、2,000行。",
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
        error_messages={"required": "请选择填好的表格。", "empty": "表格是空文件，请选择填好的表格。"},
    )
    files = SeveralFiles(  # type: ignore[assignment] # a field, not what a form was sent
        label="附件和正文文件",
        required=False,
        help_text="表格里写到的文件。可以一次选多个文件，也可以压缩成一个.zip；最多1,000个，合计300 MB。没有附件的不选。",
    )


class ConfirmForm(forms.Form):
    """What was shown, so that exactly this is carried out."""

    shown = forms.CharField(widget=forms.HiddenInput, max_length=64)
    doubles = forms.BooleanField(
        label="疑似重复的也导入",
        required=False,
        help_text="一般不需要。不勾选时，疑似重复的行留在表格里，不导入。",
    )
