"""定时公开: what was arranged goes out at its moment, in the name of who arranged it, or says why not."""

from datetime import timedelta

import pytest

from documents import cleared, drafter, published, saved, settled, started
from gongkai.faces.jobs.ticking import JOBS, tick
from gongkai.office.accounts.models import Post, User
from gongkai.office.actors import DutyKind
from gongkai.office.audit.models import AuditEntry
from gongkai.office.catalog import releasing, services
from gongkai.office.catalog.models import Document, Revision
from gongkai.office.catalog.selectors import Stand, stand_of
from gongkai.office.errors import NotAllowed, Refused
from gongkai.office.search.filters import Filters
from gongkai.office.search.selectors import find

HOUR = timedelta(hours=1)


@pytest.fixture
def arranged(world):
    """Cleared, and arranged by the drafter for an hour from now."""
    document = started(world)
    cleared(world, document)
    services.schedule(document, world.now + HOUR, by=drafter(world), at=world.now)
    return document


def out(document):
    document.refresh_from_db()
    return document.published_id is not None and document.withdrawn_at is None


def said(verb):
    return AuditEntry.objects.filter(verb=verb).order_by("-seq").first()


def test_it_goes_out_at_its_moment_and_not_before(world, arranged):
    assert services.release_due(world.now + HOUR - timedelta(seconds=1)) == 0
    assert not out(arranged)
    assert find("规范性文件", Filters()).total == 0
    assert services.release_due(world.now + HOUR) == 1
    assert out(arranged)
    assert (arranged.release_at, arranged.release_by, arranged.release_note) == (None, None, "")
    assert (arranged.published.released_at, stand_of(arranged)) == (world.now + HOUR, Stand.PUBLIC)
    assert find("规范性文件", Filters()).total == 1
    assert services.release_due(world.now + HOUR) == 0


def test_the_trail_says_that_the_clock_did_it_and_for_whom(world, arranged):
    services.release_due(world.now + HOUR)
    entry = said("document.published")
    assert (entry.actor_id, entry.actor) == (None, "系统（按科学技术局经办人的定时安排）")
    assert f'"for_id":{drafter(world).id}' in entry.detail.replace(" ", "")


def test_a_night_without_a_clock_heals(world, arranged, settings, tmp_path):
    settings.ORIGINALS, settings.ANCHORS = tmp_path / "files", tmp_path / "anchors"
    job = tuple(each for each in JOBS if each.name == "release")
    tick(world.now, which=job)
    results = tick(world.now + timedelta(days=3), which=job)
    assert [result.did for result in results] == [1]
    assert out(arranged)


@pytest.mark.parametrize(
    ("slug", "duty"),
    [
        ("science", DutyKind.SECTION_HEAD),
        ("science", DutyKind.SECRECY_REVIEWER),
        ("science", DutyKind.LEADER),
        ("science", DutyKind.UNIT_ADMINISTRATOR),
        ("culture", DutyKind.FINAL_REVIEWER),
        ("city", DutyKind.SUPERVISOR),
        ("platform", DutyKind.SYSTEM_ADMINISTRATOR),
    ],
)
def test_who_may_not_publish_may_not_arrange_it(world, slug, duty):
    document = started(world)
    cleared(world, document)
    with pytest.raises(NotAllowed):
        services.schedule(document, world.now + HOUR, by=world.actor(slug, duty), at=world.now)
    document.refresh_from_db()
    assert document.release_at is None


def test_only_what_is_cleared_and_a_moment_to_come_can_be_arranged(world):
    document = started(world)
    with pytest.raises(Refused, match="没有审查通过"):
        services.schedule(document, world.now + HOUR, by=drafter(world), at=world.now)
    cleared(world, document)
    for moment, words in ((world.now, "已经过去"), (world.now + timedelta(days=400), "太远")):
        with pytest.raises(Refused, match=words) as refused:
            services.schedule(document, moment, by=drafter(world), at=world.now)
        assert list(refused.value.problems) == ["release_at"]
    with pytest.raises(Refused, match="已经公开"):
        services.schedule(published(world), world.now + HOUR, by=drafter(world), at=world.now)


def test_the_day_of_release_is_held_against_the_day_of_formation(world, guard):
    document = started(world)
    saved(world, document, formed_on=world.today + timedelta(days=3))
    cleared(world, document)
    with pytest.raises(Refused, match="成文日期2026-03-13晚于公开日期2026-03-12"):
        services.schedule(document, world.now + timedelta(days=2), by=drafter(world), at=world.now)
    services.schedule(document, world.now + timedelta(days=3), by=drafter(world), at=world.now)
    with pytest.raises(Refused, match="成文日期2026-03-13晚于公开日期2026-03-10"):
        services.publish(document, by=drafter(world), at=world.now)


def test_it_is_taken_back_by_who_may_publish_or_withdraw(world, arranged):
    with pytest.raises(NotAllowed):
        services.cancel_schedule(arranged, by=world.actor("culture", DutyKind.LEADER), at=world.now)
    services.cancel_schedule(arranged, by=world.actor("science", DutyKind.LEADER), at=world.now)
    assert services.release_due(world.now + HOUR) == 0
    assert not out(arranged)
    assert arranged.release_note == "原定2026-03-10 10:30公开，未办理：科学技术局分管领导取消。"
    with pytest.raises(Refused, match="没有定时公开的安排"):
        services.cancel_schedule(arranged, by=drafter(world), at=world.now)


def test_another_word_cancels_it_and_says_so(world, arranged):
    saved(world, arranged, body="<p>又改了（演示）</p>")
    arranged.refresh_from_db()
    assert (arranged.release_at, services.release_due(world.now + HOUR)) == (None, 0)
    assert "又保存了第2稿" in arranged.release_note
    assert "又保存了第2稿" in said("document.unscheduled").detail


def test_a_withdrawal_cancels_what_was_arranged_for_the_next_version(world):
    document = published(world)
    saved(world, document, body="<p>第二版（演示）</p>")
    cleared(world, document)
    services.schedule(document, world.now + HOUR, by=drafter(world), at=world.now)
    services.withdraw(document, "有误（演示）", by=world.actor("science", DutyKind.LEADER), at=world.now)
    assert services.release_due(world.now + HOUR) == 0
    document.refresh_from_db()
    assert "文稿已撤下" in document.release_note
    assert document.published.version == 1


def test_who_lost_the_post_meanwhile_puts_nothing_out(world, arranged, guard):
    with guard.off():
        Post.objects.filter(user=drafter(world).id).update(valid_to=world.today - timedelta(days=1))
    assert services.release_due(world.now + HOUR) == 0
    assert not out(arranged)
    assert "科学技术局经办人现在没有公开本文稿的岗位" in arranged.release_note
    assert services.release_due(world.now + 2 * HOUR) == 0, "it is off for good, until somebody arranges it anew"


def test_a_person_who_left_puts_nothing_out(world, arranged, guard):
    with guard.off():
        User.objects.filter(pk=drafter(world).id).update(is_active=False)
    assert services.release_due(world.now + HOUR) == 0
    assert not out(arranged)


def test_words_changed_past_the_services_do_not_go_out_and_the_others_are_not_held_up(world, arranged, guard):
    other = started(world, title="另一份（演示）")
    cleared(world, other)
    services.schedule(other, world.now + HOUR, by=drafter(world), at=world.now)
    with guard.off():
        Revision.objects.filter(document=arranged).update(body="<p>从数据库里改的（演示）</p>")
    assert services.release_due(world.now + HOUR) == 1
    assert (out(arranged), out(other)) == (False, True)
    assert "摘要值不一致" in arranged.release_note


def test_a_file_that_cannot_be_read_puts_one_release_off_and_holds_up_no_other(world, arranged, monkeypatch):
    other = started(world, title="另一份（演示）")
    cleared(world, other)
    services.schedule(other, world.now + HOUR, by=drafter(world), at=world.now)
    whole = releasing._put_out

    def broken_disk(document, *args, **more):
        if document.pk == arranged.pk:
            raise OSError
        return whole(document, *args, **more)

    with monkeypatch.context() as patched:
        patched.setattr(releasing, "_put_out", broken_disk)
        assert services.release_due(world.now + HOUR) == 1
    assert (out(arranged), out(other)) == (False, True)
    assert services.release_due(world.now + HOUR) == 1
    assert out(arranged)


def test_published_by_hand_before_its_moment_the_clock_does_nothing_more(world, arranged):
    services.publish(arranged, by=drafter(world), at=world.now)
    assert services.release_due(world.now + HOUR) == 0
    assert Document.objects.get(pk=arranged.pk).published.version == 1


def test_an_emergency_before_its_moment_takes_its_place(world):
    document = published(world)
    saved(world, document, body="<p>第二版（演示）</p>", correction="改一个数（演示）")
    cleared(world, document)
    services.schedule(document, world.now + HOUR, by=drafter(world), at=world.now)
    saved(world, document, body="<p>第三版（演示）</p>")
    settled(world, document)
    leader = world.actor("science", DutyKind.LEADER)
    services.publish_in_emergency(document, reason="汛情（演示）", by=leader, at=world.now)
    assert services.release_due(world.now + HOUR) == 0
    document.refresh_from_db()
    assert document.published.number == 3
