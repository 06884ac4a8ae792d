"""What happened to a unit, from the trail, in words."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import Q, QuerySet

from gongkai.faces.desk.kit import Column, Empty, ListScreen
from gongkai.faces.desk.units.place import OfUnit
from gongkai.office.audit import verbs
from gongkai.office.audit.models import AuditEntry
from gongkai.office.units.models import Unit, UnitKind

_VERBS = ("unit.", "section.", "leading_group.", "responsibility.", "briefing.")
_WORDS = {
    "parent": "上级单位",
    "from": "原",
    "to": "现",
    "on": "自",
    "code": "代码",
    "basis": "依据",
    "reason": "理由",
    "last_day": "最后一日",
    "successor": "承继单位",
    "merged": "并入单位",
    "instead_of": "接替",
    "import": "导入文件",
    "row": "行",
    "name": "名称",
    "duty": "职责",
    "kind": "类别",
}
_OPENED = {"from": "设立日期"}


def told(entry: AuditEntry) -> str:
    """The detail of an entry in a line of words; what it does not know how to say is left to the trail's own screen."""
    try:
        detail = json.loads(entry.detail)
    except ValueError:
        return ""
    if not isinstance(detail, dict):
        return ""
    words = {**_WORDS, **(_OPENED if entry.verb == "unit.opened" else {})}
    said = [
        f"{words[key]}：{_value(key, value)}"
        for key, value in detail.items()
        if key in words and value not in ("", None, [])
    ]
    return "；".join([*_changes(detail.get("changes")), *said])


def _value(key: str, value: object) -> str:
    if isinstance(value, list):
        return "、".join(str(each) for each in value)
    if key == "kind" and value in UnitKind.values:
        return str(UnitKind(value).label)
    return str(value)


def _changes(changes: Any) -> Iterator[str]:
    if not isinstance(changes, dict):
        return
    labels = {field.name: str(getattr(field, "verbose_name", field.name)) for field in Unit._meta.get_fields()}
    for field, both in changes.items():
        if isinstance(both, list) and len(both) == 2:
            old, new = (_value(field, each) if each not in ("", None) else "（空）" for each in both)
            yield f"{labels.get(field, field)}：{old} → {new}"


class History(OfUnit, ListScreen):
    """沿革与变更记录."""

    title = "变更记录"
    tab = "history"
    template_name = "desk/units/history.html"
    caption = "变更记录"
    empty = Empty("还没有变更记录", "对本单位的设立、更名、修改等办理后，会记在这里。")
    columns = (
        Column("时间", "at", kind="date"),
        Column("办理", lambda entry: verbs.label(entry.verb)),
        Column("对象", "subject"),
        Column("内容", told),
        Column("办理人", "actor"),
    )

    def rows(self) -> QuerySet[AuditEntry]:
        ours = Q()
        for start in _VERBS:
            ours |= Q(verb__startswith=start)
        return AuditEntry.objects.filter(ours, unit_id=self.unit.pk).exclude(verb="unit.exported").order_by("-seq")

    def context(self, **more: object) -> dict[str, object]:
        return super().context(**more, **self.tabs(), names=self.names())

    def names(self) -> Sequence[Any]:
        """The names through time; the present one alone where there was never another."""
        return list(self.unit.names.all())
