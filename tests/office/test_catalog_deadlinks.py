"""Links in public texts that lead nowhere on this platform."""

from catalogues import adopted
from documents import started
from gongkai.office.catalog.deadlinks import dead_links
from gongkai.office.catalog.models import Document


def body(*paths):
    return "".join(f'<p>见<a href="{path}">有关文件（演示）</a>。</p>' for path in paths)


def told(world, slug="science"):
    return [(link.href, link.why) for link in dead_links(world.unit(slug))]


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
