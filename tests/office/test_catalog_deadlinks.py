"""Links in public texts that lead nowhere on this platform: in the list of a unit, on its board, in the roll-up."""

from datetime import timedelta
from importlib import import_module

from django.apps import apps

from catalogues import adopted
from documents import published, saved, started
from gongkai.office.actors import SYSTEM, DutyKind
from gongkai.office.catalog import completeness
from gongkai.office.catalog.deadlinks import dead_links, why_dead
from gongkai.office.catalog.models import Document, Link
from gongkai.office.catalog.services import Adopted, Metadata, adopt, withdraw
from gongkai.office.units.models import Unit

DAY = timedelta(days=1)


def body(*paths):
    return "".join(f'<p>见<a href="{path}">有关文件（演示）</a>。</p>' for path in paths)


def told(world, slug="science"):
    return [(link.href, why_dead(link)) for link in dead_links(world.unit(slug))]


def counted(world, slug="science"):
    """How many are dead by the list, the board and the roll-up, which must agree."""
    unit = world.unit(slug)
    rows = {row.unit.pk: row for row in completeness.roll_up(Unit.objects.all(), world.today)}
    found = {len(told(world, slug)), completeness.of(unit, world.today).dead, rows[unit.pk].dead}
    assert len(found) == 1, found
    return found.pop()


def withdrawn(world, document, *, at):
    withdraw(document, "有误（演示）", by=world.actor(document.unit.slug, DutyKind.LEADER), at=at)


def test_a_link_to_what_is_withdrawn_unpublished_or_unknown_is_dead(world, guard):
    gone, there = (adopted(world, "20-01", age=9) for _ in range(2))
    draft = started(world)
    with guard.off():
        Document.objects.filter(pk=gone).update(withdrawn_at=world.now)
    adopted(
        world,
        "20-01",
        age=3,
        body=body(f"/documents/{gone}/", f"/documents/{there}/", f"/documents/{draft.pk}/", "/documents/99999/"),
    )
    assert told(world) == [
        (f"/documents/{gone}/", "这条信息已撤下"),
        (f"/documents/{draft.pk}/", "这条信息没有公开"),
        ("/documents/99999/", "没有这条信息"),
    ]
    assert told(world, "culture") == []


def test_links_with_our_own_host_count_and_those_to_others_do_not(world, settings):
    settings.BASE_URL = "https://xxgk.example.invalid"
    adopted(
        world,
        "20-01",
        age=3,
        body=body(
            "https://xxgk.example.invalid/documents/99999/",
            "https://other.example.invalid/documents/99999/",
            "https://xxgk.example.invalid/units/science/",
            "https://xxgk.example.invalid/units/nowhere/guide/",
        ),
    )
    assert told(world) == [
        ("https://xxgk.example.invalid/documents/99999/", "没有这条信息"),
        ("https://xxgk.example.invalid/units/nowhere/guide/", "没有这个单位"),
    ]


def test_a_link_with_a_number_beyond_all_numbers_is_dead_and_breaks_nothing(world):
    adopted(world, "20-01", age=3, body=body(f"/documents/{'9' * 40}/", "/documents/abc/"))
    assert [why for _href, why in told(world)] == ["没有这条信息", "没有这条信息"]


def test_what_is_withdrawn_itself_is_not_searched(world, guard):
    mine = adopted(world, "20-01", age=3, body=body("/documents/99999/"))
    with guard.off():
        Document.objects.filter(pk=mine).update(withdrawn_at=world.now)
    assert told(world) == []


def test_a_withdrawal_kills_the_links_to_it_at_once_and_a_return_heals_them(world):
    target = published(world, slug="culture")
    adopted(world, "20-01", age=3, body=body(f"/documents/{target.pk}/", f"/documents/{target.pk}/attachments/7/"))
    assert counted(world) == 0
    before = next(row for row in completeness.roll_up([world.unit("science")], world.today))
    withdrawn(world, target, at=world.now + DAY)
    assert counted(world) == 2
    after = next(row for row in completeness.roll_up([world.unit("science")], world.today))
    assert after.troubles == before.troubles + 2
    assert counted(world, "culture") == 0, "the fault is where the link stands"
    published(world, target, at=world.now + 2 * DAY)
    assert counted(world) == 0


def test_a_correction_replaces_the_links(world):
    document = published(world, body=body("/documents/99999/", "/units/science/"))
    assert counted(world) == 1
    saved(world, document, body=body("/units/nowhere/"), at=world.now + DAY)
    assert told(world) == [("/documents/99999/", "没有这条信息")], "until the correction is released"
    published(world, document, at=world.now + DAY)
    assert told(world) == [("/units/nowhere/", "没有这个单位")]
    saved(world, document, body="<p>不再引用（演示）。</p>", at=world.now + 2 * DAY)
    published(world, document, at=world.now + 2 * DAY)
    assert counted(world) == Link.objects.count() == 0


def test_a_withdrawn_item_takes_its_dead_links_with_it_and_brings_them_back(world):
    document = published(world, body=body("/documents/99999/"))
    withdrawn(world, document, at=world.now + DAY)
    assert counted(world) == 0
    published(world, document, at=world.now + 2 * DAY)
    assert counted(world) == 1


def test_a_draft_counts_once_it_is_public_and_heals_the_links_that_waited_for_it(world):
    target = started(world, slug="culture")
    waiting = started(world, body=body(f"/documents/{target.pk}/"))
    assert counted(world) == 0, "a draft has no reader"
    published(world, waiting)
    assert told(world) == [(f"/documents/{target.pk}/", "这条信息没有公开")]
    published(world, target)
    assert counted(world) == 0


def test_what_comes_from_an_older_site_brings_its_links(world):
    by_id = world.person("science", DutyKind.DRAFTER).pk
    first = adopted(world, "20-01", age=9)

    def item(*paths):
        return Adopted(
            unit=world.unit("science"),
            title="旧网站的公告（演示）",
            published_at=world.now - DAY,
            by_id=by_id,
            body=body(*paths),
            metadata=Metadata(heading="20-01"),
        )

    # The second leads to the third, of the same batch: both are public when it is over.
    adopt(
        [
            item("/documents/99999/"),
            item(f"/documents/{first + 3}/"),
            item("/reports/nowhere/2025/", "/documents/?q=1"),
        ],
        site="旧网站（演示）",
        by=SYSTEM,
        at=world.now,
    )
    assert [why for _href, why in told(world)] == ["没有这个单位", "没有这条信息"]
    assert counted(world) == 2


def test_a_unit_that_is_set_up_later_heals_the_links_to_it(world, guard):
    adopted(world, "20-01", age=3, body=body("/units/archives/", f"/units/{'x' * 80}/"))
    assert counted(world) == 2
    with guard.off():
        Unit.objects.create(name="青石市档案馆（演示）", slug="archives", kind="department", valid_from=world.today)
    assert counted(world) == 1


def test_more_links_than_a_database_takes_at_once_are_kept(world):
    adopted(world, "20-01", age=3, body=body(*(f"/documents/{number}/" for number in range(50_000, 52_500))))
    assert counted(world) == 2500


def test_what_was_public_before_the_links_were_kept_is_read_once(world, guard):
    """The migration keeps what the releases would have kept."""
    gone = adopted(world, "20-01", age=9, body=body("/units/science/"))
    adopted(world, "20-01", age=3, body=body(f"/documents/{gone}/", "/documents/99999/", "/units/nowhere/"))
    started(world, body=body("/documents/99999/"))
    columns = ("document_id", "kind", "item_id", "unit_id", "href", "words", "doubtful")
    kept = list(Link.objects.order_by("pk").values_list(*columns))
    assert len(kept) == 4
    with guard.off():
        Link.objects.all().delete()
        import_module("gongkai.office.catalog.migrations.0006_links_of_what_is_public").fill(apps, None)
    assert list(Link.objects.order_by("pk").values_list(*columns)) == kept
