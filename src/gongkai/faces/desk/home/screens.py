"""The first screen: what must I do now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from gongkai.faces.desk.home.board import Board, published_by, region, share
from gongkai.faces.desk.home.worklist import kinds, worklist
from gongkai.faces.desk.kit import Act, Empty, Screen, address
from gongkai.office.actors import PLATFORM_DUTIES, REGION_DUTIES, UNIT_DUTIES, DutyKind
from gongkai.office.catalog.completeness import Row, roll_up
from gongkai.office.catalog.selectors import units_writable_by
from gongkai.office.clearance.selectors import Figures, figures
from gongkai.office.units.models import Unit

__all__ = ["Board", "Home"]

_MOST_UNITS = 3


@dataclass(frozen=True)
class UnitFigures:
    """My unit in four figures; "—" where there is nothing to say yet."""

    unit: Unit
    figures: Figures
    published: int
    catalogue: Row

    @property
    def emergency_share(self) -> str:
        """Emergency releases among everything cleared."""
        return share(self.figures.emergency, self.figures.passed) or "—"

    @property
    def emergency_of(self) -> str:
        """What the share is made of."""
        if not self.figures.passed:
            return "本年尚无审查通过的内容"
        return f"{self.figures.passed}件中{self.figures.emergency}件"


class Home(Screen):
    """我现在要做什么: the work list, my unit's figures, and for the lead office the region."""

    title = "我现在要做什么"
    template_name = "desk/home/home.html"

    def may_enter(self) -> bool:
        """Everybody who is signed in; each sees their own."""
        return True

    def acts(self) -> Sequence[Act]:
        if not (self.actor.has(DutyKind.DRAFTER) and units_writable_by(self.actor).exists()):
            return ()
        return [Act("起草文稿", url, main=True)] if (url := address("desk:documents:start")) else ()

    def context(self, **more: object) -> dict[str, object]:
        found = worklist(self.actor, self.today)
        return super().context(
            tasks=found.tasks,
            to_review=found.to_review,
            kinds=kinds(found.tasks),
            overdue=found.overdue,
            units=self.units(),
            region=region(self.actor, self.today) if self.actor.has(*REGION_DUTIES) else None,
            may_draft=self.actor.has(DutyKind.DRAFTER),
            nothing=self.nothing(),
            year=self.today.year,
            capacities=[capacity for capacity in self.actor.capacity.split("、") if capacity],
            reviews_url=address("desk:reviews:list"),
            register_url=address("desk:register:list"),
            board_url=address("desk:board"),
            catalogues_url=address("desk:catalogue:list"),
            **more,
        )

    def units(self) -> list[UnitFigures]:
        """The figures of the units in which I hold a post of the unit."""
        ids = sorted({duty.unit_id for duty in self.actor.scope(UNIT_DUTIES) if duty.unit_id is not None})
        if not ids:
            return []
        units = list(Unit.objects.filter(pk__in=ids).order_by("rank")[:_MOST_UNITS])
        known, published = (
            figures(units, self.today.year),
            published_by([unit.pk for unit in units], self.today.year),
        )
        rows = {row.unit.pk: row for row in roll_up(units, self.today)}
        return [UnitFigures(unit, known[unit.pk], published.get(unit.pk, 0), rows[unit.pk]) for unit in units]

    def nothing(self) -> Empty:
        """What an empty list says, by what the person is here for."""
        if self.actor.has(DutyKind.DRAFTER):
            return Empty(
                "现在没有需要您办理的事项",
                "被退回的、待您公开的和您起草的文稿会列在这里，按剩余工作日排序。",
                "起草文稿",
                address("desk:documents:start"),
            )
        if self.actor.has(*PLATFORM_DUTIES):
            return Empty("没有需要您审查的内容", "平台管理岗位不参与公开审查。管理事项请从左侧菜单进入。")
        if self.actor.has(*REGION_DUTIES):
            return Empty("没有需要您亲自办理的事项", "本地区各单位的情况列在下面。")
        return Empty("现在没有需要您办理的事项", "送到您岗位的内容会列在这里，按剩余工作日排序，逾期的排在最前。")
