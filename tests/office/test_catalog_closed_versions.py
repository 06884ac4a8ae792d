"""旧版停止提供: what had to go from something public is not left readable in its earlier versions (条例第十五条)."""

from datetime import timedelta

import pytest

from documents import PDF, drafter, published, saved, settled, started
from gongkai.faces.look.belonging import history
from gongkai.office.actors import DutyKind
from gongkai.office.catalog import services
from gongkai.office.catalog.closing import ought_to_close
from gongkai.office.catalog.correcting import change_figures, open_versions
from gongkai.office.catalog.metadata import Metadata, Related
from gongkai.office.catalog.models import Change
from gongkai.office.catalog.validity import ended_why
from gongkai.office.clearance.models import Review
from gongkai.office.errors import NotAllowed, Refused
from gongkai.office.files.services import store

DAY = timedelta(days=1)


def corrected(world, document, *, closes, at, title="更正后的决定（演示）", **more):
    saved(world, document, at=at, title=title, correction="附件有误（演示）", closes_earlier=closes, **more)
    return published(world, document, at=at)


def still_open(document):
    document.refresh_from_db()
    return [each.version for each in open_versions(document, document.published)]


def readable(document):
    document.refresh_from_db()
    events = history(document, lambda revision: f"/{revision.version}/")
    return {event.version for event in events if event.url}


def test_a_correction_leaves_the_earlier_version_open_unless_it_says_otherwise(world):
    document = published(world)
    corrected(world, document, closes=False, at=world.now + DAY)
    assert readable(document) == {1}
    corrected(world, document, closes=True, at=world.now + 2 * DAY, title="第三版（演示）")
    assert readable(document) == set()
    rows = list(Change.objects.order_by("id").values_list("kind", "before__version", "after__version"))
    assert rows == [("corrected", 1, 2), ("corrected", 2, 3), ("closed", 2, 3)]


def test_what_was_closed_stays_closed_and_what_comes_later_is_open(world):
    document = published(world)
    corrected(world, document, closes=True, at=world.now + DAY)
    corrected(world, document, closes=False, at=world.now + 2 * DAY, title="第三版（演示）")
    assert (still_open(document), readable(document)) == ([2], {2})


def test_the_reviewers_see_it_and_the_clearance_binds_it(world):
    document = published(world)
    saved(world, document, title="更正后的决定（演示）")
    settled(world, document)
    services.submit(document, correction="附件有误（演示）", closes_earlier=True, by=drafter(world), at=world.now)
    review = Review.objects.latest("pk")
    assert ["以前的公开版", "更正后不再向公众提供"] in [list(pair) for pair in review.content["fields"]]
    latest = document.revisions.latest("number")
    assert (latest.closes_earlier, latest.digest) == (True, review.digest)


def test_an_emergency_closes_too(world):
    document = published(world)
    saved(world, document, body="<p>删去名单（演示）</p>")
    settled(world, document)
    leader = world.actor("science", DutyKind.LEADER)
    services.publish_in_emergency(document, reason="泄露（演示）", closes_earlier=True, by=leader, at=world.now + DAY)
    assert readable(document) == set()


def test_what_is_found_later_is_closed_by_who_may_withdraw(world):
    document = published(world)
    leader = world.actor("science", DutyKind.LEADER)
    with pytest.raises(Refused, match="没有公众还能看到的旧版"):
        services.close_earlier(document, "旧版有误（演示）", by=leader, at=world.now)
    corrected(world, document, closes=False, at=world.now + DAY)
    with pytest.raises(NotAllowed):
        services.close_earlier(document, "旧版有误（演示）", by=drafter(world), at=world.now + 2 * DAY)
    with pytest.raises(Refused, match="没有写原因"):
        services.close_earlier(document, " ", by=leader, at=world.now + 2 * DAY)
    services.close_earlier(document, "旧版有误（演示）", by=leader, at=world.now + 2 * DAY)
    assert (still_open(document), readable(document)) == ([], set())
    assert change_figures(leader, 2026)[0].closed == 1


def test_closing_is_offered_where_a_file_or_a_number_of_a_person_goes(world):
    at, by = world.now, drafter(world)
    named = "<p>联系人身份证号23010219800101123X。</p>"
    document = published(
        world, started(world, body=named, attachments=[(store(PDF, name="名单.pdf", by=by, at=at), "名单.pdf")])
    )
    kept = [(item.file, item.name) for item in document.published.attachments.all()]
    same = saved(world, document, body=f"{named}<p>补充一段（演示）。</p>", attachments=kept)
    assert not ought_to_close(document, same)
    without = saved(world, document, body="<p>联系人（演示）。</p>", attachments=kept)
    services.check(document, by=by, at=at)
    assert ought_to_close(document, without)
    bare = saved(world, document, body=named, attachments=[])
    assert ought_to_close(document, bare)


def test_the_title_of_what_ended_another_is_not_left_standing_once_it_is_withdrawn(world):
    ended = published(world, title="旧办法（演示）")
    metadata = Metadata(heading="20-15", related=(Related("repeals", ended.pk),))
    decision = published(world, title="关于张某某一案的决定（演示）", metadata=metadata)
    ended.refresh_from_db()
    assert ended_why(ended) == "见《关于张某某一案的决定（演示）》"
    services.withdraw(decision, "标题有误（演示）", by=world.actor("science", DutyKind.LEADER), at=world.now + DAY)
    ended.refresh_from_db()
    assert ended_why(ended) == f"见索引号{decision.index_number}"
    told = "".join(Change.objects.filter(document=ended).values_list("reason", flat=True))
    assert "张某某" not in told + ended.ended_note
