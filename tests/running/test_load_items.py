"""Items made in bulk for load tests are the rows that taking over an older site would have written."""

from datetime import UTC, datetime

from gongkai.faces.jobs.loaditems import load_items
from gongkai.office.actors import SYSTEM
from gongkai.office.catalog.contents import content_of
from gongkai.office.catalog.entries import public_batches
from gongkai.office.catalog.models import Document, IndexSeries, Revision
from gongkai.office.clearance.cleaning import clean_body
from gongkai.office.search import services
from gongkai.office.search.models import SearchDoc, SearchText, Tally
from gongkai.office.search.selectors import Filters, counts, find

NOW = datetime(2026, 3, 10, 1, tzinfo=UTC)


def plain(rows):
    return [{name: value for name, value in vars(row).items() if name not in {"_state", "id"}} for row in rows]


def tallies():
    return sorted(plain(Tally.objects.all()), key=str)


def test_bulk_rows_are_those_the_services_write(world, guard):
    with guard.off():
        Document.objects.all().delete()
        assert load_items(120, now=NOW, say=lambda _words: None) == 120
        documents = list(Document.objects.select_related("unit", "published").order_by("pk"))
        assert len({document.index_number for document in documents}) == 120
        for document in documents[:40]:
            assert content_of(document.published).digest() == document.published.digest
            assert clean_body(document.published.body) == document.published.body
            assert document.latest_id == document.published_id
        found = plain(SearchDoc.objects.order_by("pk")), plain(SearchText.objects.order_by("pk")), tallies()
        asked = [
            (words, filters, [hit.key for hit in find(words, filters, size=100).hits])
            for words in ("通知", "财政预算", "编号17", "临政发〔2017〕1号", "演示", "")
            for filters in (
                Filters(),
                Filters(year=2020),
                Filters(in_force=False),
                Filters(unit_ids=[documents[0].unit_id]),
            )
        ]
        services.rebuild(public_batches(size=50), by=SYSTEM, at=NOW)
        again = plain(SearchDoc.objects.order_by("pk")), plain(SearchText.objects.order_by("pk")), tallies()
        assert found == again
        assert [
            (words, filters, [hit.key for hit in find(words, filters, size=100).hits]) for words, filters, _ in asked
        ] == asked
    assert counts().total == Revision.objects.count() == 120
    assert sum(IndexSeries.objects.values_list("last", flat=True)) == 120
