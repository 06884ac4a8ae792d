"""The forms of the catalogue: an own heading, what the unit settles about a heading, which units are compared."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.db.models import QuerySet

from gongkai.office.catalog.headings import Node
from gongkai.office.catalog.obligations import CYCLE_MOST
from gongkai.office.catalog.own_headings import NAME_MOST
from gongkai.office.units.models import Section, Unit, UnitKind
from gongkai.statute.disclosure import disclosure_law


class AddForm(forms.Form):
    """增设类目."""

    parent = forms.ChoiceField(label="上级类目", help_text="自设类目列在法定主动公开内容的某一类之下。")
    name = forms.CharField(label="名称", max_length=NAME_MOST)

    def __init__(self, *args: Any, nodes: Iterable[Node], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(node.code, f"{'　' * node.level}{node.name}") for node in nodes if not node.own]
        self.fields["parent"].choices = choices  # type: ignore[attr-defined]


class NameForm(forms.Form):
    """类目改名."""

    name = forms.CharField(label="新名称", max_length=NAME_MOST)


class SettleForm(forms.Form):
    """规定公开事项."""

    mode = forms.ChoiceField(label="公开时限类型", required=False)
    cycle_days = forms.IntegerField(
        label="更新周期（天）", required=False, min_value=0, max_value=CYCLE_MOST, help_text="0 表示不限。"
    )
    section = forms.ModelChoiceField(
        label="责任科室",
        required=False,
        queryset=Section.objects.none(),
        empty_label="（未指定）",
        help_text="将到期和超期时，工作台提醒该科室的经办人和科室负责人；未指定的提醒办公室终审。",
    )
    not_applicable = forms.BooleanField(
        label="本单位没有此类信息", required=False, help_text="不再计入应有类目。须说明理由，主管部门可以看到。"
    )
    reason = forms.CharField(label="说明", required=False, max_length=300, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, node: Node, sections: QuerySet[Section], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        modes = disclosure_law().modes
        self.fields["mode"].choices = [  # type: ignore[attr-defined]
            ("", f"按目录：{modes[node.mode].name}"),
            *((code, mode.name) for code, mode in modes.items()),
        ]
        lawful = f"{node.cycle_days}天" if node.cycle_days else "不限"
        self.fields["cycle_days"].help_text = f"不填则按目录：{lawful}。0 表示不限。"
        self.fields["section"].queryset = sections  # type: ignore[attr-defined]
        if node.always:
            del self.fields["not_applicable"]


class CompareFilter(forms.Form):
    """Which units are compared."""

    region = forms.ChoiceField(label="地区", required=False)
    kind = forms.ChoiceField(label="类别", required=False, choices=[("", "全部"), *UnitKind.choices])
    only = forms.ChoiceField(
        label="范围",
        required=False,
        choices=[
            ("", "全部单位"),
            ("blank", "有空白类目的"),
            ("stale", "有超期类目的"),
            ("late", "有逾期未公开的"),
            ("guide", "指南要素不全的"),
            ("dead", "有死链的"),
            ("report", "未公布上年年报的"),
        ],
    )

    def __init__(self, *args: Any, regions: Sequence[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["region"].choices = [("", "全部"), *((str(unit.pk), unit.called) for unit in regions)]  # type: ignore[attr-defined]
        if len(regions) < 2:
            del self.fields["region"]
