"""The form of 找错, and the sign that a person filled it in."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core import signing

from gongkai.office.inspection.services import CONTACT_MOST, TEXT_MOST
from gongkai.office.inspection.sorts import mistake_rules

_SALT = "gongkai.portal.mistake"
#: A machine is faster; a person who went to lunch is slower.
SOONEST_SECONDS, LATEST_SECONDS = 2, 24 * 3600


class MistakeForm(forms.Form):
    """What is wrong, where, and how to reach the reporter if they wish."""

    page = forms.CharField(label="哪个网页", max_length=400, help_text="从地址栏复制。从出错的网页点进来的，已经填好。")
    sort = forms.ChoiceField(
        label="哪一类问题",
        choices=lambda: list(mistake_rules().sorts.items()),
        widget=forms.RadioSelect,
        error_messages={"required": "请选择是哪一类问题。", "invalid_choice": "请从列表中选择。"},
    )
    text = forms.CharField(
        label="问题",
        max_length=TEXT_MOST * 4,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=f"写出错在哪里、应当怎样，最多{TEXT_MOST}个字。请不要写身份证号等个人信息。",
        error_messages={"required": "没有写明问题，请写出错在哪里、应当怎样。"},
    )
    contact = forms.CharField(
        label="联系方式（可以不填）",
        required=False,
        max_length=CONTACT_MOST * 4,
        help_text="手机号码或者电子邮箱，只由办理人员查看，加密保存。不填也可以凭查询码查看办理结果。",
    )
    #: A field nobody sees; what fills it in is a machine.
    website = forms.CharField(required=False, max_length=200)
    drawn = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)

    def __init__(self, *args: Any, now: float, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.now = now
        self.fields["drawn"].initial = signing.dumps(int(now), salt=_SALT)

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        if told.get("website"):
            raise forms.ValidationError("这次提交像是程序发出的，没有收下。请刷新网页后重新填写。")
        try:
            drawn = signing.loads(told.get("drawn", ""), salt=_SALT)
        except signing.BadSignature:
            drawn = 0
        age = self.now - drawn
        if age > LATEST_SECONDS or age < 0:
            raise forms.ValidationError("网页打开的时间太长，没有收下。您写的内容还在，请再点一次提交。")
        if age < SOONEST_SECONDS:
            raise forms.ValidationError("提交得太快，没有收下。请核对内容后再点一次提交。")
        return told
