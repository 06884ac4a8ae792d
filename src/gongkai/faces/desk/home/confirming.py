"""What somebody else granted and this person may confirm, as lines of the work list."""

from __future__ import annotations

from collections.abc import Iterator

from gongkai.faces.desk.home.tasks import MOST, Task
from gongkai.faces.desk.kit import Chip, address
from gongkai.faces.desk.posts.confirming import WaitingList
from gongkai.office.actors import Actor


def to_confirm(actor: Actor) -> Iterator[Task]:
    """Posts and deputies that count once this person has said so; beyond the first, one line that leads to the list."""
    waiting = WaitingList(actor)
    for one in waiting[:MOST]:
        yield _line(
            "待核准", f"{one.person.name}：{one.what}", one.url, one.unit, f"由{one.given_by}授予，核准后才生效"
        )
    if len(waiting) > MOST:
        told = "这里只列出最早的一部分"
        yield _line("更多", f"全部 {len(waiting)} 项待核准的任职", address("desk:posts:pending"), "", told)


def _line(kind: str, title: str, url: str, unit: str, why: str) -> Task:
    return Task(kind=Chip(kind, "amber"), title=title, url=url, why=why, unit=unit, left=None, due_on=None, order=2)
