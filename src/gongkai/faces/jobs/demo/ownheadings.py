"""What the units of the demo city settle about their catalogue: headings of their own, who answers for which, what they have not."""

from __future__ import annotations

from datetime import datetime

from gongkai.faces.jobs.demo.city import City, city_data
from gongkai.faces.jobs.demo.introducing import introduce
from gongkai.faces.jobs.demo.oldtexts import chances
from gongkai.faces.jobs.demo.people import People
from gongkai.office.accounts.selectors import actor_for
from gongkai.office.audit.services import SYSTEM, audited, record
from gongkai.office.catalog.models import Obligation, OwnHeading
from gongkai.office.catalog.own_headings import add_heading
from gongkai.office.units.models import Unit
from gongkai.statute.disclosure import headings

#: A unit's own headings: under which of the law's, its name, and which texts stand there.
_OWN: dict[str, tuple[tuple[str, str, tuple[str, ...]], ...]] = {
    "city": (
        ("20-01", "市政府规范性文件", ("measure", "opinions", "repeal", "amendment")),
        ("20-11", "民生实事", ("livelihood",)),
    ),
    "finance": (("20-07", "预算执行情况", ("budget_run",)),),
    "education": (("20-11", "学生资助", ("welfare_policy", "welfare_results")),),
    "civil": (("21-07", "救助标准", ("relief_standard",)), ("21-07", "救助公示", ("relief",))),
    "market": (("20-13", "抽检公告", ("sampling",)), ("20-13", "检查通报", ("inspection",))),
    "environment": (("20-13", "环境监测", ("sampling",)),),
    "nangang": (("20-01", "区政府文件", ("measure", "opinions")),),
    "daoli": (("20-10", "政府投资项目", ("project_progress", "project_approval")),),
}
#: One unit in seven has not yet said what it has no business under: its board shows it.
_UNDECIDED = 1 / 7


def build(city: City, people: People, at: datetime) -> None:
    """Own headings through the service; the rest in bulk, with one entry in the trail."""
    for slug, wanted in _OWN.items():
        by = actor_for(people.users[f"{slug}.admin" if slug != "city" else "city.admin"], on=at.date())
        for parent, name, _texts in wanted:
            add_heading(city.units[slug], parent, name, by=by, at=at)
    with audited():
        made = Obligation.objects.bulk_create(row for unit in city.units.values() for row in _settled(city, unit, at))
        record("catalog.obligation.settled", by=SYSTEM, at=at, subject=f"演示城市：{len(made)} 项公开事项")


def _settled(city: City, unit: Unit, at: datetime) -> list[Obligation]:
    who = introduce(unit)
    mine = set(who.bound(at.date()))
    full = unit.slug in city_data()["people"]["full"]
    rows = []
    for place, found in enumerate(headings(unit.kind, at.date())):
        if found.parent:  # the items of the law are what a unit answers for; their parts follow them
            continue
        if found.code not in mine:
            if not found.always and chances("undecided", unit.slug).random() > _UNDECIDED:
                reason = f"{unit.called}职责范围内没有{found.name}方面的业务（演示）。"
                rows.append(Obligation(unit=unit, heading=found.code, not_applicable=True, reason=reason))
        elif full:
            sections = city.sections[unit.slug]
            rows.append(
                Obligation(unit=unit, heading=found.code, mode=found.mode, section=sections[place % len(sections)])
            )
    return rows


def own_code(unit: Unit, code: str, text: str) -> str:
    """The unit's own heading under which such a text of it stands; "" where it stands under the law's."""
    for parent, name, texts in _OWN.get(unit.slug, ()):
        if parent == code and text in texts:
            return str(OwnHeading.objects.get(unit=unit, parent=parent, name=name).code)
    return ""
