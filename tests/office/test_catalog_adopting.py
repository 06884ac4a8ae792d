"""Taking over an older site: who may, what is refused and why, and that a batch is written as a whole or not at all."""

from datetime import date, timedelta

import pytest

from documents import drafter, published
from gongkai.office.actors import PLATFORM_DUTIES, REGION_DUTIES, SYSTEM, UNIT_DUTIES, DutyKind
from gongkai.office.audit.models import AuditEntry
from gongkai.office.catalog import adopting, services
from gongkai.office.catalog.metadata import Metadata, Related
from gongkai.office.catalog.models import Document, IndexSeries, Relation, Revision
from gongkai.office.catalog.selectors import Stand, public_documents, stand_of
from gongkai.office.errors import NotAllowed, Refused
from gongkai.office.search.filters import Filters
from gongkai.office.search.models import SearchDoc
from gongkai.office.search.selectors import find

SITE = "青石市科技局旧网站（演示）"


def item(world, title="旧网站的通知（演示）", *, days=100, **more):
    return services.Adopted(
        **{
            "unit": world.unit("science"),
            "title": title,
            "published_at": world.now - timedelta(days=days),
            "formed_on": world.today - timedelta(days=days),
            "by_id": drafter(world).id,
            "body": "<p>旧网站的正文（演示）</p>",
            "metadata": Metadata(heading="20-07"),
        }
        | more
    )


def adopt(world, *items, by=SYSTEM):
    return services.adopt(items, site=SITE, by=by, at=world.now)


def rows():
    return (Document.objects.count(), Revision.objects.count(), SearchDoc.objects.count(), IndexSeries.objects.count())


def test_what_was_public_stays_public_under_its_own_day(world):
    [pk] = adopt(world, item(world, days=400))
    document = Document.objects.get(pk=pk)
    assert (stand_of(document), document.adopted_from, document.index_number) == (
        Stand.PUBLIC,
        SITE,
        "science/2025-00001",
    )
    assert document.published.released_at == document.published_at == world.now - timedelta(days=400)
    assert document in public_documents()
    assert [hit.key for hit in find("旧网站的通知", Filters(heading="20-07")).hits] == [str(pk)]
    assert document.published.digest == services.content_of(document.published).digest()


def test_it_is_worked_on_like_any_other_afterwards(world):
    [pk] = adopt(world, item(world))
    document = Document.objects.get(pk=pk)
    services.withdraw(document, "内容过时（演示）", by=world.actor("science", DutyKind.LEADER), at=world.now)
    assert not SearchDoc.objects.exists()
    document.refresh_from_db()
    published(world, document, at=world.now + timedelta(hours=1))
    assert document.index_number == "science/2025-00001"


@pytest.mark.parametrize(
    "duty", sorted((UNIT_DUTIES | REGION_DUTIES | PLATFORM_DUTIES) - {DutyKind.SYSTEM_ADMINISTRATOR})
)
def test_only_the_system_administrator_takes_over(world, duty):
    slug = "science" if duty in UNIT_DUTIES else "city" if duty in REGION_DUTIES else "platform"
    before = rows()
    with pytest.raises(NotAllowed, match="系统管理员"):
        adopt(world, item(world), by=world.actor(slug, duty))
    assert rows() == before
    assert adopt(world, item(world), by=world.actor("platform", DutyKind.SYSTEM_ADMINISTRATOR))


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"title": " "}, "标题没有填写"),
        ({"title": "题" * 5000}, "标题有5000个字，最多300个字"),
        ({"document_number": "号" * 101}, "文号有101个字"),
        ({"body": "<p>" + "字" * 1_100_000 + "</p>"}, "正文超过3 MB"),
        ({"kind": "letter"}, "种类“letter”不存在"),
        ({"metadata": Metadata(heading="99-99")}, "目录里没有代码为“99-99”的类目"),
        ({"metadata": Metadata(disclosure="on_request")}, "公开方式不是主动公开"),
        ({"formed_on": date(2026, 3, 9)}, "发布日期2025-11-30早于成文日期2026-03-09"),
        ({"days": -1}, "还没有到"),
    ],
)
def test_a_wrong_item_says_which_and_why_and_its_batch_is_not_written(world, wrong, said):
    before = rows()
    with pytest.raises(Refused, match=said) as refused:
        adopt(world, item(world), item(world), item(world, **wrong), item(world))
    assert str(refused.value).startswith("第3条《")
    assert rows() == before
    assert not AuditEntry.objects.filter(verb="catalog.adopted").exists()


def test_a_later_batch_that_fails_leaves_the_earlier_ones(world, monkeypatch):
    monkeypatch.setattr(adopting, "BATCH", 2)
    with pytest.raises(Refused, match="第4条"):
        adopt(world, item(world), item(world), item(world), item(world, title=""))
    assert Document.objects.count() == 2
    entry = AuditEntry.objects.get(verb="catalog.adopted")
    assert entry.subject == f"自{SITE}接收2条"
    assert '"count":2' in entry.detail.replace(" ", "")


def test_where_it_comes_from_is_said(world):
    with pytest.raises(Refused, match="来自哪个网站"):
        services.adopt([item(world)], site=" ", by=SYSTEM, at=world.now)


def test_relations_of_what_is_taken_over_hold_at_once(world):
    [policy] = adopt(world, item(world))
    told = Metadata(heading="20-07", related=(Related("interprets", policy), Related("related", 10**9)))
    [reading] = adopt(world, item(world, kind="interpretation", metadata=told))
    assert Relation.objects.values_list("document", "kind", "other").get() == (reading, "interprets", policy)


def test_hostile_html_is_cleaned_like_everything_that_is_written(world):
    [pk] = adopt(world, item(world, body='<p onclick="x()">正文<script>alert(1)</script></p>'))
    body = Document.objects.get(pk=pk).published.body
    assert "script" not in body
    assert "onclick" not in body


def test_a_thousand_items_cost_a_few_dozen_queries(world, django_assert_max_num_queries):
    items = [item(world, title=f"第{place}条（演示）") for place in range(300)]
    with django_assert_max_num_queries(60):
        adopt(world, *items)
    assert IndexSeries.objects.get().last == 300
