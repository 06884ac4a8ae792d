"""What chains.toml says: the default chain by day, the words of kinds, conclusions and 三安全一稳定. Data, read once."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from types import MappingProxyType

from gongkai.office.actors import DutyKind

FILE = Path(__file__).with_name("chains.toml")


@dataclass(frozen=True, slots=True)
class StepPlan:
    """One step of a chain before it is a row: the post, the working days it has, and a name where the post's is not enough."""

    duty: DutyKind
    budget_workdays: int = 2
    name: str = ""

    @property
    def called(self) -> str:
        """The step in words."""
        return self.name or self.duty.label


@dataclass(frozen=True, slots=True)
class DefaultChain:
    """A chain of the data file, in force from a day."""

    effective_on: date
    kind: str
    name: str
    steps: tuple[StepPlan, ...]


@dataclass(frozen=True, slots=True)
class Conclusion:
    """What the secrecy reviewer can conclude, with the article; one that does not ``pass`` returns the text."""

    code: str
    label: str
    passes: bool
    source: str


@dataclass(frozen=True, slots=True)
class Rules:
    """The whole file."""

    article: str
    most_steps: int
    register_number: str
    chains: tuple[DefaultChain, ...]
    kinds: Mapping[str, str]
    safeties: Mapping[str, str]
    conclusions: Mapping[str, Conclusion]

    def default_chain(self, kind: str, on: date) -> DefaultChain:
        """The chain of the file for this kind on that day; before the Regulation's day, the first there is."""
        fit = [chain for chain in self.chains if chain.kind in {"", kind}]
        in_force = [chain for chain in fit if chain.effective_on <= on] or fit[:1]
        return max(in_force, key=lambda chain: (bool(chain.kind), chain.effective_on))

    def kind_label(self, kind: str) -> str:
        """A kind of content in words; "" is every kind."""
        return self.kinds.get(kind, kind) if kind else "全部内容"


@cache
def rules() -> Rules:
    """The rules as shipped."""
    data = tomllib.loads(FILE.read_text(encoding="utf-8"))
    chains = tuple(
        DefaultChain(
            effective_on=chain["effective_on"],
            kind=chain["kind"],
            name=chain["name"],
            steps=tuple(
                StepPlan(DutyKind(step["duty"]), step["budget_workdays"], step.get("name", ""))
                for step in chain["steps"]
            ),
        )
        for chain in data["chains"]
    )
    return Rules(
        article=data["article"],
        most_steps=data["most_steps"],
        register_number=data["register_number"],
        chains=tuple(sorted(chains, key=lambda chain: chain.effective_on)),
        kinds=MappingProxyType(data["kinds"]),
        safeties=MappingProxyType(data["safeties"]),
        conclusions=MappingProxyType({item["code"]: Conclusion(**item) for item in data["conclusions"]}),
    )
