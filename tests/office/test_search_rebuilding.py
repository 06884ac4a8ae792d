"""The index is made anew while people publish, correct and withdraw: whatever they commit in between stays so."""

from concurrent.futures import ThreadPoolExecutor, wait

import pytest
from django.db import connection
from test_search_is_what_is_public import must_agree, tallied

import annual_reports
from documents import cleared, published, saved, started
from gongkai.office.actors import DutyKind
from gongkai.office.annualreport import services as annualreport
from gongkai.office.audit.services import SYSTEM
from gongkai.office.audit.verification import verify
from gongkai.office.catalog import services
from gongkai.office.search.models import SearchDoc
from gongkai.office.search.selectors import find
from gongkai.office.search.services import rebuild, recount


@pytest.fixture
def city(committed, monkeypatch):
    """The city, committed, so that other connections see it."""
    from world import build

    monkeypatch.setattr("gongkai.office.clearance.findings.run_gates", lambda _content, **_: [])
    return build()


def final(city):
    return city.actor("science", DutyKind.FINAL_REVIEWER)


def item(city, name):
    return published(city, started(city, title=f"演示条目{name}", body=f"<p>旧的话{name}（演示）</p>"))


def correct(city, document):
    saved(city, document, body="<p>改正以后的话（演示）</p>")
    cleared(city, document)
    services.publish(document, by=final(city), at=city.now)


def withdraw(city, document):
    services.withdraw(document, "有误（演示）", by=final(city), at=city.now)


def keys(words):
    return {hit.key for hit in find(words, size=100).hits}


def with_acts(batches, acts):
    """The batches, each followed by what others commit before the next is asked for."""
    for place, batch in enumerate(batches):
        yield batch
        for act in acts.get(place, ()):
            act()


def overtaken(batch, act, pool, done):
    """The batch; when it has read and not yet entered, somebody acts on another connection and has a moment for it."""

    def elsewhere():
        try:
            act()
        finally:
            connection.close()

    def read():
        entries = batch()
        done.append(pool.submit(elsewhere))
        wait(done, timeout=0.3)
        return entries

    return read


def test_what_is_committed_between_two_batches_stays_so(city):
    entered_gone, entered_new, gone, new, kept = (item(city, name) for name in "甲乙丙丁戊")
    draft = started(city, title="演示条目己", body="<p>新出的话（演示）</p>")
    cleared(city, draft)
    batches = list(services.public_batches(size=1))
    acts = {
        1: [
            lambda: withdraw(city, entered_gone),
            lambda: correct(city, entered_new),
            lambda: withdraw(city, gone),
            lambda: correct(city, new),
            lambda: services.publish(draft, by=final(city), at=city.now),
        ]
    }
    assert len(batches) == 5
    assert rebuild(with_acts(batches, acts), by=SYSTEM, at=city.now) == 4
    assert keys("改正以后的话") == {str(entered_new.pk), str(new.pk)}
    assert keys("旧的话") == {str(kept.pk)}
    assert keys("新出的话") == {str(draft.pk)}
    must_agree(city.now)
    assert verify().whole


@pytest.mark.parametrize("act", ["withdrawn", "corrected"])
def test_who_acts_while_a_batch_is_read_has_the_last_word(city, act):
    document, done = item(city, "甲"), []
    saved(city, document, body="<p>改正以后的话（演示）</p>")
    cleared(city, document)
    acts = {
        "withdrawn": lambda: withdraw(city, document),
        "corrected": lambda: services.publish(document, by=final(city), at=city.now),
    }
    [batch] = services.public_batches()
    with ThreadPoolExecutor(1) as pool:
        rebuild([overtaken(batch, acts[act], pool, done)], by=SYSTEM, at=city.now)
    done[0].result()  # or what went wrong there
    assert keys("旧的话") == set()
    assert keys("改正以后的话") == ({str(document.pk)} if act == "corrected" else set())
    must_agree(city.now)


def test_an_annual_report_withdrawn_between_two_batches_stays_withdrawn(city):
    kept, gone = (annual_reports.published(city, slug=slug) for slug in ("science", "culture"))
    by = city.actor("culture", DutyKind.FINAL_REVIEWER)
    batches = list(annualreport.public_batches(size=1))
    acts = {0: [lambda: annualreport.withdraw(gone, "有误（演示）", by=by, at=city.now)]}
    assert len(batches) == 2
    assert rebuild(with_acts(batches, acts), by=SYSTEM, at=city.now) == 1
    assert list(SearchDoc.objects.values_list("kind", "key")) == [("report", str(kept.pk))]
    before = tallied()
    recount(by=SYSTEM, at=city.now)
    assert tallied() == before
