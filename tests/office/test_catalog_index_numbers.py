"""索引号: one for each item, for ever; without a gap for each unit and year, whoever publishes at once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection

from documents import cleared, drafter, published, saved, started
from gongkai.office.actors import SYSTEM, DutyKind
from gongkai.office.audit.verification import verify
from gongkai.office.catalog import services
from gongkai.office.catalog.index_pattern import Parts, must_be_a_pattern, read, write
from gongkai.office.catalog.models import Document, IndexSeries
from gongkai.office.errors import Refused
from rounds_of_review import pass_all


def numbers(slug="science"):
    found = Document.objects.filter(unit__slug=slug, index_number__isnull=False).order_by("index_number")
    return list(found.values_list("index_number", flat=True))


def adopted(world, **more):
    item = {
        "unit": world.unit("science"),
        "title": "旧网站的通知（演示）",
        "published_at": world.now - timedelta(days=5),
        "by_id": drafter(world).id,
    }
    return services.Adopted(**(item | more))


def adopt(world, *items):
    return services.adopt(items, site="旧网站（演示）", by=SYSTEM, at=world.now)


def test_each_unit_and_year_has_its_own_series_without_a_gap(world):
    for _ in range(2):
        published(world)
    published(world, slug="culture")
    published(world, at=world.now + timedelta(days=300))
    assert numbers() == ["science/2026-00001", "science/2026-00002", "science/2027-00001"]
    assert numbers("culture") == ["culture/2026-00001"]


def test_a_draft_has_no_number_and_a_release_that_fails_takes_none(world, guard):
    document = started(world)
    cleared(world, document)
    assert document.index_number is None
    with guard.off():
        document.revisions.update(body="<p>被改过（演示）</p>")
    with pytest.raises(Refused):
        services.publish(document, by=drafter(world), at=world.now)
    published(world)
    assert numbers() == ["science/2026-00001"]


def test_the_number_stays_over_correction_withdrawal_and_return(world):
    document = published(world)
    first = document.index_number
    later = world.now + timedelta(days=400)
    saved(world, document, body="<p>更正后的正文（演示）</p>")
    published(world, document, at=later)
    services.withdraw(document, "有误（演示）", by=world.actor("science", DutyKind.LEADER), at=later)
    published(world, document, at=later + timedelta(hours=1))
    assert document.index_number == first == "science/2026-00001"
    assert IndexSeries.objects.get().last == 1


def test_the_credit_code_stands_in_the_number_where_the_unit_has_one(world, guard):
    with guard.off():
        unit = world.unit("science")
        unit.code = "11230100MB1234567X"
        unit.save()
    assert published(world).index_number == "11230100MB1234567X/2026-00001"


def test_an_older_number_of_the_units_pattern_lets_the_series_go_on_above_it(world):
    adopt(world, adopted(world, index_number="science/2026-00041"), adopted(world, title="没有索引号的（演示）"))
    adopt(world, adopted(world, index_number="science/2026-00007"), adopted(world, index_number="旧编-9"))
    published(world)
    assert numbers() == [
        "science/2026-00007",
        "science/2026-00041",
        "science/2026-00042",
        "science/2026-00043",
        "旧编-9",
    ]


def test_a_number_claimed_by_two_units_is_refused_and_both_are_named(world):
    culture = world.unit("culture")
    with pytest.raises(Refused, match=r"索引号culture/2026-00001是青石市文化局的编号.*青石市科学技术局"):
        adopt(world, adopted(world, index_number="culture/2026-00001"))
    with pytest.raises(
        Refused, match="青石市科学技术局的《旧网站的通知（演示）》和青石市文化局的《旧网站的通知（演示）》"
    ):
        adopt(world, adopted(world, index_number="甲-1"), adopted(world, unit=culture, index_number="甲-1"))
    adopt(world, adopted(world, index_number="甲-1"))
    with pytest.raises(Refused, match=r"已由青石市科学技术局的.*青石市文化局的.*不能再用"):
        adopt(world, adopted(world, unit=culture, index_number="甲-1"))
    assert numbers("culture") == []


def test_a_release_whose_number_another_unit_holds_is_refused_and_nothing_goes_out(world, guard):
    other = published(world, slug="culture")
    with guard.off():
        Document.objects.filter(pk=other.pk).update(index_number="science/2026-00001")
    document = started(world)
    cleared(world, document)
    with pytest.raises(Refused, match=r"青石市文化局使用，青石市科学技术局不能再用"):
        services.publish(document, by=drafter(world), at=world.now)
    document.refresh_from_db()
    assert (document.published, numbers()) == (None, [])


@pytest.mark.parametrize(
    ("pattern", "said"),
    [
        ("{yyyy}-{seq:05d}", r"\{uscc18\} 须有且只有一处"),
        ("{uscc18}/{seq:05d}", r"\{yyyy\} 须有且只有一处"),
        ("{uscc18}/{yyyy}", r"\{seq\} 须有且只有一处"),
        ("{uscc18}/{yyyy}-{seq}-{seq}", r"\{seq\} 须有且只有一处"),
        ("{uscc18}/{yyyy}-{number}", "只能用"),
        ("{uscc18}/{yyyy}-{seq", "只能用"),
        ("{uscc18}/{yyyy}-{seq:x%}", "只能用"),
        ("{uscc18}{yyyy}{seq}", "分不清单位、年份和流水号"),
        ("政府信息公开索引号第{uscc18}号/{yyyy}年度/流水号{seq:020d}", "请缩短"),
    ],
)
def test_a_pattern_that_could_give_one_number_twice_stops_the_start(pattern, said):
    with pytest.raises(ImproperlyConfigured, match=said) as stopped:
        must_be_a_pattern(pattern)
    assert "例如 {uscc18}/{yyyy}-{seq:05d}" in str(stopped.value)


@pytest.mark.parametrize(
    "pattern", ["{uscc18}/{yyyy}-{seq:05d}", "{yyyy}.{uscc18}.{seq}", "（{uscc18}）{yyyy}第{seq:04d}号"]
)
def test_what_is_written_is_read_back(pattern):
    must_be_a_pattern(pattern)
    for parts in (Parts("science", 2026, 1), Parts("11230100MB1234567X", 2031, 123456), Parts("east-school", 2026, 9)):
        assert read(pattern, write(pattern, parts)) == parts


# --- real threads, real commits ---------------------------------------------------------------------------------------
@pytest.fixture
def crowd(committed, monkeypatch):
    """The city, committed, so that other connections see it."""
    from world import build

    monkeypatch.setattr("gongkai.office.clearance.findings.run_gates", lambda _content, **_: [])
    return build()


def test_ten_releases_at_once_get_ten_numbers_without_a_gap(crowd):
    documents = []
    for place in range(10):
        document = started(crowd, title=f"同时公开的第{place}份（演示）", body="<p>正文（演示）</p>")
        review = services.submit(document, by=drafter(crowd), at=crowd.now)
        pass_all(crowd, review)
        documents.append(document)
    ready = Barrier(len(documents))
    by = crowd.actor("science", DutyKind.FINAL_REVIEWER)

    def put_out(document):
        try:
            ready.wait(10)
            services.publish(document, by=by, at=crowd.now)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(documents)) as pool:
        list(pool.map(put_out, documents))
    assert numbers() == [f"science/2026-{seq:05d}" for seq in range(1, 11)]
    assert IndexSeries.objects.get().last == 10
    assert verify().whole


def test_one_document_published_by_two_at_once_has_one_number(crowd):
    document = started(crowd, body="<p>正文（演示）</p>")
    pass_all(crowd, services.submit(document, by=drafter(crowd), at=crowd.now))
    ready = Barrier(2)

    def put_out(by):
        try:
            ready.wait(10)
            services.publish(document, by=by, at=crowd.now)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(put_out, [drafter(crowd), crowd.actor("science", DutyKind.FINAL_REVIEWER)]))
    assert (numbers(), IndexSeries.objects.get().last) == (["science/2026-00001"], 1)
    assert document.revisions.filter(version__isnull=False).count() == 1
