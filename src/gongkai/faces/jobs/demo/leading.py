"""How the units of the demo city are led: leading groups, responsibility chains, briefings, deputies, chains of review."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from gongkai.faces.jobs.demo.city import City, city_data
from gongkai.faces.jobs.demo.names import names
from gongkai.faces.jobs.demo.people import People
from gongkai.office.accounts import services as accounts
from gongkai.office.accounts.selectors import actor_for
from gongkai.office.actors import DutyKind
from gongkai.office.audit.services import SYSTEM, audited, record
from gongkai.office.clearance import services as clearance
from gongkai.office.clearance.services import StepPlan
from gongkai.office.units.models import (
    Briefing,
    GroupMember,
    GroupRole,
    Responsibility,
    ResponsibilityLevel,
    Unit,
    UnitKind,
)

_BRIEFED = 16
_DUTIES = {
    ResponsibilityLevel.PRINCIPAL: "对本单位政务公开工作负总责，每年至少听取一次专题汇报",
    ResponsibilityLevel.IN_CHARGE: "统筹协调公开、解读、回应工作，审批公开内容",
    ResponsibilityLevel.SECTION: "负责本科室信息的形成、初审、更新和归档",
    ResponsibilityLevel.OFFICER: "负责信息报送、平台维护和来信来电登记",
}


def build(city: City, people: People, now: datetime, since: date) -> None:
    """Leading groups and responsibility of every unit in bulk, with one entry; briefings of some."""
    supply = names(city_data()["people"]["names"])
    for _ in people.users:  # those names are taken
        next(supply)
    with audited():
        GroupMember.objects.bulk_create(
            member for unit in city.units.values() for member in _group(unit, supply, since)
        )
        heads = dict(GroupMember.objects.filter(role=GroupRole.HEAD).values_list("unit_id", "name"))
        deputies = dict(GroupMember.objects.filter(role=GroupRole.DEPUTY_HEAD).values_list("unit_id", "name"))
        Responsibility.objects.bulk_create(
            held
            for unit in city.units.values()
            for held in _responsible(unit, city, people, heads[unit.pk], deputies[unit.pk], since)
        )
        Briefing.objects.bulk_create(
            briefing
            for place, unit in enumerate(list(city.units.values())[:_BRIEFED])
            for briefing in _briefings(unit, heads[unit.pk], now.date() - timedelta(days=20 + 3 * place))
        )
        record("leading_group.changed", by=SYSTEM, at=now, subject=f"演示城市：{len(heads)} 个领导小组和责任链")


def _group(unit: Unit, supply: Iterator[str], since: date) -> Iterator[GroupMember]:
    head = {
        UnitKind.GOVERNMENT: "主要领导",
        UnitKind.TOWNSHIP: "主任" if "街道" in unit.name else "镇长",
    }.get(UnitKind(unit.kind), "主要负责人")
    for role, title in (
        (GroupRole.HEAD, head),
        (GroupRole.DEPUTY_HEAD, "分管负责人"),
        (GroupRole.MEMBER, "办公室主任"),
        (GroupRole.MEMBER, "政策法规负责人"),
    ):
        yield GroupMember(
            unit=unit, role=role, name=next(supply), title=title, valid_from=since, basis="领导小组调整通知（演示）"
        )
    yield GroupMember(
        unit=unit,
        role=GroupRole.OFFICE,
        name=unit.office_name,
        title="",
        valid_from=since,
        basis="领导小组调整通知（演示）",
    )


def _responsible(
    unit: Unit, city: City, people: People, head: str, deputy: str, since: date
) -> Iterator[Responsibility]:
    section = city.sections[unit.slug][0]
    keeper = people.users.get(f"{unit.slug}.head") or people.users[f"{unit.slug}.drafter"]
    officer = people.users[f"{unit.slug}.admin"]
    for level, name, title in (
        (ResponsibilityLevel.PRINCIPAL, head, "主要负责人"),
        (ResponsibilityLevel.IN_CHARGE, deputy, "分管负责人"),
        (ResponsibilityLevel.SECTION, keeper.name, f"{section.name}负责人"),
        (ResponsibilityLevel.OFFICER, officer.name, "政务公开联络员"),
    ):
        yield Responsibility(
            unit=unit,
            level=level,
            name=name,
            title=title,
            section=section if level >= ResponsibilityLevel.SECTION else None,
            duty=_DUTIES[level],
            valid_from=since,
        )


def _briefings(unit: Unit, head: str, held_on: date) -> Iterator[Briefing]:
    yield Briefing(
        unit=unit,
        held_on=held_on,
        chair=head,
        summary="听取政务公开工作专题汇报，研究主动公开目录调整、依申请公开办理和政务新媒体管理中的问题。（演示）",
        objectives="年内完成公开目录修订；依申请公开按期答复率保持100%；每季度开展一次网站自查。",
    )
    yield Briefing(
        unit=unit,
        held_on=held_on - timedelta(days=180),
        chair=head,
        summary="听取上半年工作情况，部署年度报告反映问题的整改。（演示）",
        objectives="对发布不及时的栏目逐项整改，明确责任科室和时限。",
    )


def set_chains(city: City, people: People, at: datetime) -> None:
    """Two units have chains of their own; everything else goes the default way."""
    on = at.date()
    own = {
        "nangang": (
            "南岗区三级审查",
            [
                (DutyKind.SECTION_HEAD, 1),
                (DutyKind.SECRECY_REVIEWER, 1),
                (DutyKind.LEADER, 2),
                (DutyKind.FINAL_REVIEWER, 1),
            ],
        ),
        "market": (
            "监管信息快速审查",
            [
                (DutyKind.SECRECY_REVIEWER, 1),
                (DutyKind.SECTION_HEAD, 1),
                (DutyKind.LEADER, 1),
                (DutyKind.FINAL_REVIEWER, 1),
            ],
        ),
    }
    for slug, (name, steps) in own.items():
        clearance.set_chain(
            city.units[slug],
            "",
            name=name,
            steps=[StepPlan(duty, days) for duty, days in steps],
            valid_from=on,
            by=actor_for(people.users[f"{slug}.admin"], on=on),
            at=at,
        )


def appoint_deputies(people: People, at: datetime) -> None:
    """Two who are away now, and one who was: a deputy acts during the period and not after."""
    on = at.date()
    for holder, deputy, days, reason in (
        ("housing.leader", "housing.final", 20, "赴外地学习"),
        ("education.head", "education.head2", 30, "休年假"),
        ("civil.secrecy", "civil.head2", 2, "出差"),
    ):
        accounts.appoint_deputy(
            people.posts[holder],
            deputy=people.users[deputy],
            valid_from=on,
            valid_to=on + timedelta(days=days),
            reason=f"{reason}（演示）",
            by=actor_for(people.users[holder], on=on),
            at=at,
        )
