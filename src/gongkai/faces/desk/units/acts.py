"""The acts of a unit's life as forms."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from gongkai.faces.desk.kit import ActScreen, FormScreen
from gongkai.faces.desk.units.forms import (
    CloseForm,
    ContactForm,
    FactsForm,
    MergeForm,
    MoveForm,
    OpenForm,
    ReasonForm,
    RenameForm,
)
from gongkai.faces.desk.units.listing import unit_url
from gongkai.faces.desk.units.place import Arranging, OfUnit
from gongkai.office.units import permissions, selectors, services
from gongkai.office.units.checks import shown
from gongkai.office.units.models import Unit


def living() -> QuerySet[Unit]:
    """The units one can name in a form: those not closed."""
    return Unit.objects.filter(valid_to__isnull=True).select_related("parent").order_by("rank")


class Open(FormScreen):
    """设立单位."""

    title = "设立单位"
    icon = "site"
    form_class = OpenForm
    submit_label = "登记设立"
    done = "已登记。请接着登记内设机构、领导小组和责任链。"
    refusal = Arranging.refusal

    def may_enter(self) -> bool:
        return permissions.may_arrange(self.actor)

    def crumbs(self) -> Sequence[tuple[str, str]]:
        return [("单位", reverse("desk:units:list"))]

    def initial(self) -> dict[str, Any]:
        given = self.request.GET.get("parent", "")
        parent = living().filter(pk=given).first() if given.isascii() and given.isdigit() else None
        return {"on": self.today, "parent": parent}

    def form_kwargs(self) -> dict[str, Any]:
        return {"units": living()}

    def save(self, form: Any) -> str:
        return unit_url(services.open_unit(**form.cleaned_data, by=self.actor, at=self.now))


class Contact(OfUnit, FormScreen):
    """修改联系方式."""

    title = "修改联系方式"
    form_class = ContactForm
    intro = "这些内容用于政府信息公开指南（条例第十二条），请保持准确，变动后及时更新。"
    refusal = "联系方式由该单位的单位管理员、其主管部门或系统管理员修改，您没有这样的岗位。"

    def may_enter(self) -> bool:
        return permissions.may_change_contact(self.actor, self.unit)

    def initial(self) -> dict[str, Any]:
        return {field: getattr(self.unit, field) for field in (*selectors.CONTACT_FIELDS, "revision")}

    def latest_url(self) -> str:
        return self.url("unit")

    def save(self, form: Any) -> str:
        values = dict(form.cleaned_data)
        base = values.pop("revision")
        services.change_unit(self.unit, values, base=base, by=self.actor, at=self.now)
        return self.url("unit")


class Facts(Arranging, FormScreen):
    """修改资料."""

    title = "修改资料"
    form_class = FactsForm

    def initial(self) -> dict[str, Any]:
        fields = ("short_name", "kind", "code", "position", "lead_office", "revision")
        return {field: getattr(self.unit, field) for field in fields}

    def form_kwargs(self) -> dict[str, Any]:
        return {"units": living()}

    def latest_url(self) -> str:
        return self.url("unit")

    def save(self, form: Any) -> str:
        values = dict(form.cleaned_data)
        base = values.pop("revision")
        services.change_unit(self.unit, values, base=base, by=self.actor, at=self.now)
        return self.url("unit")


class Rename(Arranging, FormScreen):
    """更名."""

    title = "更名"
    form_class = RenameForm
    submit_label = "登记更名"
    done = "已登记更名，原名称仍可查到。"

    @property
    def intro(self) -> str:  # type: ignore[override]
        """What it is called now."""
        return f"现名称“{self.unit.name}”。更名后原名称保留为曾用名，按曾用名仍能查到。"

    def initial(self) -> dict[str, Any]:
        return {"name": self.unit.name, "short_name": self.unit.short_name, "on": self.today}

    def save(self, form: Any) -> str:
        services.rename_unit(self.unit, **form.cleaned_data, by=self.actor, at=self.now)
        return self.url("unit")


class Move(Arranging, FormScreen):
    """调整隶属关系."""

    title = "调整隶属关系"
    form_class = MoveForm
    submit_label = "登记调整"
    done = "已登记。"

    @property
    def intro(self) -> str:  # type: ignore[override]
        """To whom it belongs now, and what comes along."""
        below = selectors.subtree(self.unit).count() - 1
        with_it = f"其下 {below} 个单位随之调整。" if below else ""
        return f"现隶属于“{self.unit.parent or '（无上级）'}”。{with_it}"

    def initial(self) -> dict[str, Any]:
        return {"on": self.today}

    def form_kwargs(self) -> dict[str, Any]:
        return {"units": living()}

    def save(self, form: Any) -> str:
        services.move_unit(self.unit, **form.cleaned_data, by=self.actor, at=self.now)
        return self.url("unit")


class Close(Arranging, ActScreen):
    """撤销."""

    title = "撤销"
    form_class = CloseForm
    submit_label = "确认撤销"
    danger = True
    done = "已登记撤销。"

    def question(self) -> str:
        return f"确认撤销“{self.unit.name}”？"

    def consequences(self) -> Sequence[str]:
        return [
            "最后一日之后，本单位的岗位一律失效，不能再起草、审查和公开。",
            "已公开的信息和办理记录保留；年度报告由承继单位负责。",
            "还有下级单位的，须先调整隶属关系或撤销下级单位。",
        ]

    def initial(self) -> dict[str, Any]:
        return {"last_day": self.today}

    def form_kwargs(self) -> dict[str, Any]:
        return {"units": living().exclude(pk=self.unit.pk)}

    def save(self, form: Any) -> str:
        services.close_unit(self.unit, **form.cleaned_data, by=self.actor, at=self.now)
        return self.url("unit")


class Reopen(Arranging, ActScreen):
    """恢复."""

    title = "恢复单位"
    form_class = ReasonForm
    submit_label = "确认恢复"
    done = "已恢复。"

    def question(self) -> str:
        until = f"（最后一日 {shown(self.unit.valid_to)}）" if self.unit.valid_to else ""
        return f"确认取消“{self.unit.name}”的撤销登记{until}？"

    def consequences(self) -> Sequence[str]:
        return ["单位视为从未撤销，未到期的岗位重新有效。", "撤销和恢复两次办理都留在变更记录中。"]

    def save(self, form: Any) -> str:
        services.reopen_unit(self.unit, **form.cleaned_data, by=self.actor, at=self.now)
        return self.url("unit")


class Merge(FormScreen):
    """合并单位."""

    title = "合并单位"
    icon = "site"
    form_class = MergeForm
    submit_label = "登记合并"
    done = "已登记合并。"
    intro = "被合并的单位在合并日期的前一日撤销，由合并后的单位承继；其下级单位自合并日期起改隶合并后的单位。"
    refusal = Arranging.refusal

    def may_enter(self) -> bool:
        return permissions.may_arrange(self.actor)

    def crumbs(self) -> Sequence[tuple[str, str]]:
        return [("单位", reverse("desk:units:list"))]

    def initial(self) -> dict[str, Any]:
        given = self.request.GET.get("unit", "")
        unit = living().filter(pk=given).first() if given.isascii() and given.isdigit() else None
        return {"on": self.today, "unit_1": unit}

    def form_kwargs(self) -> dict[str, Any]:
        return {"units": living()}

    def save(self, form: Any) -> str:
        given = form.cleaned_data
        into = services.merge_units(
            form.merged, given["into"], on=given["on"], basis=given["basis"], by=self.actor, at=self.now
        )
        return unit_url(into)
