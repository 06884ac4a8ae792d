"""What is said to be there is there: counts and facets agree with the lists, whatever comes, changes, ends and goes."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from threading import Barrier

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gongkai.office.actors import SYSTEM
from gongkai.office.audit.services import audited, record
from gongkai.office.search import matching, services
from gongkai.office.search.listing import rows
from gongkai.office.search.models import SearchDoc, Tally
from gongkai.office.search.selectors import Filters, counts, counts_by, facets, find, newest_by_heading, totals
from gongkai.office.search.tallying import sum_scope
from gongkai.office.search.tokens import question

DAY = date(2026, 3, 1)
NOW = datetime(2026, 3, 1, 8, tzinfo=UTC)


def entry(key, *, unit=1, day=DAY, **facts):
    told = {
        "kind": "document",
        "region_id": 9,
        "column": "statutory",
        "heading": "20-01",
        "subject": "A",
        "genre": "01",
    }
    return services.Entry(
        key=str(key), unit_id=unit, title=f"演示：第{key}件", number="", url="/", published_on=day,
        **{"text": "公开的正文", **told, **facts},
    )  # fmt: skip


def put(key, *, on=DAY, **facts):
    services.index(entry(key, **facts), on=on)


@pytest.fixture
def shelf(db, guard):
    with guard.off():
        put(1)
        put(2, unit=2, day=DAY - timedelta(400), heading="20-02")
        put(3, subject="B", ended_on=DAY - timedelta(1))
        put(4, unit=3, region_id=8, heading="", column="guide", kind="guide", ended_on=DAY + timedelta(1))


def kept():
    return sorted(
        Tally.objects.values_list(
            "scope", "column", "kind", "heading", "subject", "genre", "year", "total", "ended", "newest_on"
        )
    )


def test_counts_are_kept_for_all_for_a_region_and_for_a_unit(shelf):
    assert counts() == (4, 1, DAY)
    assert counts("r9", heading="20-01") == (2, 1, DAY)
    assert counts("u2").newest_on == DAY - timedelta(400)
    assert counts("u77") == (0, 0, None)
    assert counts("u1").in_force == 1
    assert {value: found.total for value, found in counts_by("column").items()} == {"guide": 1, "statutory": 3}
    assert newest_by_heading("r9") == {"20-01": DAY, "20-02": DAY - timedelta(400)}


def test_what_a_unit_has_is_one_row_however_many_sorts_there_are(shelf, guard):
    with guard.off():
        for number in range(5, 12):
            put(number, heading=f"20-{number:02}", subject="AB"[number % 2], day=DAY - timedelta(number * 100))
    of_unit = Tally.objects.filter(scope=sum_scope("u1", []))
    assert [(row.total, row.ended) for row in of_unit] == [(9, 1)]
    assert totals(["u1", "u2", "r9", "all", "u77"]) == {"u1": 9, "u2": 1, "r9": 10, "all": 11}
    assert Tally.objects.filter(scope=sum_scope("u1", ["subject"])).count() == 2
    assert counts_by("subject", "u1")["B"].total == 5


def test_every_filter_narrows_lists_and_searches_alike(shelf):
    for words in ("", "公开"):
        for filters, expected in (
            (Filters(region_id=9), ["3", "1", "2"]),
            (Filters(unit_ids=[2, 3]), ["4", "2"]),
            (Filters(column="guide"), ["4"]),
            (Filters(kind="document", heading="20-01"), ["3", "1"]),
            (Filters(heading=""), ["4"]),
            (Filters(subject="B"), ["3"]),
            (Filters(genre="01", year=2025), ["2"]),
            (Filters(year=2024), []),
            (Filters(year=0), []),
            (Filters(in_force=False), ["3"]),
            (Filters(in_force=True, since=DAY), ["4", "1"]),
            (Filters(region_id=9, unit_ids=[3]), []),
            (Filters(year=2026, until=DAY - timedelta(1)), []),
        ):
            found = find(words, filters)
            assert [hit.key for hit in found.hits] == expected, (words, filters)
            assert found.total == len(expected)


def test_facets_count_what_a_list_would_show_and_leave_out_their_own_filter(shelf):
    for words in ("", "公开"):
        seen = facets(words, Filters(heading="20-01"))
        assert seen.headings == (("20-01", 2), ("", 1), ("20-02", 1))
        assert seen.subjects == (("A", 1), ("B", 1))
        assert seen.in_force == ((False, 1), (True, 1))
        assert seen.regions == ((9, 2),)
        assert facets(words).years == ((2026, 3), (2025, 1))
    assert facets("没有").headings == ()


def test_numbers_that_are_not_known_are_none(shelf, monkeypatch):
    monkeypatch.setattr("gongkai.office.search.facets.MOST_COUNTED", 1)
    assert facets("公开", Filters(region_id=9)).headings == (("20-01", None), ("20-02", None))


def test_what_ends_leaves_the_things_in_force_on_its_day_and_comes_back_if_it_was_said_wrongly(shelf, guard):
    assert services.flip_ended(DAY, at=NOW) == 0
    assert services.flip_ended(DAY + timedelta(1), at=NOW) == 1
    assert [hit.key for hit in find("公开", Filters(in_force=False)).hits] == ["4", "3"]
    assert counts().ended == 2
    assert services.flip_ended(DAY, at=NOW) == 1
    assert [hit.key for hit in find("", Filters(in_force=False)).hits] == ["3"]


def test_the_newest_day_goes_back_when_the_newest_thing_leaves(shelf, guard):
    with guard.off():
        put(5, day=DAY + timedelta(5))
        assert newest_by_heading("u1")["20-01"] == DAY + timedelta(5)
        services.remove(kind="document", key="5")
        assert newest_by_heading("u1")["20-01"] == DAY
        put(1, day=DAY - timedelta(20))
    assert newest_by_heading("u1") == {"20-01": DAY}
    assert counts("u1").total == 2
    before = kept()
    services.recount(by=SYSTEM, at=NOW)
    assert kept() == before


FACTS = st.fixed_dictionaries(
    {
        "unit": st.sampled_from([1, 2, None]),
        "region_id": st.sampled_from([8, 9, None]),
        "heading": st.sampled_from(["", "20-01", "20-02"]),
        "subject": st.sampled_from(["A", "B"]),
        "day": st.sampled_from([DAY, DAY - timedelta(1), DAY - timedelta(300)]),
        "ended_on": st.sampled_from([None, DAY, DAY + timedelta(1)]),
    }
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(1, 4), FACTS | st.none()), max_size=8), st.lists(FACTS, max_size=4))
def test_counts_kept_step_by_step_are_those_counted_anew(db, guard, acts, batch):
    with guard.off():
        SearchDoc.objects.all().delete()
        Tally.objects.all().delete()
        for key, facts in acts:
            if facts is None:
                services.remove(kind="document", key=str(key))
            else:
                put(key, **facts)
        services.index_many([entry(key, **facts) for key, facts in enumerate(batch, 1)], on=DAY)
    before = kept()
    services.recount(by=SYSTEM, at=NOW)
    assert kept() == before


def test_of_many_publishers_at_once_none_loses_a_count(committed):
    with audited():
        put(0, day=DAY - timedelta(1))
        record("search.rebuilt", by=SYSTEM, at=NOW, subject="起点")
    ready = Barrier(4)

    def publish(number):
        try:
            ready.wait(10)
            for turn in range(5):
                with audited():
                    put(f"{number}-{turn}", unit=number % 2, region_id=number % 3, heading=f"20-0{turn % 2 + 1}")
                    put(f"{number}-{turn + 5}", unit=turn % 2, region_id=turn % 3, heading=f"20-0{number % 2 + 1}")
                    record("search.rebuilt", by=SYSTEM, at=NOW, subject="压力")
                with audited():
                    services.remove(kind="document", key=f"{number}-{turn}")
                    record("search.rebuilt", by=SYSTEM, at=NOW, subject="压力")
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(publish, range(4)))
    assert counts().total == find("公开").total == 21
    before = kept()
    services.recount(by=SYSTEM, at=NOW)
    assert kept() == before


def test_everything_can_be_walked_beyond_the_pages(shelf, monkeypatch):
    monkeypatch.setattr("gongkai.office.search.selectors.MOST", 2)
    for words in ("", "公开", "演示：第2件"):
        seen, key = [], ""
        for _turn in range(6):
            found = find(words, size=1, before=key)
            seen += [hit.key for hit in found.hits]
            key = found.next_key
            if not key:
                break
        assert sorted(seen) == (["1", "2", "3", "4"] if words != "演示：第2件" else ["2"])
    assert find("", before="tomorrow").total == 4


def test_an_index_number_asked_for_exactly_comes_first(shelf, guard):
    with guard.off():
        put(6, index_number="11230100MB1/2026-00012", day=DAY - timedelta(9))
        put(7, day=DAY + timedelta(9), summary="11230100MB1/2026-00012")
        put(8, text="见11230100MB1/2026-00012。", day=DAY + timedelta(9))
    assert [hit.key for hit in find("11230100MB1/2026-00012").hits] == ["6", "8"]


COMBINED = st.builds(
    Filters,
    unit_ids=st.sampled_from([None, None, (1,), (2, 3), tuple(range(1, 60)), tuple(range(2, 300))]),
    region_id=st.sampled_from([None, 8, 9]),
    column=st.sampled_from([None, "statutory", "guide"]),
    heading=st.sampled_from([None, "20-01", ("20-01", ""), tuple(str(n) for n in range(60))]),
    subject=st.sampled_from([None, "A"]),
    genre=st.sampled_from([None, "01"]),
    year=st.sampled_from([None, 2025, 2026]),
    in_force=st.sampled_from([None, True, False]),
    until=st.sampled_from([None, None, DAY - timedelta(1)]),
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(filters=COMBINED, read=st.sampled_from([0, 10**6]))
def test_lists_are_the_same_along_an_index_and_through_the_words(shelf, monkeypatch, filters, read):
    monkeypatch.setattr("gongkai.office.search.listing.MOST_READ", read)
    expected = [str(key) for key in rows(filters).values_list("key", flat=True)]
    found = find("", filters)
    assert [hit.key for hit in found.hits] == expected
    assert found.total == len(expected)
    walked, key = [], ""
    for _turn in expected:
        found = find("", filters, size=1, before=key)
        walked += [hit.key for hit in found.hits]
        key = found.next_key
    assert (walked, key) == (expected, "")


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(filters=COMBINED, gathered=st.booleans())
def test_what_is_gathered_and_what_is_read_along_the_days_is_the_same(shelf, monkeypatch, filters, gathered):
    monkeypatch.setattr("gongkai.office.search.matching._gathered", lambda *_args, **_more: gathered)
    expected = [str(key) for key in rows(filters).values_list("key", flat=True)]
    found = find("公开", filters)
    assert [hit.key for hit in found.hits] == expected
    walked, key = [], ""
    for _turn in expected:
        found = find("公开", filters, size=1, before=key)
        walked += [hit.key for hit in found.hits]
        key = found.next_key
    assert (walked, key) == (expected, "")


@pytest.mark.parametrize("gathered", [True, False])
def test_titles_weigh_however_they_are_read(shelf, monkeypatch, gathered):
    monkeypatch.setattr("gongkai.office.search.matching._gathered", lambda *_args, **_more: gathered)
    assert [hit.key for hit in find("第3件", order="relevance").hits] == ["3"]
    assert [hit.key for hit in find("第3件", Filters(in_force=False), order="relevance").hits] == ["3"]


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one way to read its index")
@pytest.mark.parametrize("along", [True, False])
def test_what_is_read_along_the_days_is_not_gathered_from_the_index_of_words(shelf, along):
    part = matching._postgresql(question("专项检查"), Filters(), title=False)
    part = matching._along(part, Filters(), surely=True) if along else part
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_indexscan = off")
        sql = f"EXPLAIN SELECT {part.key} FROM {part.source} WHERE {part.where} ORDER BY {part.order} LIMIT 500"  # noqa: S608
        cursor.execute(sql, part.values)
        plan = "\n".join(line for (line,) in cursor.fetchall())
        cursor.execute("SET LOCAL enable_seqscan = on; SET LOCAL enable_indexscan = on")
    assert ("bigrams_words" in plan) is not along, "only that index cannot be read in the order of the days"


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite counts as fast as a sample would tell")
def test_a_sample_of_what_is_no_longer_in_force_tells_what_is_by_far_more_and_nothing_else(db, guard, monkeypatch):
    with guard.off():
        services.index_many(
            [entry(n, text="财政" if n % 3 else "审计", ended_on=DAY if n <= 300 else None) for n in range(1, 361)],
            on=DAY,
        )
    found, sampled = [], matching._sampled

    def noted(part, source, *rates):
        found.append(sampled(part, source, *rates) if "ended" in source else matching._Sample(360, 60))
        return found[-1]

    for name, value in (
        ("_SAMPLE", 1),
        ("_SAMPLE_OF_ENDED", 300),
        ("_COUNTED_AS_SOON", 1),
        ("_sampled", noted),
        ("_things", lambda: matching._Table(360, 72)),
    ):
        monkeypatch.setattr(matching, name, value)
    assert matching.count(question("财政"), Filters(in_force=False), 30) == 30
    assert found == [(360, 60), (300, 200)], "two thirds of the 300, of which the 60 in force are none"
    assert matching.count(question("审计"), Filters(in_force=False), 25) == 25
    assert (found[2:], find("审计", Filters(in_force=False)).total) == ([(360, 60), (300, 100)], 100)
    assert matching.count(question("财政"), Filters(in_force=True), 500) == 40


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite counts as fast as a sample would tell")
def test_of_small_rows_a_sample_takes_few_of_a_page(db, guard, monkeypatch):
    with guard.off():
        services.index_many([entry(n, text="财政") for n in range(1, 361)], on=DAY)
    told, sampled = [], matching._sampled

    def of_every_page(part, source, share, apart):
        told.append((share, sampled(part, source, 100, apart)))
        return told[-1][1]

    monkeypatch.setattr(matching, "_SAMPLE", 12)
    monkeypatch.setattr(matching, "_sampled", of_every_page)
    for place, pages in enumerate((72, 6), 1):  # five rows a page, and sixty
        monkeypatch.setattr(matching, "_things", lambda pages=pages: matching._Table(360, pages))
        assert (matching.count(question("财政"), Filters(), 10), len(told)) == (10, place)
    (share, every), (more, few) = told
    assert (round(share, 1), round(more, 1)) == (3.3, 40.0)
    assert every == (360, 360)
    assert few.seen == few.matching
    assert 5 <= few.seen <= 80, "about every twelfth"
