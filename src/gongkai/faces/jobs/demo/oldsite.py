"""The older site of the demo city, and how the platform took it over: everything at first, then what came in each week."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from gongkai.faces.jobs.demo import readings
from gongkai.faces.jobs.demo.calendars import DAYS, office_hour, workday
from gongkai.faces.jobs.demo.city import City, city_data
from gongkai.faces.jobs.demo.composing import Words
from gongkai.faces.jobs.demo.introducing import Introduced, introduce
from gongkai.faces.jobs.demo.oldtexts import Item, chances, finished, number_all, standing, wanted, write
from gongkai.faces.jobs.demo.ownheadings import own_code
from gongkai.faces.jobs.demo.people import People
from gongkai.faces.jobs.demo.stories import told
from gongkai.office.audit.services import SYSTEM
from gongkai.office.catalog import services as catalog
from gongkai.office.catalog.metadata import Metadata, Related
from gongkai.office.catalog.models import DocumentKind
from gongkai.office.catalog.services import Adopted
from gongkai.office.units.models import GroupMember, GroupRole, UnitKind

SITE = "演示旧网站"
#: The older site was taken over so many days ago, and what it still published was fetched on these days.
FETCHED = (25, 18, 11, 4, 0)


@dataclass
class OldSite:
    """What the older site had, and how far it has been taken over."""

    city: City
    people: People
    now: datetime
    items: list[Item]

    def events(self) -> Iterator[tuple[datetime, Callable[[datetime], None]]]:
        """When it is fetched, and what to do then."""
        for days in FETCHED:
            yield self.now - timedelta(days=days, minutes=40), self.fetch

    def fetch(self, at: datetime) -> None:
        """Take over what was published by now: first what stands by itself, then what speaks of other texts."""
        due = [item for item in self.items if item.published_at <= at]
        self.items = [item for item in self.items if item.published_at > at]
        for wave in ([each for each in due if not each.related], [each for each in due if each.related]):
            if wave:
                made = catalog.adopt([self._adopted(item) for item in wave], site=SITE, by=SYSTEM, at=at)
                self.known |= {id(item): pk for item, pk in zip(wave, made, strict=True)}
                self.kept += wave
        catalog.validity_due(at)

    def __post_init__(self) -> None:
        """Nothing is taken over yet."""
        self.known: dict[int, int] = {}
        self.kept: list[Item] = []  # so that what `known` names by identity lives

    def _adopted(self, item: Item) -> Adopted:
        slug = item.who.unit.slug
        related = tuple(Related(kind, self.known[id(other)]) for kind, other in item.related if id(other) in self.known)
        return Adopted(
            unit=item.who.unit,
            section=self.city.sections[slug][0],
            kind=item.kind,
            title=item.title,
            document_number=item.number,
            formed_on=item.formed_on,
            published_at=item.published_at,
            body=item.body,
            metadata=replace(item.metadata, related=related),
            by_id=self.people.users[f"{slug}.drafter"].pk,
        )


def build(city: City, people: People, now: datetime) -> OldSite:
    """Write everything that the older site had published, the oldest first."""
    today = now.date()
    items: list[Item] = []
    numbered: list[tuple[Item, str]] = []
    for who, extra in _units(city):
        for text, code, occasion in wanted(who, today):
            item = write(who, text, code, occasion, dict(extra), today)
            if own := own_code(who.unit, code, item.name):
                item.metadata = replace(item.metadata, heading=own)
            numbered.append((item, text.get("number", "")))
        items += _standing(who, today)
    number_all(numbered, {entry.get("number", "") for entry in told()["document"]})
    items += [item for item, _style in numbered]
    endings = list(readings.endings(items, today))
    number_all([(item, "发") for item in endings], {item.number for item in items})
    items += endings
    items += readings.interpretations(items, today)
    items.sort(key=lambda item: (item.published_at, item.title))
    return OldSite(city, people, now, items)


def _units(city: City) -> Iterator[tuple[Introduced, dict[str, str]]]:
    """The units with what the texts say of their people and sections."""
    heads = dict(GroupMember.objects.filter(role=GroupRole.HEAD).values_list("unit_id", "name"))
    deputies = dict(GroupMember.objects.filter(role=GroupRole.DEPUTY_HEAD).values_list("unit_id", "name"))
    for slug, unit in city.units.items():
        sections = [section.name for section in city.sections[slug]]
        yield (
            introduce(unit),
            {
                "head": heads[unit.pk],
                "deputy": deputies[unit.pk],
                "sections": str(len(sections)),
                "sectionlist": "；".join(sections),
            },
        )


def _standing(who: Introduced, today: date) -> Iterator[Item]:
    """The guide of a unit and some of its institutions (工作制度)."""
    unit = who.unit
    if unit.slug not in _NO_GUIDE:
        yield _stands(
            who,
            standing()["guide"],
            DocumentKind.GUIDE,
            today,
            today - timedelta(days=chances("guide", unit.slug).randint(20, 330)),
        )
    full = unit.slug in city_data()["people"]["full"]
    many = 6 if unit.slug == "city" else 4 if full else 3 if unit.kind == UnitKind.GOVERNMENT else 2
    if unit.kind == UnitKind.TOWNSHIP or (unit.parent is not None and unit.parent.slug != "city"):
        many = 1
    rng = chances("institutions", unit.slug)
    found = standing()["institution"]
    for told_ in found[:1] + rng.sample(found[1:], many - 1):
        on = today - timedelta(days=rng.randint(30, DAYS - 30))
        yield _stands(who, told_, DocumentKind.INSTITUTION, today, on)


#: Three units have not written their guide yet.
_NO_GUIDE = {"shelter", "mulan-d1", "yilan-t3", "songbei-t2"}


def _stands(who: Introduced, text: dict[str, str], kind: DocumentKind, today: date, day: date) -> Item:
    on = workday(day, today)
    rng = chances(kind.value, who.unit.slug, text["title"])
    words = Words(rng, on, who.slots(), who.lists)
    guide = kind == DocumentKind.GUIDE
    return Item(
        who=who,
        name=kind.value,
        title=words.fill(text["title"]),
        body=finished(words.html(text["body"]), "" if guide else who.unit.name, on),
        formed_on=on,
        published_at=office_hour(on, rng),
        metadata=Metadata(
            subject="02",
            genre="99",
            mode="standing",
            issuers=(who.unit.name,),
            keywords=("政府信息公开", "指南" if guide else "制度"),
            summary=f"{who.unit.name}政府信息的分类、编排体系和获取方式。" if guide else "",
            source=who.unit.name,
        ),
        kind=kind.value,
    )
