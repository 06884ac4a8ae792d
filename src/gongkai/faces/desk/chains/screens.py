"""The screens of chains: which apply, one with its history, setting one with a preview, ending one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property

from gongkai.faces.desk.chains.forms import EVERY, ChainForm, EndForm, initial_steps
from gongkai.faces.desk.kit import Act, ActScreen, Chip, Column, Empty, FormScreen, ListScreen, Screen
from gongkai.faces.desk.kit.forms import _tell
from gongkai.office.accounts.selectors import holders
from gongkai.office.actors import Actor, DutyKind
from gongkai.office.clearance import permissions, selectors, services
from gongkai.office.clearance.chains import problems_of
from gongkai.office.clearance.models import Chain, Review, ReviewState
from gongkai.office.clearance.rules import StepPlan, rules
from gongkai.office.errors import Refused
from gongkai.office.units.models import Unit
from gongkai.office.units.scope import units_within

SETTERS = {DutyKind.UNIT_ADMINISTRATOR, DutyKind.SUPERVISOR}


def settable_units(actor: Actor) -> QuerySet[Unit]:
    """The units whose chains this person sets."""
    return units_within(actor.scope(SETTERS))


def may_set_any(actor: Actor) -> bool:
    """Whether this person sets chains at all."""
    return actor.has(*SETTERS)


def status(chain: Chain, screen: Screen) -> Chip:
    """In force, to come, or over."""
    if chain.valid_from > screen.today:
        return Chip("将启用", "amber")
    if chain.valid_to is not None and chain.valid_to < screen.today:
        return Chip("已停用")
    return Chip("现行", "green")


def steps_words(steps: Sequence[StepPlan]) -> str:
    """A chain on one line."""
    return " → ".join(f"{step.called}（{step.budget_workdays}个工作日）" for step in steps)


class Chains(ListScreen):
    """审查流程: what applies in my unit now, and every chain that was set."""

    title = "审查流程"
    icon = "order"
    template_name = "desk/chains/list.html"
    empty = Empty("没有另设的审查流程", "所有内容适用上面的默认流程。需要增减环节或者调整时限时，由单位管理员设置。")

    def may_enter(self) -> bool:
        """Everybody who works under a chain."""
        return permissions.may_see_chains(self.actor)

    def acts(self) -> Sequence[Act]:
        """Set one."""
        return [Act("设置流程", reverse("desk:chains:set"), main=True)] if may_set_any(self.actor) else ()

    def rows(self) -> QuerySet[Chain]:
        """The general ones and those of the units within my posts."""
        units = units_within(self.actor.scope(permissions.ONLOOKERS))
        return (
            Chain.objects.filter(Q(unit__isnull=True) | Q(unit__in=units))
            .select_related("unit")
            .prefetch_related("steps")
            .order_by("unit__rank", "content_kind", "-valid_from", "-pk")
        )

    def shown_columns(self) -> Sequence[Column]:
        """With the state of this day."""
        return (
            Column("名称", "name", url=lambda row: reverse("desk:chains:chain", args=[row.pk])),
            Column("适用单位", lambda row: row.unit.called if row.unit else "通用"),
            Column("内容种类", lambda row: rules().kind_label(row.content_kind)),
            Column("环节", lambda row: steps_words(selectors.plan_of(row).steps)),
            Column("启用", "valid_from", kind="date"),
            Column("停用", "valid_to", kind="date"),
            Column("状态", lambda row: status(row, self), kind="chip"),
        )

    def context(self, **more: object) -> dict[str, object]:
        """What applies in my own unit, kind by kind."""
        own = [duty for duty in self.actor.scope(permissions.ONLOOKERS) if duty.unit_id and not duty.subtree]
        unit = Unit.objects.filter(pk=own[0].unit_id or 0).first() if own else None
        plans: dict[selectors.ChainPlan, list[str]] = {}
        if unit is not None:
            for kind, label in rules().kinds.items():
                plans.setdefault(selectors.chain_for(unit, kind, self.today), []).append(label)
        default = rules().default_chain("", self.today)
        return super().context(unit=unit, plans=plans.items(), default=default, article=rules().article, **more)


class OneChain(Screen):
    """One chain: its steps, who stands in them today, its history."""

    icon = "order"
    template_name = "desk/chains/chain.html"
    refusal = "您的岗位看不到这个单位的审查流程。"

    def prepare(self) -> None:
        """The chain."""
        self.chain = get_object_or_404(Chain.objects.select_related("unit"), pk=self.kwargs["pk"])

    def may_enter(self) -> bool:
        """Who works under it; the general ones, everybody who works under any."""
        if self.chain.unit is None:
            return permissions.may_see_chains(self.actor)
        return self.actor.holding(permissions.ONLOOKERS, self.chain.unit.path) is not None

    def heading(self) -> str:
        """Its name."""
        return self.chain.name

    def crumbs(self) -> Sequence[tuple[str, str]]:
        """Under the list."""
        return [("审查流程", reverse("desk:chains:list"))]

    def acts(self) -> Sequence[Act]:
        """Change it from a day on, or end it."""
        over = self.chain.valid_to is not None and self.chain.valid_to < self.today
        if over or not permissions.may_set_chain(self.actor, self.chain.unit):
            return ()
        found = [Act("修改", f"{reverse('desk:chains:set')}?from={self.chain.pk}", main=True)]
        if self.chain.valid_to is None:
            found.append(Act("停用", reverse("desk:chains:end", args=[self.chain.pk]), danger=True))
        return found

    def context(self, **more: object) -> dict[str, object]:
        """Steps with today's people; the chains before and after it."""
        chain, plan = self.chain, selectors.plan_of(self.chain)
        return super().context(
            chain=chain,
            chip=status(chain, self),
            kind=rules().kind_label(chain.content_kind),
            steps=[(step, people(step, chain.unit, self) if chain.unit else None) for step in plan.steps],
            history=[
                (other, status(other, self), steps_words(selectors.plan_of(other).steps))
                for other in selectors.chains_of(chain.unit)
                if other.content_kind == chain.content_kind
            ],
            **more,
        )


def people(step: StepPlan, unit: Unit, screen: Screen) -> list[str]:
    """Who stands in this step today."""
    return [person.name for person in holders(step.duty, unit, screen.today)]


def repeated(steps: Sequence[StepPlan]) -> list[tuple[StepPlan, int]]:
    """The posts that stand more than once in a chain, with how often."""
    times = Counter(step.duty for step in steps)
    first = {step.duty: step for step in reversed(steps)}
    return [(first[duty], number) for duty, number in times.items() if number > 1]


class SetChain(FormScreen):
    """设置流程: first a preview of what it will apply to, then it is set."""

    title = "设置审查流程"
    icon = "order"
    template_name = "desk/chains/form.html"
    form_class = ChainForm
    submit_label = "预览"
    done = "审查流程已设置。"
    refusal = "设置审查流程由单位管理员或者上级主管部门办理。"

    def may_enter(self) -> bool:
        """Unit administrators and the lead office."""
        return may_set_any(self.actor)

    def crumbs(self) -> Sequence[tuple[str, str]]:
        """Under the list."""
        return [("审查流程", reverse("desk:chains:list"))]

    def form_kwargs(self) -> dict[str, Any]:
        """The units this person may set for."""
        return {
            "units": settable_units(self.actor),
            "general": permissions.may_set_chain(self.actor, None),
            "today": self.today,
        }

    @cached_property
    def source(self) -> Chain | None:
        """The chain that is changed, if it is this person's to see."""
        wanted = self.request.GET.get("from", "")
        chain = Chain.objects.select_related("unit").filter(pk=wanted).first() if wanted.isdecimal() else None
        return chain if chain and permissions.may_set_chain(self.actor, chain.unit) else None

    def initial(self) -> dict[str, Any]:
        """From the chain that is changed, or the default one."""
        if self.source is not None:
            return {
                "unit": self.source.unit,
                "content_kind": self.source.content_kind or EVERY,
                "name": self.source.name,
                "valid_from": self.today,
                **initial_steps(selectors.plan_of(self.source).steps),
            }
        units = settable_units(self.actor)[:2]
        return {
            "unit": units[0] if len(units) == 1 else None,
            "valid_from": self.today,
            **initial_steps(rules().default_chain("", self.today).steps),
        }

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """The first sending shows what it will do; the second, unchanged, does it."""
        form = self.make_form(request.POST)
        if not form.is_valid() or form.cleaned_data["seen"] == form.fingerprint():  # type: ignore[attr-defined]
            return super().post(request, *args, **kwargs)
        problems = problems_of(
            form.cleaned_data["unit"],
            form.cleaned_data["name"],
            form.steps(),  # type: ignore[attr-defined]
            form.cleaned_data["valid_from"],
            self.today,
        )
        if problems:
            _tell(form, Refused(problems))
            return self.draw(form, status=422)
        sent = request.POST.copy()
        sent["seen"] = form.fingerprint()  # type: ignore[attr-defined]
        form.data = sent
        return self.draw(form, preview=self.preview(form), submit_label="确认启用")

    def preview(self, form: Any) -> list[str]:
        """What it will apply to, in sentences."""
        unit, kind, since = (form.cleaned_data[name] for name in ("unit", "content_kind", "valid_from"))
        label = rules().kind_label(kind)
        whom = unit.name if unit else "没有另设流程的所有单位"
        found = [f"自{since}起，{whom}送审的{label}适用本流程：{steps_words(form.steps())}。"]
        before = Chain.objects.filter(
            Q(valid_to__isnull=True) | Q(valid_to__gte=since), unit=unit, content_kind=kind, valid_from__lte=since
        )
        found += [f"现行的「{old.name}」同时停用。" for old in before]
        open_rounds = Review.objects.filter(state=ReviewState.OPEN)
        if unit:
            open_rounds = open_rounds.filter(unit=unit)
        if kind:
            open_rounds = open_rounds.filter(content_kind=kind)
        if number := open_rounds.count():
            found.append(f"正在审查的{number}件不受影响，仍按送审时的环节办理。")
        total = sum(step.budget_workdays for step in form.steps())
        found.append(f"各环节时限合计{total}个工作日。")
        if unit:
            found += [
                f"注意：{step.duty.label}在本流程中出现{same}次，须由不同的人办理，{unit.called}今天只有{len(there)}人担任，请先安排岗位。"
                for step, same in repeated(form.steps())
                if 0 < len(there := people(step, unit, self)) < same
            ]
            found += [
                f"注意：{unit.called}今天没有人担任{step.duty.label}，送审后「{step.called}」环节将无人办理，请先安排岗位。"
                for step in form.steps()
                if not people(step, unit, self)
            ]
        return found

    def save(self, form: Any) -> str:
        """Set it."""
        given = form.cleaned_data
        chain = services.set_chain(
            given["unit"],
            given["content_kind"],
            name=given["name"],
            steps=form.steps(),
            valid_from=given["valid_from"],
            by=self.actor,
            at=self.now,
        )
        return reverse("desk:chains:chain", args=[chain.pk])


class EndChain(ActScreen):
    """停用流程."""

    title = "停用审查流程"
    icon = "order"
    form_class = EndForm
    submit_label = "停用"
    danger = True
    done = "已停用。"
    refusal = "停用审查流程由本单位的单位管理员或者上级主管部门办理。"

    def prepare(self) -> None:
        """The chain."""
        self.chain = get_object_or_404(Chain.objects.select_related("unit"), pk=self.kwargs["pk"])

    def may_enter(self) -> bool:
        """Who may set it may end it."""
        return permissions.may_set_chain(self.actor, self.chain.unit)

    def crumbs(self) -> Sequence[tuple[str, str]]:
        """Back to it."""
        return [
            ("审查流程", reverse("desk:chains:list")),
            (self.chain.name, reverse("desk:chains:chain", args=[self.chain.pk])),
        ]

    def initial(self) -> dict[str, Any]:
        """Today."""
        return {"on": self.today}

    def question(self) -> str:
        """What is asked."""
        return f"确认停用「{self.chain.name}」？"

    def consequences(self) -> Sequence[str]:
        """What happens then."""
        return ["停用后送审的内容适用通用流程或者默认流程。", "正在审查的内容不受影响，仍按送审时的环节办理。"]

    def save(self, form: forms.Form) -> str:
        """End it."""
        services.end_chain(self.chain, on=form.cleaned_data["on"], by=self.actor, at=self.now)
        return reverse("desk:chains:chain", args=[self.chain.pk])
