"""Who acts, and with what duties: what every service is told as ``by=``.

Duties are posts in force on the day of the act (``accounts`` builds them from its tables); here they are plain values, so
that each application can decide in its ``permissions.py`` without knowing how posts are kept.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum


class DutyKind(StrEnum):
    """The kinds of posts. In a unit: the first six; of a region: the next two; of the platform: the last three."""

    DRAFTER = "drafter"
    SECTION_HEAD = "section_head"
    SECRECY_REVIEWER = "secrecy_reviewer"
    LEADER = "leader"
    FINAL_REVIEWER = "final_reviewer"
    UNIT_ADMINISTRATOR = "unit_administrator"
    SUPERVISOR = "supervisor"
    ASSESSOR = "assessor"
    SYSTEM_ADMINISTRATOR = "system_administrator"
    SECURITY_ADMINISTRATOR = "security_administrator"
    AUDIT_ADMINISTRATOR = "audit_administrator"

    @property
    def label(self) -> str:
        """The post in words."""
        return _LABELS[self]


_LABELS = {
    DutyKind.DRAFTER: "经办人",
    DutyKind.SECTION_HEAD: "科室负责人",
    DutyKind.SECRECY_REVIEWER: "保密审查员",
    DutyKind.LEADER: "分管领导",
    DutyKind.FINAL_REVIEWER: "办公室终审",
    DutyKind.UNIT_ADMINISTRATOR: "单位管理员",
    DutyKind.SUPERVISOR: "主管部门",
    DutyKind.ASSESSOR: "评估员",
    DutyKind.SYSTEM_ADMINISTRATOR: "系统管理员",
    DutyKind.SECURITY_ADMINISTRATOR: "安全管理员",
    DutyKind.AUDIT_ADMINISTRATOR: "审计管理员",
}

#: Those who review before release (art. 17).
REVIEWERS = frozenset(
    {DutyKind.SECTION_HEAD, DutyKind.SECRECY_REVIEWER, DutyKind.LEADER, DutyKind.FINAL_REVIEWER},
)
#: Those who work on a unit's information.
UNIT_DUTIES = REVIEWERS | {DutyKind.DRAFTER, DutyKind.UNIT_ADMINISTRATOR}
#: Those who look after a region.
REGION_DUTIES = frozenset({DutyKind.SUPERVISOR, DutyKind.ASSESSOR})
#: 三员分立: each of the three watches the others, so that nobody is two of them, or any of them and something else.
PLATFORM_DUTIES = frozenset(
    {DutyKind.SYSTEM_ADMINISTRATOR, DutyKind.SECURITY_ADMINISTRATOR, DutyKind.AUDIT_ADMINISTRATOR},
)
#: Those who must show a second factor at sign-in.
SECOND_FACTOR_DUTIES = REVIEWERS | PLATFORM_DUTIES | {DutyKind.UNIT_ADMINISTRATOR, DutyKind.SUPERVISOR}
#: Those nobody gives alone: the post, and an administrator's choice of a deputy in it, count once a second person has
#: confirmed them. Else one administrator could make three accounts and pass every review before release (art. 17).
CONFIRMED_DUTIES = SECOND_FACTOR_DUTIES


@dataclass(frozen=True, kw_only=True)
class Duty:
    """One post in force: of what kind, in which unit, over its subtree or not, held or acted for.

    ``path`` is the unit's place in the tree ("/1/7/"); platform posts stand at "/", over everything.
    ``section_id`` narrows a post to one internal section; ``acting_for`` names the holder when a deputy acts
    and ``acting_for_id`` is that person: four eyes are counted by person, never by post.
    """

    kind: DutyKind
    unit_id: int | None
    path: str
    subtree: bool = False
    section_id: int | None = None
    acting_for: str = ""
    acting_for_id: int | None = None
    title: str = ""

    def covers(self, path: str) -> bool:
        """Whether the unit at ``path`` is within this post."""
        return path == self.path or (self.subtree and path.startswith(self.path))


@dataclass(frozen=True, kw_only=True)
class Actor:
    """A person at work, or the system itself.

    ``capacity`` is the post in words as it is at that moment ("市科学技术局 经办人"); ``address`` is where the act comes
    from (an IP address), if it comes over the network.
    """

    id: int | None
    name: str
    capacity: str = ""
    address: str = ""
    duties: tuple[Duty, ...] = field(default=(), repr=False)

    def __str__(self) -> str:
        return f"{self.name}（{self.capacity}）" if self.capacity else self.name

    def holding(self, kinds: Iterable[DutyKind], path: str) -> Duty | None:
        """The duty of one of these kinds that covers the unit at ``path``; an own post before one acted for.

        >>> duty = Duty(kind=DutyKind.LEADER, unit_id=7, path="/1/7/")
        >>> Actor(id=3, name="李四", duties=(duty,)).holding({DutyKind.LEADER}, "/1/7/") is duty
        True
        >>> Actor(id=3, name="李四", duties=(duty,)).holding({DutyKind.LEADER}, "/1/8/") is None
        True
        """
        wanted = set(kinds)
        found = [duty for duty in self.duties if duty.kind in wanted and duty.covers(path)]
        return min(found, key=lambda duty: bool(duty.acting_for), default=None)

    def holds(self, kind: DutyKind, path: str) -> bool:
        """Whether a duty of this kind covers the unit at ``path``."""
        return self.holding({kind}, path) is not None

    def has(self, *kinds: DutyKind) -> bool:
        """Whether a duty of one of these kinds is held anywhere."""
        return any(duty.kind in kinds for duty in self.duties)

    def scope(self, kinds: Iterable[DutyKind]) -> tuple[Duty, ...]:
        """The duties of these kinds: the units within them are what lists may show."""
        wanted = set(kinds)
        return tuple(duty for duty in self.duties if duty.kind in wanted)


#: What the clock starts, and what is loaded at installation.
SYSTEM = Actor(id=None, name="系统")
