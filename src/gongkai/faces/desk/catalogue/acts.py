"""What is done with a catalogue: own headings, and what the unit settles about a heading."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404

from gongkai.faces.desk.catalogue.forms import AddForm, NameForm, SettleForm
from gongkai.faces.desk.catalogue.place import Arranging
from gongkai.faces.desk.kit import ActScreen, FormScreen
from gongkai.office.catalog import own_headings
from gongkai.office.catalog.headings import Node, flat, headings_of
from gongkai.office.catalog.models import Obligation, OwnHeading
from gongkai.office.catalog.obligations import settle
from gongkai.office.units.selectors import sections


class Add(Arranging, FormScreen):
    """增设类目."""

    title = "增设类目"
    form_class = AddForm
    submit_label = "增设"
    done = "已增设，起草文稿时可以选用。"
    intro = "法定主动公开内容不够细的，可以在其某一类下增设本单位的类目。代码自动编定，以后不变；停用后已公开的信息仍在原处。"

    def form_kwargs(self) -> dict[str, Any]:
        return {"nodes": list(flat(headings_of(self.unit, self.today)))}

    def initial(self) -> dict[str, Any]:
        return {"parent": self.request.GET.get("parent", "")}

    def save(self, form: Any) -> str:
        own_headings.add_heading(self.unit, **form.cleaned_data, by=self.actor, at=self.now)
        return f"{self.url('unit')}#own"


class OfHeading(Arranging):
    """A screen of one own heading of the unit."""

    def prepare(self) -> None:
        super().prepare()
        self.own: OwnHeading = get_object_or_404(
            OwnHeading.objects.select_related("unit"), pk=self.kwargs["heading_pk"], unit=self.unit
        )

    def heading(self) -> str:
        return f"{self.title}：{self.own.name}"


class Rename(OfHeading, FormScreen):
    """类目改名."""

    title = "类目改名"
    form_class = NameForm
    submit_label = "改名"
    done = "已改名，公开网站同时显示新名称。"

    def initial(self) -> dict[str, Any]:
        return {"name": self.own.name}

    def save(self, form: Any) -> str:
        own_headings.rename_heading(self.own, form.cleaned_data["name"], by=self.actor, at=self.now)
        return f"{self.url('unit')}#own"


class Move(OfHeading, ActScreen):
    """调整类目顺序."""

    up = True
    title = "移动类目"
    done = "已调整顺序。"

    def question(self) -> str:
        return f"确认把“{self.own.name}”{'上移' if self.up else '下移'}一位？"

    def save(self, form: Any) -> str:  # noqa: ARG002
        own_headings.move_heading(self.own, up=self.up, by=self.actor, at=self.now)
        return f"{self.url('unit')}#own"


class Close(OfHeading, ActScreen):
    """停用类目."""

    title = "停用类目"
    submit_label = "停用"
    done = "已停用。"

    def consequences(self) -> Sequence[str]:
        return ["新文稿不能再选这个类目。", "已在其下公开的信息仍在原处，仍可检索。", "以后可以恢复使用。"]

    def save(self, form: Any) -> str:  # noqa: ARG002
        own_headings.close_heading(self.own, by=self.actor, at=self.now)
        return f"{self.url('unit')}#own"


class Reopen(OfHeading, ActScreen):
    """恢复类目."""

    title = "恢复类目"
    submit_label = "恢复"
    done = "已恢复使用。"

    def save(self, form: Any) -> str:  # noqa: ARG002
        own_headings.reopen_heading(self.own, by=self.actor, at=self.now)
        return f"{self.url('unit')}#own"


class Settle(Arranging, FormScreen):
    """规定公开事项: how a heading is kept up, or that there is no such business."""

    title = "规定公开事项"
    form_class = SettleForm
    done = "已规定。"

    def prepare(self) -> None:
        super().prepare()
        nodes = flat(headings_of(self.unit, self.today))
        found = next((node for node in nodes if node.code == self.kwargs["code"]), None)
        if found is None:
            raise Http404
        self.node: Node = found
        self.intro = f"{found.cited}：{found.wording}。" if found.wording else f"自设类目，列在{found.cited}之下。"

    def heading(self) -> str:
        return f"{self.title}：{self.node.name}"

    def form_kwargs(self) -> dict[str, Any]:
        return {"node": self.node, "sections": sections(self.unit)}

    def initial(self) -> dict[str, Any]:
        row = Obligation.objects.filter(unit=self.unit, heading=self.node.code).first()
        if row is None:
            return {}
        return {name: getattr(row, name) for name in ("mode", "cycle_days", "section", "not_applicable", "reason")}

    def save(self, form: Any) -> str:
        settle(self.unit, self.node.code, **form.cleaned_data, by=self.actor, at=self.now)
        return self.url("unit")
