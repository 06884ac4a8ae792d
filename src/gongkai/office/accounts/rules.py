"""Which posts one person may hold on the same day: plain values, so that every rule can be tried by itself."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from gongkai.office.actors import PLATFORM_DUTIES, REGION_DUTIES, UNIT_DUTIES, DutyKind

#: Posts that may reach over the units below.
SUBTREE_DUTIES = REGION_DUTIES | {DutyKind.UNIT_ADMINISTRATOR}
#: Posts that may be narrowed to one section.
SECTION_DUTIES = frozenset({DutyKind.DRAFTER, DutyKind.SECTION_HEAD})


@dataclass(frozen=True, kw_only=True)
class Tenure:
    """A duty over a span of days, held or acted for; ``until`` is None while the end is open."""

    kind: DutyKind
    path: str
    since: date
    until: date | None
    subtree: bool = False
    section_id: int | None = None
    acting: bool = False

    def meets(self, other: Tenure) -> bool:
        """Whether the two have a day in common."""
        return (other.until is None or self.since <= other.until) and (self.until is None or other.since <= self.until)

    def covers(self, path: str) -> bool:
        """Whether the unit at ``path`` is within this duty."""
        return path == self.path or (self.subtree and path.startswith(self.path))


def conflict(new: Tenure, others: Iterable[Tenure]) -> str:
    """Why one person may not have ``new`` beside ``others``; "" where nothing stands against it.

    三员分立: the three platform posts exclude each other and every other post. An assessor does not work on the
    information of a unit that the assessor assesses. The same post in the same unit is not held twice at once.
    """
    for other in others:
        if not new.meets(other):
            continue
        if new.kind in PLATFORM_DUTIES or other.kind in PLATFORM_DUTIES:
            return (
                f"系统管理员、安全管理员、审计管理员相互分立，也不兼任其他岗位：此人在同一期间已{_has(other)}，"
                "请改期或另选人员"
            )
        if _assesses(new, other) or _assesses(other, new):
            return f"评估员不得同时承担被评估单位的工作：此人在同一期间已{_has(other)}，请改期或另选人员"
        if _twice(new, other):
            return f"此人在同一期间已{_has(other)}，不能重复授予；请改期，或先结束原岗位"
    return ""


def _has(tenure: Tenure) -> str:
    until = f"至 {tenure.until}" if tenure.until else "起"
    return f"{'代理' if tenure.acting else '任'}“{tenure.kind.label}”（{tenure.since} {until}）"


def _assesses(one: Tenure, other: Tenure) -> bool:
    return one.kind is DutyKind.ASSESSOR and other.kind in UNIT_DUTIES and one.covers(other.path)


def _twice(new: Tenure, other: Tenure) -> bool:
    same_section = new.section_id == other.section_id or None in {new.section_id, other.section_id}
    held = not new.acting and not other.acting
    return held and new.kind == other.kind and new.path == other.path and same_section
