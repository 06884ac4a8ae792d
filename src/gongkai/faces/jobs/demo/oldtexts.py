"""What the older site of the demo city had published over three years: every unit, every heading, written from the templates."""

from __future__ import annotations

import random
import re
import tomllib
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache
from itertools import islice, zip_longest
from typing import Any

from gongkai.faces.jobs.demo.calendars import Occasion, occasions, office_hour, workday
from gongkai.faces.jobs.demo.city import HERE, city_data
from gongkai.faces.jobs.demo.composing import Words, long_date, signed
from gongkai.faces.jobs.demo.introducing import Introduced, fields
from gongkai.faces.jobs.demo.stories import told
from gongkai.office.catalog.metadata import Metadata
from gongkai.office.units.models import UnitKind
from gongkai.statute.disclosure import disclosure_law

#: Of a unit that is not looked after so well, this part of what it publishes regularly was published some time ago.
_LATE = 0.4
#: A heading that is stale has nothing younger than so many days.
_LONG_AGO = 420
_FILES = ("rules", "plans", "permits", "works", "places")
_INSIDE = re.compile(r"印发《(.+)》的通知$|公布《(.+)》的通知$")
_TOPIC = re.compile(r"(?:管理|实施|工作|认定|补助|奖励|监督|试行)*(?:办法|规程|细则|规则|基准)$")


@dataclass
class Item:
    """A text of the older site: whose, when, what it says; ``related`` names other items by their place in the list."""

    who: Introduced
    name: str
    title: str
    body: str
    formed_on: date
    published_at: datetime
    metadata: Metadata
    number: str = ""
    kind: str = "document"
    related: list[tuple[str, Item]] = field(default_factory=list)
    attach: str = ""

    @property
    def called(self) -> str:
        """The name of the rule it issues, or its title, as it stands inside 《》."""
        found = _INSIDE.search(self.title)
        name = next(filter(None, found.groups())) if found else self.title
        return name.replace("《", "〈").replace("》", "〉")


@cache
def templates() -> list[dict[str, Any]]:
    """The texts of the TOML files."""
    return [text for name in _FILES for text in _read(name)["text"]]


@cache
def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((HERE / "texts" / f"{name}.toml").read_text(encoding="utf-8"))


def standing() -> dict[str, Any]:
    """Institutions and the guide."""
    return _read("standing")


def readings() -> dict[str, Any]:
    """Interpretations, repeals and amendments."""
    return _read("readings")


def chances(*about: object) -> random.Random:
    """The same chances for the same thing in every city that is loaded."""
    return random.Random("|".join(map(str, about)))  # noqa: S311  (what a text says, not secrets)


# ------------------------------------------------------------------ which unit publishes what, and how often


def wanted(who: Introduced, today: date) -> Iterator[tuple[dict[str, Any], str, Occasion]]:
    """Texts of a unit: the template, the heading it stands under, the day. One of every kind before a second of any."""
    bound = set(who.bound(today))
    queues: list[list[tuple[dict[str, Any], str, Occasion]]] = []
    for text in templates():
        code = next((found for found in text["under"].split() if found in bound), "")
        rng = chances(who.unit.slug, text["name"])
        if code and concerns(text, who) and rng.random() < text.get("share", 1.0) and not _left_empty(who, code):
            found = [
                occasion
                for occasion in occasions(text, who, today, rng)
                if not (_stale(who, code) and (today - occasion.on).days < _LONG_AGO)
            ]
            newest, older = found[:1], found[1:]
            rng.shuffle(older)
            if len(older) > 1 and who.unit.slug not in city_data()["people"]["full"] and rng.random() < _LATE:
                newest, older = older[:1], [*newest, *older[1:]]
            queues.append([(text, code, occasion) for occasion in newest + older])
    chances("order", who.unit.slug).shuffle(queues)
    in_turn = (each for turn in zip_longest(*queues) for each in turn if each is not None)
    yield from islice(in_turn, _most(who))


def concerns(text: dict[str, Any], who: Introduced) -> bool:
    """Whether such a text is published by such a unit."""
    said = text["who"].split()
    if who.unit.kind not in said and f"@{who.field}" not in said and f"@{who.unit.slug}" not in said:
        return False
    needs, lacks = text.get("needs", ""), text.get("lacks", "")
    return (not needs or bool(who.data.get(needs))) and not (lacks and who.data.get(lacks))


def _most(who: Introduced) -> int:
    """How many texts a unit has on the site."""
    unit, data = who.unit, city_data()
    if found := {"city": 150, "finance": 64}.get(unit.slug):
        return found
    full = unit.slug in data["people"]["full"]
    if unit.kind == UnitKind.TOWNSHIP:
        return 10
    if unit.parent is not None and unit.parent.slug != "city":
        return 9
    if unit.kind == UnitKind.GOVERNMENT:
        return 44 if full else 21
    return 28 if full else 13


def _left_empty(who: Introduced, code: str) -> bool:
    """Some headings of some units are empty, so that completeness has something to show."""
    return who.unit.slug not in {"city", "office", "finance"} and chances("empty", who.unit.slug, code).random() < 0.07


def _stale(who: Introduced, code: str) -> bool:
    """Some headings were not kept up for more than a year."""
    return who.unit.slug not in {"city", "office", "finance"} and chances("stale", who.unit.slug, code).random() < 0.08


# ------------------------------------------------------------------ writing one


def write(
    who: Introduced, text: dict[str, Any], code: str, occasion: Occasion, extra: dict[str, str], today: date
) -> Item:
    """One text of one unit on one day."""
    rng = chances(who.unit.slug, text["name"], occasion.on, occasion.thing, occasion.period)
    formed = workday(occasion.on - timedelta(days=rng.choice((0, 1, 2, 3, 5, 8, 12))), today)
    slots = (
        who.slots()
        | extra
        | {"period": occasion.period, "month": str(formed.month), "quarters": "；".join(occasion.parts)}
    )
    if occasion.thing:
        slots[occasion.thing[0]] = occasion.thing[1]
        if occasion.thing[0] == "rules":
            slots["topic"] = topic_of(occasion.thing[1])
    if "{rules}" in text["title"] and "rules" not in slots:
        slots["rules"] = rng.choice(who.lists("rules"))
        slots["topic"] = topic_of(slots["rules"])
    effective = formed + timedelta(days=text["effective"]) if "effective" in text else None
    if effective:
        slots |= {"effective": long_date(effective), "expiry": str(text.get("expires", 5))}
    words = Words(rng, formed, slots, who.lists)
    title = words.fill(text["city_title"] if "city_title" in text and who.unit.kind == "government" else text["title"])
    body = words.html(text["body"])
    return Item(
        who=who,
        name=text["name"],
        title=title,
        body=finished(body, who.unit.name if text.get("sign", True) else "", formed),
        formed_on=formed,
        published_at=office_hour(occasion.on, rng),
        metadata=described(who, text, code, body, words, (effective, _after(effective, text.get("expires", 0)))),
        attach=text.get("attach", ""),
    )


def topic_of(rule: str) -> str:
    """What a rule is about.

    >>> topic_of("中小学课后服务管理办法"), topic_of("政府信息公开申请办理规程")
    ('中小学课后服务', '政府信息公开申请办理')
    """
    return f"{_TOPIC.sub('', rule)}" or rule


def _after(on: date | None, years: int) -> date | None:
    return on + timedelta(days=365 * years + years // 4) if on and years else None


def finished(body: str, organ: str, on: date) -> str:
    """The text with who signs it and the line that says it is a demonstration."""
    return "\n".join([body, *(signed(organ, on) if organ else ()), f"<p>{told()['mark']}</p>"])


#: Headings whose classes are by business, not by kind of text: which class a field's texts stand in.
_BY_FIELD = {
    ("20-11", "education"): 2,
    ("20-11", "health"): 3,
    ("20-11", "insurance"): 3,
    ("20-11", "civil"): 4,
    ("20-11", "labour"): 5,
    ("20-13", "environment"): 1,
    ("20-13", "health"): 2,
    ("20-13", "emergency"): 3,
    ("20-13", "market"): 4,
}


def placed(text: dict[str, Any], code: str, field_: str) -> str:
    """The heading under which a text stands: a class of the heading of the law where it has classes."""
    child = text.get("child") or _BY_FIELD.get((code, field_))
    found = f"{code}-{child}"
    return found if found in disclosure_law().headings else code


def described(
    who: Introduced, text: dict[str, Any], code: str, body: str, words: Words, force: tuple[date | None, date | None]
) -> Metadata:
    """What the catalogue says of it."""
    law = disclosure_law()
    known = law.headings.get(code)
    keyword = [
        words.slots[name]
        for name in ("rules", "plans", "matters", "services", "benefit", "alerts")
        if name in words.slots
    ]
    keywords = [*keyword[:2], known.name if known else "政府信息公开"]
    sentences = re.findall(r"<p>([^<]{24,})</p>", body)
    summary = sentences[0] if sentences else ""
    if len(summary) > 110:
        summary = summary[:110].rpartition("，")[0] + "。"
    return Metadata(
        heading=placed(text, code, who.field),
        subject=text.get("subject", who.data["subject"]),
        genre=text.get("genre", "99"),
        mode=text.get("mode", known.mode if known else "standing"),
        issuers=_issuers(who, text, words.rng),
        effective_on=force[0],
        expires_on=force[1],
        keywords=tuple(word[:40] for word in keywords),
        summary=summary,
        source=who.unit.name,
    )


def _issuers(who: Introduced, text: dict[str, Any], rng: random.Random) -> tuple[str, ...]:
    """Mostly one organ; now and then a department of the city issues together with another."""
    alone = (who.unit.name,)
    below_city = who.unit.kind == UnitKind.DEPARTMENT and who.unit.slug in fields()
    if not below_city or text.get("genre") not in {"07", "08"} or rng.random() > 0.12:
        return alone
    other = "哈尔滨市财政局" if who.unit.slug != "finance" else "哈尔滨市发展和改革委员会"
    return (*alone, other)


# ------------------------------------------------------------------ document numbers


def number_all(items: list[tuple[Item, str]], taken: set[str]) -> None:
    """Give document numbers in the order of time, one series a unit, kind and year; not everything numbered was public."""
    last: dict[tuple[str, str, int], int] = defaultdict(int)
    for item, style in sorted(items, key=lambda each: (each[0].formed_on, each[0].title)):
        if not style:
            continue
        stem, year = f"{item.who.letters}{style}", item.formed_on.year
        while True:
            last[stem, item.who.unit.slug, year] += chances(item.title, year).choice((1, 1, 2, 3))
            item.number = f"{stem}〔{year}〕{last[stem, item.who.unit.slug, year]}号"
            if item.number not in taken:
                break
        taken.add(item.number)
