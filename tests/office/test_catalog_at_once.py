"""Several people and workers at the same second, on real connections: one release, one number, and nobody waits for ever."""

from dataclasses import replace
from datetime import timedelta
from threading import Event

import pytest
from django.db import connection
from test_clearance_at_once import at_once, crowd, protected_again  # noqa: F401 (fixtures)

from documents import TOLD, cleared, published, saved, started
from gongkai.office.actors import DutyKind
from gongkai.office.audit.models import AuditEntry
from gongkai.office.audit.verification import verify
from gongkai.office.catalog import releasing, services
from gongkai.office.catalog.metadata import Related
from gongkai.office.catalog.models import Document
from gongkai.office.catalog.selectors import is_public
from gongkai.office.search.models import SearchDoc, Tally

HOUR = timedelta(hours=1)


def final(world):
    return world.actor("science", DutyKind.FINAL_REVIEWER)


def fresh(document):
    return Document.objects.select_related("unit", "section").get(pk=document.pk)


def once_in_the_search(document):
    assert SearchDoc.objects.filter(key=str(document.pk)).count() == int(is_public(fresh(document)))
    total = Tally.objects.filter(scope="|all").values_list("total", flat=True).first() or 0
    assert total == SearchDoc.objects.count()


def test_two_clicks_and_two_workers_release_once(crowd):  # noqa: F811
    clicked, arranged = started(crowd, title="甲（演示）"), started(crowd, title="乙（演示）")
    for document in (clicked, arranged):
        cleared(crowd, document)
    services.schedule(arranged, crowd.now + HOUR, by=final(crowd), at=crowd.now)
    later = crowd.now + HOUR
    publish = lambda: services.publish(fresh(clicked), by=final(crowd), at=later)  # noqa: E731
    tick = lambda: services.release_due(later)  # noqa: E731
    assert at_once(publish, publish, tick, tick) == ["done"] * 4
    for document in (clicked, arranged):
        assert list(document.revisions.values_list("version", flat=True)) == [1]
        once_in_the_search(document)
        said = AuditEntry.objects.filter(verb="document.published", subject_id=str(document.pk))
        assert sum("again" not in entry.detail for entry in said) == 1
    assert len({fresh(clicked).index_number, fresh(arranged).index_number}) == 2
    assert verify().whole


def test_a_correction_and_a_withdrawal_at_once_leave_one_truth(crowd):  # noqa: F811
    document = published(crowd, title="丙（演示）")
    saved(crowd, document, body="<p>改过（演示）</p>")
    cleared(crowd, document, at=crowd.now + HOUR)
    later = crowd.now + 2 * HOUR
    answers = at_once(
        lambda: services.publish(fresh(document), by=final(crowd), at=later),
        lambda: services.withdraw(fresh(document), "有误（演示）", by=final(crowd), at=later),
    )
    assert "done" in answers
    once_in_the_search(document)


@pytest.mark.skipif(
    "connection.vendor == 'sqlite'", reason="SQLite has one writer: nobody can wait for another in a circle"
)
def test_a_repeal_and_the_withdrawal_of_what_it_repeals_do_not_wait_for_each_other(crowd, monkeypatch):  # noqa: F811
    old = published(crowd, title="丁（演示）")
    repeal = started(crowd, title="戊（演示）", metadata=replace(TOLD, related=(Related("repeals", old.pk),)))
    cleared(crowd, repeal)
    indexed, index = Event(), releasing.search.index

    def slowly(*args, **more):
        index(*args, **more)
        if not indexed.is_set():
            indexed.set()
            connection.cursor().execute("SELECT pg_sleep(1)")

    monkeypatch.setattr(releasing.search, "index", slowly)

    def withdraw():
        assert indexed.wait(10)
        services.withdraw(fresh(old), "有误（演示）", by=final(crowd), at=crowd.now + HOUR)

    assert at_once(lambda: services.publish(fresh(repeal), by=final(crowd), at=crowd.now + HOUR), withdraw) == [
        "done",
        "done",
    ]
    once_in_the_search(old)
    once_in_the_search(repeal)
