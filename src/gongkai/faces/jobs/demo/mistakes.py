"""What visitors of the demo city found wrong on its site: one put right, one explained, three that wait, one of them late."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import partial
from typing import NamedTuple

from gongkai.faces.jobs.demo.city import City
from gongkai.faces.jobs.demo.people import People
from gongkai.office.accounts.selectors import actor_for
from gongkai.office.inspection import services
from gongkai.office.inspection.models import Mistake


class Told(NamedTuple):
    """Whose page, which sort, how many days ago, in which words; the answer and whether the page was mended."""

    unit: str
    sort: str
    ago: int
    text: str
    answer: str = ""
    mended: bool = True


_TOLD = (
    Told(
        "finance",
        "typo",
        40,
        "预算公开表第二行“一般公共预算”写成了“一般公共予算”（演示）。",
        "已更正，感谢指正（演示）。",
    ),
    Told(
        "education",
        "inaccurate",
        25,
        "招生咨询电话打不通，是不是号码错了（演示）？",
        "经核对，号码无误，当日线路检修，现已恢复（演示）。",
        mended=False,
    ),
    Told("health", "stale", 34, "“医疗机构监督检查情况”还停留在去年（演示）。"),
    Told("transport", "broken", 6, "公交线路调整公告里的附件打不开（演示）。"),
    Told("daoli", "other", 2, "区政府的办公时间与门口公示的不一致（演示）。"),
)


def events(city: City, people: People, now: datetime) -> Iterator[tuple[datetime, Callable[[datetime], None]]]:
    """When each was sent, and its answer where there is one: for the order of time in which the city is told."""
    for place, told in enumerate(_TOLD, 1):
        came = now - timedelta(days=told.ago, minutes=50 + place)
        yield came, partial(_send, city, told, place)
        if told.answer:
            yield came + timedelta(days=3), partial(_answer, city, people, told)


def _send(city: City, told: Told, place: int, at: datetime) -> None:
    unit = city.units[told.unit]
    services.receive(
        unit=unit,
        sort=told.sort,
        page=f"/units/{unit.slug}/",
        page_title=unit.name,
        text=told.text,
        contact="演示联系方式" if place % 2 else "",
        address=f"192.0.2.{place}",
        at=at,
    )


def _answer(city: City, people: People, told: Told, at: datetime) -> None:
    clerk = actor_for(people.users[f"{told.unit}.drafter"], on=at.date())
    mistake = Mistake.objects.get(unit=city.units[told.unit], text=told.text)
    services.answer(mistake, told.answer, mended=told.mended, by=clerk, at=at)
