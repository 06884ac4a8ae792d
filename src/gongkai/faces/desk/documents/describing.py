"""The metadata in the editor: what the catalogue says of an item, each field as people know it (条例第十二条)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms

from gongkai.office.catalog.headings import Node, flat, headings_of, name_of
from gongkai.office.catalog.metadata import SUMMARY_MOST, Metadata, with_values
from gongkai.office.catalog.models import Disclosure
from gongkai.office.units.models import Unit
from gongkai.statute.disclosure import disclosure_law

#: The fields as they stand in the editor, by group: a heading for people, and the names.
GROUPS = (
    ("分类", ("heading", "subject", "genre", "mode")),
    ("公开方式", ("disclosure", "ground", "reassess_on")),
    ("发文和效力", ("issuers", "effective_on", "expires_on")),
    ("检索", ("keywords", "summary", "source")),
)
_SEPARATORS = re.compile(r"[；;，,、\n]+")
_NO_CHOICE = [("", "请选择")]


def _day(label: str, **more: Any) -> forms.DateField:
    return forms.DateField(
        label=label,
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": f"{label}不是一个日期，请写成 2026-03-10 的样子。"},
        **more,
    )


def _choice(label: str, **more: Any) -> forms.ChoiceField:
    wrong = {"invalid_choice": f"{label}只能从列表中选择。"}
    return forms.ChoiceField(label=label, required=False, error_messages=wrong, **more)


class MetadataFields(forms.Form):
    """To be joined to the editor's form. Choices come from the law and from the unit's own catalogue."""

    heading = _choice("目录类目", help_text="法定主动公开内容的类目，决定信息出现在哪个栏目。")
    subject = _choice("主题分类")
    genre = _choice("体裁")
    mode = _choice("公开时限类型")
    disclosure = _choice("公开方式", choices=Disclosure.choices, widget=forms.RadioSelect)
    ground = _choice("不予公开事由", help_text="不予公开的必须选择；依申请公开的可以写明。")
    reassess_on = _day("下次评估日期", help_text="不予公开的信息须定期评估，情况变化后公开（条例第十八条）。")
    issuers = forms.CharField(
        label="发文机关",
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="联合发文的，一行写一个机关。",
    )
    effective_on = _day("施行日期")
    expires_on = _day("有效期至")
    keywords = forms.CharField(label="关键词", required=False, help_text="用分号或者顿号隔开。")
    summary = forms.CharField(
        label="内容概述",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=f"一两句话，最多{SUMMARY_MOST}个字（条例第十二条）。",
    )
    source = forms.CharField(label="信息来源", required=False, help_text="转载的，写明来源。")

    def offer(self, unit: Unit, on: date, current: str) -> None:
        """Fill the choices for a unit; a heading that is no longer offered stays where it is already chosen."""
        law = disclosure_law()
        self._choices("heading", heading_choices(unit, on, current))
        self._choices("subject", [*_NO_CHOICE, *((code, term.name) for code, term in law.subjects.items())])
        self._choices("genre", [*_NO_CHOICE, *((code, term.name) for code, term in law.genres.items())])
        self._choices("mode", [*_NO_CHOICE, *((code, term.name) for code, term in law.modes.items())])
        self.fields["mode"].help_text = "；".join(term.note for term in law.modes.values()) + "。"
        shall: list[tuple[str, str]] = []
        may: list[tuple[str, str]] = []
        for code, ground in law.grounds.items():
            (shall if ground.shall else may).append((code, f"{ground.name}（{ground.article}）"))
        self._choices("ground", [*_NO_CHOICE, ("不得公开", shall), ("可以不公开", may)])

    def _choices(self, name: str, choices: Any) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 (they are, above)
        field.choices = choices

    def groups(self) -> list[tuple[str, list[forms.BoundField]]]:
        """The fields by group, for the template."""
        return [(label, [self[name] for name in names]) for label, names in GROUPS]

    def metadata(self, before: Metadata) -> Metadata:
        """What was typed, over what stood there: a field that the form did not carry keeps its value.

        What belongs to withholding is not asked where everybody may see: it goes with the change.
        """
        sent = self.data
        told = {name: self.cleaned_data[name] for _label, names in GROUPS for name in names if name in sent}
        if "issuers" in told:
            told["issuers"] = tuple(filter(None, (" ".join(line.split()) for line in told["issuers"].splitlines())))
        if "keywords" in told:
            told["keywords"] = tuple(filter(None, (word.strip() for word in _SEPARATORS.split(told["keywords"]))))
        if "disclosure" in told:
            told["disclosure"] = told["disclosure"] or Disclosure.PROACTIVE.value
            if told["disclosure"] == Disclosure.PROACTIVE:
                told |= {"ground": "", "reassess_on": None}
        return with_values(before, told)


def described(metadata: Metadata, unit: Unit) -> dict[str, Any]:
    """What the fields hold at first: the unit itself as the organ that issues, where nobody has said."""
    told: dict[str, Any] = {name: getattr(metadata, name) for _label, names in GROUPS for name in names}
    told["issuers"] = "\n".join(metadata.issuers or (unit.name,))
    told["keywords"] = "；".join(metadata.keywords)
    return told


def heading_choices(unit: Unit, on: date, current: str = "") -> list[tuple[str, Any]]:
    """The tree of a unit as groups by article, deeper headings set in; one that is chosen but gone stands last."""
    nodes = list(flat(headings_of(unit, on)))
    found = grouped(nodes)
    if current and all(node.code != current for node in nodes):
        found.append(("现在的类目", [(current, name_of(current))]))
    return [("", "请选择"), *found]


def grouped(nodes: Iterable[Node]) -> list[tuple[str, Any]]:
    """Headings by article: ("条例第二十条", [("20-01", "法规、规章和规范性文件"), …])."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for node in nodes:
        own = "（自设）" if node.own else ""
        groups.setdefault(node.article, []).append((node.code, f"{'　' * node.level}{node.name}{own}"))
    return list(groups.items())
