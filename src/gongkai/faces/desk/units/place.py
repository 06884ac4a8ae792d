"""What all screens of one unit share: fetching it, who sees it, the way to it, its tabs."""

from __future__ import annotations

from collections.abc import Sequence

from django.shortcuts import get_object_or_404
from django.urls import reverse

from gongkai.faces.desk.kit import Act, Screen
from gongkai.office.units import permissions, selectors
from gongkai.office.units.models import Unit

TABS = (
    ("unit", "概况"),
    ("leading", "领导小组与责任链"),
    ("sections", "内设机构"),
    ("briefings", "工作汇报"),
    ("history", "沿革"),
)


class OfUnit(Screen):
    """A screen under ``units/<pk>/``. Who may not read the unit gets a refusal; other rights are asked on top."""

    icon = "site"
    tab = ""
    refusal = "这个单位不在您岗位的范围内，不能查看。如工作需要，请联系本单位管理员调整岗位。"

    def prepare(self) -> None:
        self.unit: Unit = get_object_or_404(
            Unit.objects.select_related("parent", "successor", "lead_office"), pk=self.kwargs["pk"]
        )

    def may_enter(self) -> bool:
        return permissions.may_read(self.actor, self.unit)

    def heading(self) -> str:
        return self.unit.name if self.tab else f"{self.title}：{self.unit.called}"

    def crumbs(self) -> Sequence[tuple[str, str]]:
        way = [("单位", reverse("desk:units:list"))]
        if self.tab:
            above = [each for each in selectors.ancestors(self.unit) if permissions.may_read(self.actor, each)]
            return [*way, *((each.called, self.url("unit", each)) for each in above)]
        return [*way, (self.unit.called, self.back_url())]

    def url(self, name: str, unit: Unit | None = None) -> str:
        """Another address of the same unit, or of another one."""
        return reverse(f"desk:units:{name}", args=[(unit or self.unit).pk])

    def back_url(self) -> str:
        """The page this act was begun from."""
        return self.url("unit")

    def tabs(self) -> dict[str, object]:
        """The tabs for the template."""
        return {
            "unit": self.unit,
            "tabs": [(label, self.url(name), name == self.tab) for name, label in TABS],
            "may_lead": permissions.may_lead(self.actor, self.unit),
        }

    @property
    def ended(self) -> bool:
        """Whether the unit no longer exists today."""
        return self.unit.valid_to is not None and self.unit.valid_to < self.today


class Arranging(OfUnit):
    """A screen for the system administrator."""

    refusal = "设立、更名、调整隶属、撤销、合并和导入单位由系统管理员办理，您没有这个岗位。"

    def may_enter(self) -> bool:
        return permissions.may_arrange(self.actor)


class Leading(OfUnit):
    """A screen for those who keep the unit's own arrangements."""

    refusal = "内设机构、领导小组、责任链和工作汇报由该单位的单位管理员或系统管理员维护，您没有这样的岗位。"

    def may_enter(self) -> bool:
        return permissions.may_lead(self.actor, self.unit)


def acts_of(screen: OfUnit) -> list[Act]:
    """What this person may do with the unit as a whole."""
    unit, actor = screen.unit, screen.actor
    found = []
    if permissions.may_change_contact(actor, unit) and not screen.ended:
        found.append(Act("修改联系方式", screen.url("contact"), main=not permissions.may_arrange(actor)))
    if permissions.may_arrange(actor):
        if unit.valid_to is None:
            found += [
                Act("修改资料", screen.url("facts")),
                Act("更名", screen.url("rename")),
                Act("调整隶属关系", screen.url("move")),
                Act("设立下级单位", f"{reverse('desk:units:open')}?parent={unit.pk}"),
                Act("并入其他单位", f"{reverse('desk:units:merge')}?unit={unit.pk}"),
                Act("撤销", screen.url("close"), danger=True),
            ]
        else:
            found.append(Act("恢复单位", screen.url("reopen")))
    return found
