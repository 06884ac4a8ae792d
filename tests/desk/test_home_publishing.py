"""What publishing asks of a person on the first screen."""

from datetime import timedelta

import pytest

from catalogues import adopted
from documents import cleared, started
from gongkai.faces.desk.home.worklist import worklist
from gongkai.office.actors import DutyKind
from gongkai.office.catalog.models import Document
from gongkai.office.catalog.obligations import settle
from gongkai.office.units.models import Section


@pytest.fixture
def told(world):
    """The lines of a person, as (kind, title)."""

    def lines(duty, slug="science"):
        tasks = worklist(world.actor(slug, duty), world.today).tasks
        return [(task.kind.text, task.title) for task in tasks]

    return lines


def test_a_stale_heading_is_told_to_the_final_reviewer_where_no_section_answers_for_it(world, told):
    adopted(world, "20-13", age=200)
    assert told(DutyKind.FINAL_REVIEWER) == [("类目超期", "监督检查")]
    assert told(DutyKind.LEADER) == []
    assert told(DutyKind.FINAL_REVIEWER, "culture") == []


def test_with_a_section_it_is_told_to_whoever_writes_there(world, told, guard):
    adopted(world, "20-13", age=170)
    by = world.actor("science", DutyKind.FINAL_REVIEWER)
    settle(world.unit("science"), "20-13", section=world.section("science"), by=by, at=world.now)
    assert told(DutyKind.FINAL_REVIEWER) == []
    assert told(DutyKind.DRAFTER) == told(DutyKind.SECTION_HEAD) == [("类目将到期", "监督检查")]
    with guard.off():
        other = Section.objects.create(unit=world.unit("science"), name="另一科（演示）")
    settle(world.unit("science"), "20-13", section=other, by=by, at=world.now)
    narrowed = world.actor("science", DutyKind.DRAFTER)
    assert [task.title for task in worklist(narrowed, world.today).tasks] == ["监督检查"]


def test_a_draft_that_must_be_public_is_told_once_with_its_day(world, told, guard):
    document = started(world, title="关于演示事项的通知（演示）")
    with guard.off():
        document.latest.formed_on = world.today - timedelta(days=60)
        document.latest.save()
    assert told(DutyKind.DRAFTER) == [("应当公开", "关于演示事项的通知（演示）")]
    task = worklist(world.actor("science", DutyKind.DRAFTER), world.today).tasks[0]
    assert task.order < 0
    assert "条例第二十六条" in task.why
    assert told(DutyKind.DRAFTER, "culture") == []


def test_an_arranged_release_and_one_that_failed_are_told(world, told, guard):
    document = started(world, title="定时的通知（演示）")
    cleared(world, document)
    with guard.off():
        Document.objects.filter(pk=document.pk).update(release_at=world.now + timedelta(days=2))
    assert ("定时公开", "定时的通知（演示）") in told(DutyKind.FINAL_REVIEWER)
    with guard.off():
        Document.objects.filter(pk=document.pk).update(release_at=None, release_note="审查已失效")
    assert told(DutyKind.FINAL_REVIEWER)[0] == ("未按时公开", "定时的通知（演示）")


def test_my_units_figures_lead_to_their_rows(client, world, settings):
    settings.SECOND_FACTOR = False
    client.force_login(
        world.person("science", DutyKind.DRAFTER), backend="gongkai.office.accounts.backends.PostsBackend"
    )
    shown = client.get("/desk/").content.decode()
    assert "应有 22 类，已公开 0 类" in shown
    assert f'href="/desk/catalogue/{world.unit("science").pk}/?state=blank">22</a>' in shown
