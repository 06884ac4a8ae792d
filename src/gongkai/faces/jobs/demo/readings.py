"""What follows from the rules of the older site: interpretations of them, their repeal, their amendment."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from gongkai.faces.jobs.demo.calendars import office_hour, workday
from gongkai.faces.jobs.demo.composing import Words, chinese, long_date
from gongkai.faces.jobs.demo.oldtexts import Item, chances, finished, readings, templates
from gongkai.office.catalog.metadata import Metadata
from gongkai.office.catalog.models import DocumentKind, RelationKind


def interpretations(items: list[Item], today: date) -> Iterator[Item]:
    """Interpretations of some of the policies, on the same day or in the days after (解读与文件同步)."""
    share = {text["name"]: text.get("interpret", 0.0) for text in templates()}
    for item in items:
        rng = chances("reading", item.who.unit.slug, item.title)
        if rng.random() >= share.get(item.name, 0.0) * _eager(item):
            continue
        on = workday(item.published_at.date() + timedelta(days=rng.choice((0, 0, 1, 2, 3))), today)
        on = max(on, item.published_at.date())
        told = rng.choice([each for each in readings()["reading"] if item.name in each["for"].split()])
        words = Words(rng, on, item.who.slots() | {"policy": item.called}, item.who.lists)
        moment = max(office_hour(on, rng), item.published_at + timedelta(minutes=20))
        yield Item(
            who=item.who,
            name="reading",
            title=words.fill(told["title"]),
            body=finished(words.html(told["body"]), "", on),
            formed_on=item.published_at.date(),
            published_at=moment,
            metadata=replace(
                item.metadata,
                genre="99",
                mode="occasional",
                effective_on=None,
                expires_on=None,
                keywords=("政策解读", *item.metadata.keywords[:2]),
                summary=f"对《{item.called}》的背景、主要内容和办理方法作出说明。"[:110],
            ),
            kind=DocumentKind.INTERPRETATION.value,
            related=[(RelationKind.INTERPRETS.value, item)],
        )


def _eager(item: Item) -> float:
    """The city and its departments explain more than townships do."""
    return 1.0 if item.who.unit.slug in {"city", "office", "finance", "education", "civil", "health"} else 0.45


def endings(items: list[Item], today: date) -> Iterator[Item]:
    """Decisions by which units repeal two or three of their older rules, or amend one."""
    rules: dict[str, list[Item]] = defaultdict(list)
    for item in items:
        if item.name in {"measure", "local_rule", "opinions"} and (today - item.published_at.date()).days > 320:
            rules[item.who.unit.slug].append(item)
    for slug, found in sorted(rules.items()):
        rng = chances("ending", slug)
        draw = rng.random()
        if len(found) > 1 and draw < 0.8:
            yield _ending("repeal", found[:3], RelationKind.REPEALS, today)
        elif draw > 0.7:
            yield _ending("amendment", found[:1], RelationKind.AMENDS, today)


def _ending(name: str, gone: list[Item], kind: RelationKind, today: date) -> Item:
    who, rng = gone[0].who, chances(name, gone[0].title)
    on = workday(today - timedelta(days=rng.randint(40, 300)), today)
    effective = on + timedelta(days=5)
    told: dict[str, Any] = readings()[name]
    slots = who.slots() | {"first": gone[0].called, "count": chinese(len(gone)), "effective": long_date(effective)}
    slots["list"] = "\n\n".join(f"- 《{item.called}》（{item.number}）；" for item in gone)
    words = Words(rng, on, slots, who.lists)
    body = words.html(told["body"].replace("{list}", slots["list"]))
    return Item(
        who=who,
        name=name,
        title=words.fill(told["title"]),
        body=finished(body, who.unit.name, on),
        formed_on=on,
        published_at=office_hour(on, rng),
        metadata=Metadata(
            heading="20-01-2",
            subject=who.data["subject"],
            genre="02",
            mode="routine",
            issuers=(who.unit.name,),
            effective_on=effective,
            keywords=("规范性文件", "清理", "废止" if kind == RelationKind.REPEALS else "修改"),
            summary=f"决定{kind.label}《{gone[0].called}》{'等' + chinese(len(gone)) + '件文件' if len(gone) > 1 else ''}。"[
                :110
            ],
            source=who.unit.name,
        ),
        related=[(kind.value, item) for item in gone],
    )
