"""有效性: what is no longer in force stays public and says so; the clock ends what has a last day."""

from datetime import timedelta

import pytest

from documents import drafter, published, saved, started
from gongkai.faces.jobs.ticking import JOBS, tick
from gongkai.office.actors import DutyKind
from gongkai.office.catalog import services
from gongkai.office.catalog.correcting import public_changes
from gongkai.office.catalog.metadata import Metadata, Related
from gongkai.office.catalog.models import Document
from gongkai.office.catalog.selectors import is_public
from gongkai.office.catalog.validity import ended_why, endings_of
from gongkai.office.errors import NotAllowed, Refused
from gongkai.office.search.models import SearchDoc, Tally

DAY = timedelta(days=1)


def final(world, slug="science"):
    return world.actor(slug, DutyKind.FINAL_REVIEWER)


def ended(document):
    document.refresh_from_db()
    return (document.ended_how, document.ended_on.isoformat() if document.ended_on else None)


def in_search(document):
    return SearchDoc.objects.values_list("ended_on", "in_force").get(key=str(document.pk))


def repealing(world, other, *, kind="repeals", slug="science", at=None, **more):
    told = Metadata(heading="20-15", related=(Related(kind, other.pk),), **more)
    return published(world, slug=slug, title="关于废止的决定（演示）", metadata=told, at=at)


def lasting(world, last, **more):
    return published(world, title="试行办法（演示）", metadata=Metadata(heading="20-15", expires_on=last), **more)


def test_what_is_marked_stays_public_and_search_counts_and_history_follow(world):
    document = published(world)
    services.end(document, "repealed", world.today, "市政府令第9号（演示）", by=final(world), at=world.now)
    assert is_public(document)
    assert ended(document) == ("repealed", "2026-03-10")
    assert in_search(document) == (world.today, False)
    assert Tally.objects.get(scope="all").ended == 1
    assert [line.reason for line in public_changes(document)] == ["自2026-03-10起废止：市政府令第9号（演示）"]
    services.resume(document, "标注有误（演示）", by=final(world), at=world.now)
    assert ended(document) == ("", None)
    assert in_search(document) == (None, True)
    assert Tally.objects.get(scope="all").ended == 0
    assert public_changes(document)[0].reason == "恢复有效：标注有误（演示）"


@pytest.mark.parametrize(
    ("slug", "duty"),
    [
        ("science", DutyKind.DRAFTER),
        ("science", DutyKind.SECTION_HEAD),
        ("science", DutyKind.SECRECY_REVIEWER),
        ("culture", DutyKind.FINAL_REVIEWER),
        ("city", DutyKind.SUPERVISOR),
        ("platform", DutyKind.SYSTEM_ADMINISTRATOR),
    ],
)
def test_who_has_no_such_post_marks_nothing(world, slug, duty):
    document = published(world)
    for act in (
        lambda by: services.end(document, "repealed", world.today, "演示", by=by, at=world.now),
        lambda by: services.resume(document, "演示", by=by, at=world.now),
    ):
        with pytest.raises(NotAllowed):
            act(world.actor(slug, duty))
    assert ended(document) == ("", None)


def test_what_cannot_be_marked_is_refused_at_its_field(world):
    document = published(world)
    by = final(world)
    for how, on, note, field, words in (
        ("gone", world.today, "演示", "how", "只能标注为"),
        ("repealed", world.today + DAY, "演示", "on", "还没有到"),
        ("repealed", world.today - DAY, "演示", "on", "早于成文日期"),
        ("repealed", world.today, " ", "note", "没有写依据"),
        ("repealed", world.today, "字" * 261, "note", "最多260个字"),
    ):
        with pytest.raises(Refused, match=words) as refused:
            services.end(document, how, on, note, by=by, at=world.now)
        assert list(refused.value.problems) == [field]
    with pytest.raises(Refused, match="现在没有公开"):
        services.end(started(world), "repealed", world.today, "演示", by=by, at=world.now)
    with pytest.raises(Refused, match="没有标注失效"):
        services.resume(document, "演示", by=by, at=world.now)
    services.end(document, "repealed", world.today, "演示", by=by, at=world.now)
    with pytest.raises(Refused, match="已标注为已废止（自2026-03-10起）"):
        services.end(document, "expired", world.today, "演示", by=by, at=world.now)


def test_the_clock_ends_what_is_past_its_last_day(world, settings, tmp_path):
    settings.ORIGINALS, settings.ANCHORS = tmp_path / "files", tmp_path / "anchors"
    document = lasting(world, world.today + 10 * DAY)
    other = published(world)
    job = tuple(each for each in JOBS if each.name == "validity")
    assert [result.did for result in tick(world.now + 10 * DAY, which=job)] == [0], "the last day is a day in force"
    assert [result.did for result in tick(world.now + 30 * DAY, which=job)] == [1], "missed nights heal"
    assert ended(document) == ("expired", "2026-03-21")
    assert in_search(document) == (world.today + 11 * DAY, False)
    assert ended(other) == ("", None)
    assert [result.did for result in tick(world.now + 31 * DAY, which=job)] == [0]


def test_what_is_past_its_last_day_is_prolonged_by_a_new_version_and_not_by_hand(world):
    document = lasting(world, world.today + DAY)
    later = world.now + 5 * DAY
    assert services.validity_due(later) == 1
    document.refresh_from_db()
    with pytest.raises(Refused, match="有效期至2026-03-11，已经过去"):
        services.resume(document, "延长（演示）", by=final(world), at=later)
    told = Metadata(heading="20-15", expires_on=world.today + 400 * DAY)
    saved(world, document, metadata=told, at=later)
    published(world, document, at=later)
    assert ended(document) == ("", None)
    assert in_search(document) == (None, True)
    assert services.validity_due(later) == 0


def test_what_was_repealed_is_not_revived_by_a_corrected_text(world):
    document = published(world)
    services.end(document, "repealed", world.today, "演示", by=final(world), at=world.now)
    saved(world, document, body="<p>更正一个字（演示）</p>")
    published(world, document, at=world.now + DAY)
    assert ended(document) == ("repealed", "2026-03-10")
    assert in_search(document) == (world.today, False)


def test_a_decision_of_the_same_unit_ends_what_it_repeals_when_it_goes_out(world):
    old = published(world)
    new = repealing(world, old, at=world.now + DAY)
    assert ended(old) == ("repealed", "2026-03-11")
    assert in_search(old) == (world.today + DAY, False)
    assert ended_why(old) == f"见《{new.published.title}》"
    with pytest.raises(Refused, match="写明废止本文稿。请先更正那份文件"):
        services.resume(old, "演示", by=final(world), at=world.now + DAY)
    leader = world.actor("science", DutyKind.LEADER)
    services.withdraw(new, "废止决定有误（演示）", by=leader, at=world.now + 2 * DAY)
    services.resume(old, "废止决定已撤下（演示）", by=final(world), at=world.now + 2 * DAY)
    assert ended(old) == ("", None)
    assert services.validity_due(world.now + 3 * DAY) == 0


def test_an_amended_document_says_so(world):
    old = published(world)
    repealing(world, old, kind="amends")
    assert ended(old) == ("amended", "2026-03-10")


def test_a_repeal_that_begins_later_waits_for_its_day(world):
    old = published(world)
    repealing(world, old, effective_on=world.today + 20 * DAY)
    assert ended(old) == ("", None)
    assert services.validity_due(world.now + 19 * DAY) == 0
    assert services.validity_due(world.now + 25 * DAY) == 1
    assert ended(old) == ("repealed", "2026-03-30")
    assert services.validity_due(world.now + 26 * DAY) == 0


def test_another_units_word_is_a_notice_and_ends_nothing(world):
    old = published(world, slug="culture", title="文化局的办法（演示）")
    new = repealing(world, old)
    assert ended(old) == ("", None)
    assert services.validity_due(world.now + DAY) == 0
    [notice] = endings_of(old)
    assert (notice.document, notice.label, notice.binding) == (new, "废止", False)
    services.end(old, "repealed", world.today, "见科技局决定（演示）", by=final(world, "culture"), at=world.now)
    services.resume(old, "对方无权废止（演示）", by=final(world, "culture"), at=world.now)
    assert ended(old) == ("", None)


def test_what_is_withdrawn_is_not_marked_by_the_clock(world):
    document = lasting(world, world.today + DAY)
    leader = world.actor("science", DutyKind.LEADER)
    services.withdraw(document, "演示撤下", by=leader, at=world.now)
    assert services.validity_due(world.now + 9 * DAY) == 0
    assert SearchDoc.objects.count() == 0
    assert drafter(world).id == Document.objects.get(pk=document.pk).created_by_id
