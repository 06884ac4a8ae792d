"""Chains of review: setting one from a day on, ending one. Old rounds keep the steps they were submitted with."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db.models import Q
from django.utils import timezone

from gongkai.office.actors import REVIEWERS, Actor, DutyKind
from gongkai.office.audit.services import audited, record
from gongkai.office.clearance import permissions
from gongkai.office.clearance.models import Chain, ChainStep
from gongkai.office.clearance.rules import StepPlan, rules
from gongkai.office.errors import NotAllowed, Refused
from gongkai.office.units.models import Unit

BUDGET_MOST = 20
NAME_MOST = 40


def set_chain(
    unit: Unit | None,
    content_kind: str,
    *,
    name: str,
    steps: Sequence[StepPlan],
    valid_from: date,
    by: Actor,
    at: datetime,
) -> Chain:
    """Let this chain apply from a day on; the one before it ends the day before. Rounds under way are not touched.

    ``unit`` None is for all units that have no chain of their own; ``content_kind`` "" is for every kind.

    Raises:
        NotAllowed: neither the unit's administrator nor the lead office above it.
        Refused: no secrecy step, no step or more than five, a budget out of range, a day in the past or before one set already.
    """
    if not permissions.may_set_chain(by, unit):
        raise NotAllowed(
            f"设置{unit.name}的审查流程须由本单位的单位管理员或者上级主管部门办理，您没有该岗位。"
            if unit
            else "设置通用审查流程须由最上级的主管部门办理，您没有该岗位。"
        )
    name = " ".join(name.split())
    problems = problems_of(unit, name, steps, valid_from, timezone.localdate(at))
    if problems:
        raise Refused(problems)
    with audited():
        before = _give_way(unit, content_kind, valid_from)
        chain = Chain.objects.create(unit=unit, content_kind=content_kind, name=name, valid_from=valid_from)
        ChainStep.objects.bulk_create(
            ChainStep(
                chain=chain,
                position=place,
                duty=step.duty,
                budget_workdays=step.budget_workdays,
                name=step.name.strip(),
            )
            for place, step in enumerate(steps, 1)
        )
        record(
            "chain.set",
            by=by,
            at=at,
            subject=chain,
            unit_id=unit.pk if unit else None,
            detail={
                "content_kind": content_kind,
                "valid_from": valid_from.isoformat(),
                "steps": [[step.duty.value, step.name, step.budget_workdays] for step in steps],
                "replaces": [old.pk for old in before],
            },
        )
    return chain


def _give_way(unit: Unit | None, content_kind: str, since: date) -> list[Chain]:
    """End the chains of this unit and kind the day before ``since``. Raises Refused where one begins later."""
    if unit is not None:
        Unit.objects.select_for_update().get(pk=unit.pk)
    before = list(Chain.objects.filter(_in_force_after(since), unit=unit, content_kind=content_kind))
    if later := next((old for old in before if old.valid_from > since), None):
        raise Refused(
            {
                "valid_from": f"已有自{later.valid_from}起启用的流程「{later.name}」。请把启用日期定在该日或者以后，或者先停用它。"
            }
        )
    for old in before:
        old.valid_to = max(since - timedelta(days=1), old.valid_from)
        old.save(update_fields=["valid_to"])
    return before


def end_chain(chain: Chain, *, on: date, by: Actor, at: datetime) -> None:
    """Let a chain apply until and including a day; after it the more general one, in the end the default, applies.

    Raises:
        NotAllowed: as for :func:`set_chain`.
        Refused: it has ended, or the day lies in the past or before its first.
    """
    if not permissions.may_set_chain(by, chain.unit):
        raise NotAllowed("停用审查流程须由本单位的单位管理员或者上级主管部门办理，您没有该岗位。")
    today = timezone.localdate(at)
    with audited():
        locked = Chain.objects.select_for_update().get(pk=chain.pk)
        if locked.valid_to is not None and locked.valid_to < today:
            raise Refused(f"流程「{locked.name}」已于{locked.valid_to}停用，不需要再停用。")
        if on < max(locked.valid_from, today):
            raise Refused({"on": f"停用日期不能早于{max(locked.valid_from, today)}，请改正。"})
        locked.valid_to = on
        locked.save(update_fields=["valid_to"])
        record("chain.ended", by=by, at=at, subject=locked, unit_id=locked.unit_id, detail={"valid_to": on.isoformat()})
    chain.valid_to = on


def _in_force_after(on: date) -> Q:
    return Q(valid_to__isnull=True) | Q(valid_to__gte=on)


def problems_of(
    unit: Unit | None, name: str, steps: Sequence[StepPlan], valid_from: date, today: date
) -> dict[str, str]:
    """What is wrong with a chain before it is set, by field; empty where nothing is."""
    problems = {}
    if not name:
        problems["name"] = "流程没有名称，请填写名称。"
    elif len(name) > 80:
        problems["name"] = f"流程名称有{len(name)}个字，最多80个字，请缩短。"
    if valid_from < today:
        problems["valid_from"] = f"启用日期{valid_from}早于今天。流程不能倒签，请改为今天或者以后的日期。"
    elif unit is not None and not unit.in_force(valid_from):
        problems["valid_from"] = f"{unit.name}在{valid_from}不在有效期内，不能设置流程。"
    if problem := _steps_problem(steps):
        problems["steps"] = problem
    return problems


def _steps_problem(steps: Sequence[StepPlan]) -> str:
    """What is wrong with the steps, as one sentence; "" when nothing is."""
    most = rules().most_steps
    if not 1 <= len(steps) <= most:
        return f"审查流程须有1至{most}个环节，现有{len(steps)}个，请增减。"
    for place, step in enumerate(steps, 1):
        if step.duty not in REVIEWERS:
            return f"第{place}个环节的岗位“{step.duty.label}”不能审查，请改选审查岗位。"
        if not 1 <= step.budget_workdays <= BUDGET_MOST:
            return f"第{place}个环节的办理时限是{step.budget_workdays}个工作日，须在1至{BUDGET_MOST}之间，请改正。"
        if len(step.name.strip()) > NAME_MOST:
            return f"第{place}个环节的名称超过{NAME_MOST}个字，请缩短。"
    if all(step.duty != DutyKind.SECRECY_REVIEWER for step in steps):
        return f"审查流程缺少保密审查环节。{rules().article}规定公开前须进行保密审查，请增加“保密审查员”环节。"
    return ""
