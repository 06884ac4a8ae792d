"""How documents belong together: said once by a released revision, seen from both; and a public thing follows its unit."""

from datetime import timedelta

from documents import cleared, drafter, published, saved, started
from gongkai.office.actors import SYSTEM, DutyKind
from gongkai.office.catalog import services
from gongkai.office.catalog.metadata import Metadata, Related
from gongkai.office.catalog.models import Relation
from gongkai.office.search.models import SearchDoc, Tally
from gongkai.office.units.services import move_unit

DAY = timedelta(days=1)


def related(*pairs, heading="20-15"):
    return Metadata(heading=heading, related=tuple(Related(kind, other.pk) for kind, other in pairs))


def said():
    return list(Relation.objects.order_by("kind", "other").values_list("document", "kind", "other"))


def test_a_policy_and_its_interpretation_are_seen_from_both(world):
    policy = published(world)
    told = published(world, kind="interpretation", title="解读（演示）", metadata=related(("interprets", policy)))
    assert said() == [(told.pk, "interprets", policy.pk)]
    assert policy.related_from.get().document == told
    assert told.relations.get().other == policy


def test_what_a_draft_says_does_not_hold_before_it_is_released(world):
    policy = published(world)
    told = started(world, kind="interpretation", title="解读（演示）", metadata=related(("interprets", policy)))
    cleared(world, told)
    assert said() == []
    services.publish(told, by=drafter(world), at=world.now)
    assert said() == [(told.pk, "interprets", policy.pk)]


def test_a_new_version_says_it_anew(world):
    one, two = published(world), published(world)
    document = published(world, metadata=related(("related", one)))
    saved(world, document, metadata=related(("related", two), ("interprets", one)))
    assert said() == [(document.pk, "related", one.pk)], "what is being written does not hold yet"
    published(world, document, at=world.now + DAY)
    assert said() == [(document.pk, "interprets", one.pk), (document.pk, "related", two.pk)]


def test_what_no_longer_exists_and_the_document_itself_are_left_out(world):
    document = started(world)
    saved(
        world,
        document,
        metadata=Metadata(heading="20-15", related=(Related("related", document.pk), Related("related", 10**9))),
    )
    published(world, document)
    assert said() == []


def test_what_is_public_stands_in_the_region_its_unit_moved_to(world):
    school = published(world, slug="east-school", title="招生通知（演示）")
    science = published(world)
    city, east = world.unit("city"), world.unit("east")
    by = world.actor("platform", DutyKind.SYSTEM_ADMINISTRATOR)
    assert SearchDoc.objects.get(key=str(school.pk)).region_id == east.pk
    move_unit(world.unit("east-school"), city, on=world.today, by=by, at=world.now)
    assert services.follow_units(world.now) == 1
    region = world.unit("east-school").pk
    assert SearchDoc.objects.get(key=str(school.pk)).region_id == region
    assert SearchDoc.objects.get(key=str(science.pk)).region_id == world.unit("science").pk
    counts = set(Tally.objects.values_list("scope", "total"))
    assert {(f"|{scope}", total) for scope, total in counts if scope[0] != "u" and "|" not in scope} <= counts
    assert {(scope, total) for scope, total in counts if "|" not in scope} == {
        ("all", 2),
        (f"r{region}", 1),
        (f"u{region}", 1),
        (f"r{world.unit('science').pk}", 1),
        (f"u{world.unit('science').pk}", 1),
    }
    assert services.follow_units(world.now) == 0
    assert SYSTEM.id is None
