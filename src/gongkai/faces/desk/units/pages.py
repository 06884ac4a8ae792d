"""The page of a unit, in tabs: what it is, who leads, its sections, its briefings."""

from __future__ import annotations

from collections.abc import Sequence

from django.urls import reverse

from gongkai.faces.desk.kit import Act, Chip, Column, Empty, ListScreen
from gongkai.faces.desk.units.listing import state_of
from gongkai.faces.desk.units.place import OfUnit, acts_of
from gongkai.office.units import permissions, selectors
from gongkai.office.units.checks import label
from gongkai.office.units.models import GroupMember, Responsibility, Section, Unit


class Overview(OfUnit):
    """概况: facts, contact data, what is below."""

    tab = "unit"
    template_name = "desk/units/unit.html"

    def acts(self) -> Sequence[Act]:
        return acts_of(self)

    def context(self, **more: object) -> dict[str, object]:
        unit, today = self.unit, self.today
        children = unit.children.order_by("position", "pk")
        before = [(each, permissions.may_read(self.actor, each)) for each in unit.predecessors.all()]
        return super().context(
            **self.tabs(),
            chip=state_of(unit, today),
            coming_names=unit.names.filter(valid_from__gt=today),
            coming_places=unit.places.filter(valid_from__gt=today).select_related("parent"),
            former_names=unit.names.filter(valid_to__lt=today),
            lead_office=selectors.lead_office_of(unit, today),
            reporting=selectors.reporting_unit(unit, today),
            predecessors=before,
            contact=[(label(Unit, field), getattr(unit, field), field) for field in selectors.CONTACT_FIELDS],
            missing=selectors.missing_contact(unit),
            may_contact=permissions.may_change_contact(self.actor, unit) and not self.ended,
            children=[(each, state_of(each, today)) for each in children if permissions.may_read(self.actor, each)][
                :200
            ],
            readable={
                each.pk for each in (unit.parent, unit.successor) if each and permissions.may_read(self.actor, each)
            },
            **more,
        )


class LeadingTab(OfUnit):
    """领导小组与责任链 (ORG-01 to ORG-04, ORG-06)."""

    tab = "leading"
    template_name = "desk/units/leading.html"

    def acts(self) -> Sequence[Act]:
        if self.ended or not permissions.may_lead(self.actor, self.unit):
            return ()
        return [
            Act("登记领导小组成员", self.url("member"), main=True),
            Act("登记责任人", self.url("responsible")),
        ]

    def context(self, **more: object) -> dict[str, object]:
        unit, today = self.unit, self.today
        return super().context(
            **self.tabs(),
            group=selectors.leading_group(unit, today),
            coming_group=unit.leading_group.filter(valid_from__gt=today),
            former=selectors.former_group(unit, today),
            chain=selectors.responsibility_chain(unit, today),
            coming_chain=unit.responsibilities.filter(valid_from__gt=today).select_related("section"),
            former_chain=unit.responsibilities.filter(valid_to__lt=today)
            .select_related("section")
            .order_by("-valid_to"),
            missing=selectors.missing_levels(unit, today),
            **more,
        )


class SectionsTab(OfUnit, ListScreen):
    """内设机构."""

    tab = "sections"
    template_name = "desk/units/sections.html"
    caption = "内设机构"

    def acts(self) -> Sequence[Act]:
        if self.ended or not permissions.may_lead(self.actor, self.unit):
            return ()
        return [Act("增设内设机构", self.url("section-add"), main=True)]

    def rows(self) -> Sequence[Section]:
        return list(selectors.sections(self.unit, closed=True).order_by("closed", "position", "pk"))

    def shown_columns(self) -> Sequence[Column]:
        keeps = permissions.may_lead(self.actor, self.unit) and not self.ended
        return [
            Column("名称", "name", url=(lambda row: _of("section", row)) if keeps else None),
            Column("联系电话", "phone"),
            Column("排序", "position", kind="number", aside=True),
            Column("状态", lambda row: Chip("已撤销", "red") if row.closed else Chip("在用", "green"), kind="chip"),
            *(
                [Column("办理", _act, url=lambda row: _of("section-reopen" if row.closed else "section-close", row))]
                if keeps
                else []
            ),
        ]

    def when_empty(self) -> Empty:
        if self.acts():
            return Empty(
                "还没有内设机构",
                "经办人和科室负责人按内设机构（科室）设岗，起草文稿前请先登记。",
                "增设内设机构",
                self.url("section-add"),
            )
        return Empty("还没有内设机构", "由本单位的单位管理员登记。")

    def context(self, **more: object) -> dict[str, object]:
        return super().context(**more, **self.tabs())


class BriefingsTab(OfUnit):
    """工作汇报 (ORG-05)."""

    tab = "briefings"
    template_name = "desk/units/briefings.html"

    def acts(self) -> Sequence[Act]:
        if self.ended or not permissions.may_lead(self.actor, self.unit):
            return ()
        return [Act("登记工作汇报", self.url("briefing-add"), main=True)]

    def context(self, **more: object) -> dict[str, object]:
        empty = Empty("还没有工作汇报", "主要领导听取政府信息公开工作汇报、确定任务目标后，登记在这里。")
        if self.acts():
            empty = Empty(empty.title, empty.text, "登记工作汇报", self.url("briefing-add"))
        return super().context(**self.tabs(), briefings=selectors.briefings(self.unit)[:200], empty=empty, **more)


def _act(section: Section) -> str:
    return "恢复" if section.closed else "撤销"


def _of(name: str, row: Section | GroupMember | Responsibility) -> str:
    return reverse(f"desk:units:{name}", args=[row.unit_id, row.pk])
