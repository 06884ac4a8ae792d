"""Whatever is done in whatever order, the search lists what is public, and the counts are those of a recount."""

from dataclasses import replace
from datetime import timedelta
from random import Random

import pytest

from documents import TOLD, cleared, drafter, published, saved, started
from gongkai.office.actors import DutyKind
from gongkai.office.audit.services import SYSTEM
from gongkai.office.catalog import services
from gongkai.office.catalog.entries import entry_of
from gongkai.office.catalog.placing import follow_units
from gongkai.office.catalog.selectors import public_documents
from gongkai.office.catalog.validity import validity_due
from gongkai.office.errors import NotAllowed, Refused
from gongkai.office.search.models import SearchDoc, SearchText, Tally
from gongkai.office.search.selectors import find
from gongkai.office.search.services import flip_ended, recount
from gongkai.office.units.services import move_unit

HEADINGS = ("20-15", "20-01", "20-05")
SLUGS = ("science", "culture")


def tallied():
    names = ("scope", "column", "kind", "heading", "subject", "genre", "year", "total", "ended", "newest_on")
    return sorted(Tally.objects.values_list(*names))


def must_agree(at):
    """Index, texts and counts say the same as the documents."""
    public = {str(document.pk): entry_of(document) for document in public_documents()}
    rows = {row.key: row for row in SearchDoc.objects.all()}
    assert set(rows) == set(public)
    assert set(SearchText.objects.values_list("pk", flat=True)) == {row.pk for row in rows.values()}
    assert {hit.url for hit in find("", size=100).hits} == {entry.url for entry in public.values()}
    assert {hit.url for hit in find("演示条目", size=100).hits} == {entry.url for entry in public.values()}
    for key, entry in public.items():
        row = rows[key]
        for name in (
            "title",
            "heading",
            "subject",
            "genre",
            "unit_id",
            "region_id",
            "column",
            "published_on",
            "ended_on",
        ):
            assert getattr(row, name) == getattr(entry, name), name
    kept = tallied()
    recount(by=SYSTEM, at=at)
    assert kept == tallied()


class City:
    """Who does what to which item, as chance has it."""

    def __init__(self, world, seed):
        self.world, self.chance, self.at = world, Random(seed), world.now
        self.documents = []
        self.root = world.actor("platform", DutyKind.SYSTEM_ADMINISTRATOR)

    def final(self, document):
        return self.world.actor(document.unit.slug, DutyKind.FINAL_REVIEWER)

    def facts(self):
        last = self.at.date() + timedelta(days=self.chance.randint(1, 3))
        return replace(
            TOLD,
            heading=self.chance.choice(HEADINGS),
            genre=self.chance.choice(("", "01")),
            expires_on=self.chance.choice((None, last)),
        )

    def publish(self):
        slug = self.chance.choice(SLUGS)
        title = f"演示条目{len(self.documents)}"
        document = started(
            self.world, slug=slug, title=title, body="<p>正文（演示）</p>", metadata=self.facts(), at=self.at
        )
        self.documents.append(published(self.world, document, at=self.at))

    def some(self):
        return self.chance.choice(self.documents)

    def correct(self):
        document = self.some()
        words = f"<p>正文（演示）{self.at:%d%H}</p>"
        saved(
            self.world,
            document,
            body=words,
            metadata=self.facts(),
            by=drafter(self.world, document.unit.slug),
            at=self.at,
        )
        cleared(self.world, document, at=self.at)
        services.publish(document, by=self.final(document), at=self.at)

    def draft(self):
        document = self.some()
        saved(
            self.world, document, title="演示条目没有公开的改动", by=drafter(self.world, document.unit.slug), at=self.at
        )

    def withdraw(self):
        document = self.some()
        services.withdraw(document, "有误（演示）", by=self.final(document), at=self.at)

    def end(self):
        document = self.some()
        services.end(document, "repealed", self.at.date(), "废止（演示）", by=self.final(document), at=self.at)

    def resume(self):
        document = self.some()
        services.resume(document, "恢复（演示）", by=self.final(document), at=self.at)

    def move(self):
        unit = self.world.unit(self.chance.choice(SLUGS))
        parent = self.world.unit(self.chance.choice(("city", "east")))
        move_unit(unit, parent, on=self.at.date(), by=self.root, at=self.at)
        for each in self.world.units.values():
            each.refresh_from_db()

    def day(self):
        self.at += timedelta(days=1)
        validity_due(self.at)
        flip_ended(self.at.date(), at=self.at)

    def step(self):
        act = self.chance.choice(
            (
                self.publish,
                self.correct,
                self.draft,
                self.withdraw,
                self.withdraw,
                self.end,
                self.resume,
                self.move,
                self.day,
            )
        )
        self.at += timedelta(minutes=5)
        for document in self.documents:
            document.refresh_from_db()
            document.unit.refresh_from_db()
        try:
            act()
        except (Refused, NotAllowed):
            return f"{act.__name__} refused"
        return act.__name__


@pytest.mark.parametrize("seed", range(3))
def test_the_search_is_what_is_public_after_anything(world, seed):
    city = City(world, seed)
    city.publish()
    city.publish()
    for _ in range(18):
        city.step()
        follow_units(city.at)
        must_agree(city.at)
