"""找错留言: the list, one of them, and what is done about it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.shortcuts import get_object_or_404
from django.urls import reverse

from gongkai.faces.desk.kit import Act, ActScreen, Chip, Column, Empty, FormScreen, ListScreen, Screen
from gongkai.faces.desk.mistakes.forms import AnswerForm, MistakeFilter, ReopenForm, TransferForm
from gongkai.office.inspection import permissions, selectors, services
from gongkai.office.inspection.models import Mistake, MistakeState
from gongkai.office.inspection.sorts import mistake_rules
from gongkai.office.units.models import Unit
from gongkai.office.units.scope import units_within


def chip_of(mistake: Mistake, screen: Screen) -> Chip:
    """Where it stands; a month that is over is said."""
    if mistake.state != MistakeState.OPEN:
        return Chip(mistake.get_state_display(), "green")
    left = (mistake.due_on - screen.today).days
    if left < 0:
        return Chip(f"超期{-left}天", "red")
    return Chip(f"办理中，还有{left}天", "amber" if left <= 5 else "main")


class Mistakes(ListScreen):
    """找错留言: those about the units within my posts."""

    title = "找错留言"
    icon = "warning"
    caption = "找错留言"
    search_hint = "问题、网页标题、网址"
    filter_form = MistakeFilter
    export_name = "找错留言"
    export_verb = "mistake.exported"
    empty = Empty("没有找错留言", "公众在网站底部“我为政府网站找错”提交后，会出现在这里，应在一个月内办结。")
    refusal = "找错留言由各单位的在岗人员和主管部门查看，您没有这样的岗位。"

    def may_enter(self) -> bool:
        return permissions.may_see_some(self.actor)

    def make_filter(self) -> forms.Form:
        return MistakeFilter(self.request.GET, units=units_within(self.actor.scope(permissions.READERS)))

    def rows(self) -> QuerySet[Mistake]:
        found = selectors.visible_to(self.actor)
        state = self.filters.get("state")
        if state == "overdue":
            found = selectors.overdue(found, self.today)
        elif state:
            found = found.filter(state=state)
        if sort := self.filters.get("sort"):
            found = found.filter(sort=sort)
        if unit := self.filters.get("unit"):
            found = found.filter(unit=unit)
        for word in self.words.split():
            found = found.filter(Q(text__contains=word) | Q(page_title__contains=word) | Q(page__contains=word))
        return found

    def shown_columns(self) -> Sequence[Column]:
        return [
            Column("问题", "text", url=lambda row: reverse("desk:mistakes:mistake", args=[row.pk])),
            Column("类型", lambda row: mistake_rules().sorts.get(row.sort, row.sort)),
            Column("网页", lambda row: row.page_title or row.page, aside=True),
            Column("办理单位", "unit.called", sort="unit__path"),
            Column("收到", "received_at", kind="date", sort="received_at"),
            Column("应办结", "due_on", kind="date", sort="due_on"),
            Column("状态", lambda row: chip_of(row, self), kind="chip"),
        ]


class OfMistake(Screen):
    """A screen under ``mistakes/<pk>/``."""

    icon = "warning"
    refusal = "这条留言由其他单位办理，您的岗位不能查看。"

    def prepare(self) -> None:
        self.mistake: Mistake = get_object_or_404(Mistake.objects.select_related("unit"), pk=self.kwargs["pk"])

    def may_enter(self) -> bool:
        return permissions.may_see(self.actor, self.mistake)

    def crumbs(self) -> Sequence[tuple[str, str]]:
        return [("找错留言", reverse("desk:mistakes:list")), (str(self.mistake), self.mistake_url())]

    def mistake_url(self) -> str:
        """The page of the report."""
        return reverse("desk:mistakes:mistake", args=[self.mistake.pk])


class OneMistake(OfMistake):
    """One report: what was said, where, what was done."""

    template_name = "desk/mistakes/mistake.html"

    def heading(self) -> str:
        return f"{mistake_rules().sorts.get(self.mistake.sort, self.mistake.sort)}：{self.mistake}"

    def crumbs(self) -> Sequence[tuple[str, str]]:
        return super().crumbs()[:-1]

    def acts(self) -> Sequence[Act]:
        if not permissions.may_handle(self.actor, self.mistake):
            return []

        def at(name: str) -> str:
            return reverse(f"desk:mistakes:{name}", args=[self.mistake.pk])

        if self.mistake.state != MistakeState.OPEN:
            return [Act("重新办理", at("reopen"))]
        return [Act("答复", at("answer"), main=True), Act("转办", at("transfer"))]

    def context(self, **more: object) -> dict[str, object]:
        told = {
            "mistake": self.mistake,
            "chip": chip_of(self.mistake, self),
            "steps": list(self.mistake.steps.select_related("from_unit", "to_unit", "by")),
            "handles": permissions.may_handle(self.actor, self.mistake),
            "contact": None,
        }
        return super().context(**{**told, **more})


class Contact(OneMistake):
    """How the reporter is reached; shown once, and written down that it was."""

    def may_enter(self) -> bool:
        return permissions.may_handle(self.actor, self.mistake)

    def context(self, **more: object) -> dict[str, object]:
        contact = services.read_contact(self.mistake, by=self.actor, at=self.now)
        return super().context(contact=contact, **more)


class OfHandler(OfMistake):
    """A screen for those who deal with it."""

    refusal = "找错留言由办理单位的经办人、科室负责人、办公室终审或者主管部门办理，您没有这样的岗位。"

    def may_enter(self) -> bool:
        return permissions.may_handle(self.actor, self.mistake)


class Answer(OfHandler, FormScreen):
    """答复."""

    title = "答复找错留言"
    form_class = AnswerForm
    submit_label = "答复并办结"
    done = "已答复，留言人凭查询码可以看到。"

    def save(self, form: Any) -> str:
        told = form.cleaned_data
        services.answer(self.mistake, told["text"], mended=told["mended"] == "yes", by=self.actor, at=self.now)
        return self.mistake_url()


class Transfer(OfHandler, FormScreen):
    """转办."""

    title = "转办找错留言"
    form_class = TransferForm
    submit_label = "转办"
    done = "已转办。"

    def form_kwargs(self) -> dict[str, Any]:
        return {"units": Unit.objects.exclude(pk=self.mistake.unit_id)}

    def save(self, form: Any) -> str:
        told = form.cleaned_data
        services.transfer(self.mistake, told["unit"], told["text"], by=self.actor, at=self.now)
        self.mistake.refresh_from_db()
        seen = permissions.may_see(self.actor, self.mistake)
        return self.mistake_url() if seen else reverse("desk:mistakes:list")


class Reopen(OfHandler, ActScreen):
    """重新办理."""

    title = "重新办理"
    form_class = ReopenForm
    submit_label = "重新办理"

    def save(self, form: Any) -> str:
        services.reopen(self.mistake, form.cleaned_data["text"], by=self.actor, at=self.now)
        return self.mistake_url()
