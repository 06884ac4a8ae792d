"""The forms of 单位."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms

from gongkai.faces.desk.units.fields import UnitField, basis, day, line
from gongkai.office.units.models import GroupRole, ResponsibilityLevel, Section, Unit, UnitKind

MERGED = 6


class UnitFilter(forms.Form):
    """The filters of the tree."""

    on = day("日期", required=False, help_text="")
    kind = forms.ChoiceField(label="类别", required=False, choices=[("", "全部"), *UnitKind.choices])
    state = forms.ChoiceField(
        label="状态",
        required=False,
        choices=[("", "现行（搜索含已撤销）"), ("closed", "已撤销"), ("coming", "将设立"), ("all", "全部")],
    )


class _WithUnits(forms.Form):
    """Offers ``units`` in every field that takes a unit."""

    def __init__(self, *args: Any, units: Iterable[Unit] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units = list(units)
        for field in self.fields.values():
            if isinstance(field, UnitField):
                field.offer(units)


class OpenForm(_WithUnits):
    """A new unit."""

    name = line("名称", 120, required=True, help_text="机构全称，与批准文件一致。")
    short_name = line("简称", 40, help_text="列表中显示的名称，例如：科技局。")
    kind = forms.ChoiceField(
        label="类别", choices=[("", "请选择"), *UnitKind.choices], error_messages={"required": "请选择类别。"}
    )
    parent = UnitField(label="上级单位", required=False, help_text="输入名称中的几个字，从提示中选择。最上级单位空着。")
    on = day("设立日期", help_text="可以是将来的日期，届时生效。")
    code = line("统一社会信用代码", 30, help_text="18 位，系统核对校验位。尚未取得的空着，以后补填。")
    lead_office = UnitField(
        label="政府信息公开工作主管部门", required=False, help_text="空着时沿用上级单位的主管部门（条例第三条）。"
    )
    slug = line("网址名", 40, help_text="公开页面地址的一段，小写字母、数字和连字符；空着时自动生成，以后不变。")
    basis = basis()


class FactsForm(_WithUnits):
    """What the system administrator keeps of a unit, apart from name and place."""

    short_name = line("简称", 40, help_text="更正简称用；更名请用“更名”。")
    kind = forms.ChoiceField(label="类别", choices=UnitKind.choices)
    code = line("统一社会信用代码", 30, help_text="18 位，系统核对校验位。")
    position = forms.IntegerField(
        label="排序",
        min_value=0,
        max_value=999_999,
        help_text="同级单位中的先后，小的在前。",
        error_messages={"required": "请填写排序。", "invalid": "排序须是整数。"},
    )
    lead_office = UnitField(
        label="政府信息公开工作主管部门", required=False, help_text="空着时沿用上级单位的主管部门（条例第三条）。"
    )
    revision = forms.IntegerField(widget=forms.HiddenInput)


class ContactForm(forms.Form):
    """How the disclosure office is reached: what the guide must contain (条例第十二条)."""

    office_name = line(
        "政府信息公开工作机构", 120, help_text="承担本机关政府信息公开日常工作的机构（条例第四条），例如：办公室。"
    )
    office_address = line("办公地址", 200)
    office_hours = line("办公时间", 200, help_text="例如：工作日 8:30-11:30，13:30-17:00。")
    office_phone = line("联系电话", 60)
    office_fax = line("传真号码", 60)
    office_email = line("电子邮箱", 254)
    office_website = line("互联网联系方式", 200, help_text="以 http:// 或 https:// 开头的网址。")
    postcode = line("邮政编码", 6)
    revision = forms.IntegerField(widget=forms.HiddenInput)


class RenameForm(forms.Form):
    """A new name."""

    name = line("新名称", 120, required=True)
    short_name = line("新简称", 40)
    on = day("启用日期", help_text="可以是将来的日期，届时生效。更正登记错误时不用。")
    basis = basis()
    correction = forms.BooleanField(
        label="这是更正登记错误，不保留原名称", required=False, help_text="只用于错别字一类的登记错误。"
    )


class MoveForm(_WithUnits):
    """A new parent."""

    parent = UnitField(
        label="新的上级单位", required=False, help_text="输入名称中的几个字，从提示中选择。空着表示没有上级。"
    )
    on = day("生效日期", help_text="可以是将来的日期，届时生效。")
    basis = basis()


class CloseForm(_WithUnits):
    """The end of a unit."""

    last_day = day("最后一日", help_text="单位存续到这一天（含）。")
    successor = UnitField(
        label="承继单位", required=False, help_text="职责和政府信息公开工作年度报告由谁承继；没有的空着。"
    )
    basis = basis()


class ReasonForm(forms.Form):
    """Why."""

    reason = line("理由", 200, required=True)


class MergeForm(_WithUnits):
    """Several units into one."""

    into = UnitField(
        label="合并后的单位",
        help_text="已登记的现行单位。合并后新设立的，请先用“设立单位”登记。",
        error_messages={"required": "请填写合并后的单位。"},
    )
    on = day("合并日期", help_text="从这一天起由合并后的单位承继。")
    basis = basis()

    def __init__(self, *args: Any, units: Iterable[Unit] = (), **kwargs: Any) -> None:
        units = list(units)
        super().__init__(*args, units=units, **kwargs)
        for place in range(1, MERGED + 1):
            self.fields[f"unit_{place}"] = UnitField(
                label=f"被合并的单位 {place}",
                required=place == 1,
                units=units,
                error_messages={"required": "请填写被合并的单位。"},
            )
        self.order_fields([*(f"unit_{place}" for place in range(1, MERGED + 1)), "into", "on", "basis"])

    @property
    def merged(self) -> list[Unit]:
        """The units to merge, each once."""
        chosen = [self.cleaned_data[f"unit_{place}"] for place in range(1, MERGED + 1)]
        return list({unit.pk: unit for unit in chosen if unit is not None}.values())


class SectionForm(forms.Form):
    """A section."""

    name = line("名称", 60, required=True)
    phone = line("联系电话", 60)
    position = forms.IntegerField(
        label="排序", required=False, min_value=0, max_value=999_999, error_messages={"invalid": "排序须是整数。"}
    )


class MemberForm(forms.Form):
    """A member of the leading group."""

    role = forms.ChoiceField(
        label="组内职务",
        choices=[("", "请选择"), *GroupRole.choices],
        error_messages={"required": "请选择组内职务。"},
        help_text="组长和领导小组办公室同时只有一个，登记新的即接替原任。",
    )
    name = line("姓名", 60, required=True, help_text="领导小组办公室填机构名称。")
    title = line("职务", 80, help_text="在单位的职务，例如：党组书记、局长。")
    on = day("任职日期")
    basis = basis()


class EndForm(forms.Form):
    """The end of a time in office."""

    last_day = day("最后一日", help_text="任职到这一天（含）。")


class EndMemberForm(EndForm):
    """The end of a time in the leading group."""

    basis = basis()


class ChainForm(forms.Form):
    """Who answers on a level."""

    level = forms.TypedChoiceField(
        label="层级",
        choices=[("", "请选择"), *ResponsibilityLevel.choices],
        coerce=int,
        error_messages={"required": "请选择层级。"},
    )
    name = line("姓名", 60, required=True)
    title = line("职务", 80)
    section = forms.ModelChoiceField(
        label="科室",
        queryset=Section.objects.none(),
        required=False,
        empty_label="（不限科室）",
        help_text="“责任科室抓落实”须选择科室。",
    )
    duty = line("职责", 300)
    on = day("起始日期", help_text="前两级同时只有一人，登记新的即接替原任。")

    def __init__(self, *args: Any, sections: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["section"].queryset = sections  # type: ignore[attr-defined]


class BriefingForm(forms.Form):
    """A briefing that was heard."""

    held_on = day("日期")
    chair = line("听取汇报的领导", 60, required=True)
    summary = forms.CharField(
        label="汇报情况",
        widget=forms.Textarea(attrs={"rows": 6}),
        max_length=20_000,
        error_messages={"required": "请填写汇报情况。"},
    )
    objectives = forms.CharField(
        label="任务目标",
        widget=forms.Textarea(attrs={"rows": 4}),
        required=False,
        max_length=20_000,
        help_text="会上确定的任务，每行一项。",
    )


class ImportForm(forms.Form):
    """A table of units."""

    file = forms.FileField(
        label="表格文件",
        help_text=".xlsx，或 UTF-8、GB18030 编码的 .csv；最多 5,000 行、5 MB。",
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
        error_messages={"required": "请选择表格文件。", "empty": "选择的文件是空的。", "invalid": "请选择表格文件。"},
    )
    on = day("生效日期", help_text="新设单位没有填设立日期的、更名和调整隶属关系，都从这一天起。")


class ConfirmForm(forms.Form):
    """What was shown, so that exactly this is carried out."""

    shown = forms.CharField(widget=forms.HiddenInput, max_length=64)
