"""The register of what is not public, one line of it, and the look taken from time to time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property

from gongkai.faces.desk.kit import Act, ActScreen, Chip, Column, Empty, ListScreen, Screen
from gongkai.faces.desk.kit.parts import Tone
from gongkai.faces.desk.withheld.forms import ReassessForm, WithheldFilter, ground_words
from gongkai.office.catalog import permissions, services
from gongkai.office.catalog.models import Disclosure
from gongkai.office.catalog.permissions import READERS
from gongkai.office.catalog.selectors import units_visible_to
from gongkai.office.catalog.withholding import DUE, OPENED, OVERDUE, STATES, state_of, withheld, withheld_for
from gongkai.office.units.models import Unit

_TONES: dict[str, Tone] = {OVERDUE: "red", DUE: "amber", OPENED: "green"}


def state_chip(row: Any, on: date) -> Chip | None:
    """Where the look stands; overdue in red, and in words. None where no look is due (依申请公开)."""
    state = state_of(row, on)
    if state != OPENED and row.due_on is None:
        return None
    return Chip(STATES[state], _TONES.get(state, ""))


def disclosure_words(row: Any) -> str:
    """依申请公开 or 不予公开."""
    return str(Disclosure(row.as_disclosure).label)


class Withheld(ListScreen):
    """不予公开台账."""

    title = "不予公开台账"
    icon = "lock"
    caption = "不予公开台账"
    search_hint = "标题、文号"
    filter_form = WithheldFilter
    export_name = "不予公开台账"
    export_verb = "document.withheld.exported"
    empty = Empty(
        "台账里没有内容", "公开方式是不予公开或者依申请公开的文稿，审查通过后登记在这里，按期评估，不向社会公开。"
    )
    refusal = "不予公开台账由各单位的在岗人员和主管部门查看，您没有这样的岗位。"

    def may_enter(self) -> bool:
        return permissions.may_export(self.actor)

    @cached_property
    def units(self) -> QuerySet[Unit]:
        """The units whose register may be read."""
        return units_visible_to(self.actor).order_by("rank")

    @cached_property
    def several(self) -> bool:
        """Whether there is a choice of units."""
        return len(self.units[:2]) > 1

    def make_filter(self) -> forms.Form:
        return WithheldFilter(self.request.GET, units=self.units if self.several else None)

    def rows(self) -> QuerySet[Any]:
        return withheld_for(self.actor, self.today, words=self.words, **self.filters)

    def shown_columns(self) -> Sequence[Column]:
        return [
            Column("标题", "latest.title", url=lambda row: reverse("desk:withheld:one", args=[row.pk])),
            *([Column("单位", "unit.called", sort="unit__path")] if self.several else []),
            Column("公开方式", disclosure_words),
            Column("事由", lambda row: ground_words(row.ground)),
            Column("评估", lambda row: state_chip(row, self.today), kind="chip"),
            Column("下次评估", "due_on", kind="date", sort="due_on"),
            Column("登记时间", "registered_at", kind="date", aside=True),
        ]

    def export_columns(self) -> Sequence[Column]:
        return [
            Column("单位", "unit.name"),
            Column("标题", "latest.title"),
            Column("文号", "latest.document_number"),
            Column("公开方式", disclosure_words),
            Column("事由", lambda row: ground_words(row.ground)),
            Column("登记时间", "registered_at", kind="date"),
            Column("最近评估时间", "looked_at", kind="date"),
            Column("下次评估日期", "due_on", kind="date"),
            Column("评估", lambda row: state_chip(row, self.today)),
        ]

    def export_unit(self) -> int | None:
        unit = self.filters.get("unit")
        if unit is not None:
            return int(unit.pk)
        return None if self.several else self.actor.scope(READERS)[0].unit_id


class OfWithheld(Screen):
    """A screen under ``withheld/<pk>/``; what is not in the register is not there."""

    icon = "lock"
    refusal = "这条登记属于其他单位，您的岗位不能查看。如工作需要，请联系本单位管理员调整岗位。"

    def prepare(self) -> None:
        self.row = get_object_or_404(withheld(), pk=self.kwargs["pk"])

    def may_enter(self) -> bool:
        return permissions.may_see(self.actor, self.row)

    def crumbs(self) -> Sequence[tuple[str, str]]:
        return [("不予公开台账", reverse("desk:withheld:list"))]


class OneWithheld(OfWithheld):
    """One line: on what ground, since when, and all looks that were taken."""

    template_name = "desk/withheld/one.html"

    def heading(self) -> str:
        return str(self.row.latest.title)

    def acts(self) -> Sequence[Act]:
        found = [Act("查看文稿", reverse("desk:documents:document", args=[self.row.pk]))]
        if permissions.may_reassess(self.actor, self.row):
            found.insert(0, Act("定期评估", reverse("desk:withheld:reassess", args=[self.row.pk]), main=True))
        return found

    def context(self, **more: object) -> dict[str, object]:
        return super().context(
            row=self.row,
            chip=state_chip(self.row, self.today),
            disclosure=disclosure_words(self.row),
            ground=ground_words(self.row.ground),
            opened=state_of(self.row, self.today) == OPENED,
            writes=permissions.may_write(self.actor, self.row),
            looks=list(self.row.reassessments.select_related("by")),
            **more,
        )


class Reassess(OfWithheld, ActScreen):
    """定期评估."""

    title = "定期评估"
    form_class = ReassessForm
    submit_label = "登记评估结论"
    done = "已登记评估结论。"
    refusal = "定期评估由本单位保密审查员或者办公室终审办理，您没有这样的岗位。"

    def may_enter(self) -> bool:
        return super().may_enter() and permissions.may_reassess(self.actor, self.row)

    def crumbs(self) -> Sequence[tuple[str, str]]:
        return [*super().crumbs(), (self.row.latest.title, self._one())]

    def _one(self) -> str:
        return reverse("desk:withheld:one", args=[self.row.pk])

    def question(self) -> str:
        ground = ground_words(self.row.ground)
        return f"《{self.row.latest.title}》现在能不能公开？登记为{disclosure_words(self.row)}{f'，事由：{ground}' if ground else ''}。"

    def consequences(self) -> Sequence[str]:
        return [
            "对不予公开的政府信息应当定期评估审查，情势变化可以公开的，应当公开（条例第十八条）。",
            "可以公开的：由经办人把公开方式改为主动公开，送审通过后公开。",
            "结论只增不改，留在台账里。",
        ]

    def save(self, form: Any) -> str:
        told = form.cleaned_data
        services.reassess(
            self.row, told["release"] == "yes", told["opinion"], told["next_on"], by=self.actor, at=self.now
        )
        return self._one()
