"""Which chain applies: the most particular one in force on the day, in the end the default of the data file."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from gongkai.office.actors import DutyKind
from gongkai.office.clearance.models import Chain
from gongkai.office.clearance.rules import StepPlan, rules
from gongkai.office.units.models import Unit


@dataclass(frozen=True, slots=True)
class ChainPlan:
    """The chain that applies: its name, its steps, and the row it comes from (None: the default of the data file)."""

    name: str
    steps: tuple[StepPlan, ...]
    chain: Chain | None = None


def chain_for(unit: Unit, kind: str, on: date) -> ChainPlan:
    """The chain for this unit and kind on that day: own before general, this kind before any kind, newest first. Two queries."""
    rows = Chain.objects.filter(
        Q(valid_to__isnull=True) | Q(valid_to__gte=on),
        Q(unit=unit) | Q(unit__isnull=True),
        content_kind__in={kind, ""},
        valid_from__lte=on,
    )
    found = max(
        rows, key=lambda row: (row.unit_id is not None, bool(row.content_kind), row.valid_from, row.pk), default=None
    )
    if found is not None:
        return plan_of(found)
    default = rules().default_chain(kind, on)
    return ChainPlan(default.name, default.steps)


def plan_of(chain: Chain) -> ChainPlan:
    """A row as a plan."""
    steps = tuple(StepPlan(DutyKind(step.duty), step.budget_workdays, step.name) for step in chain.steps.all())
    return ChainPlan(chain.name, steps, chain)
