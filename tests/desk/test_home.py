"""The first screen: what waits for whom and why, the figures, and the board over a region."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

import documents
import rounds_of_review as rounds
from gongkai.faces import clock
from gongkai.faces.desk.home.board import share
from gongkai.faces.desk.home.tasks import left
from gongkai.faces.desk.menu import MENU, entries_for
from gongkai.office.actors import DutyKind
from gongkai.office.audit.models import AuditEntry
from gongkai.office.clearance.models import Review, ReviewStep
from gongkai.office.units.models import Unit

HOME, BOARD = "/desk/", "/desk/board/"


@pytest.fixture
def at(world, client, settings, monkeypatch):
    """Sits a person of the world down at the desk, so many days after the world's moment."""
    settings.SECOND_FACTOR = False

    def sit(slug, kind, days=0):
        monkeypatch.setattr(clock, "now", lambda: world.now + timedelta(days=days))
        client.force_login(world.person(slug, kind))
        return client

    return sit


def words(answer):
    assert answer.status_code == 200
    page = answer.content.decode()
    return re.sub(r"\s+", " ", re.sub(r"<script.*?</script>|<[^>]+>", " ", page, flags=re.DOTALL))


def tasks(answer):
    return [(task.kind.text, task.title, task.left.text if task.left else "") for task in answer.context["tasks"]]


# --- the work list ----------------------------------------------------------------------------------------------------


def test_a_reviewer_sees_what_waits_for_the_post_and_why(world, at):
    review = rounds.submitted(world)
    answer = at("science", DutyKind.SECTION_HEAD).get(HOME)
    assert tasks(answer) == [("待审查", review.title, "明日到期")]
    assert "您是科学技术局科室负责人" in words(answer)
    assert f'href="/desk/reviews/{review.pk}/"' in answer.content.decode()


def test_the_next_reviewer_and_another_units_reviewer_see_nothing_yet(world, at):
    rounds.submitted(world)
    assert tasks(at("science", DutyKind.LEADER).get(HOME)) == []
    assert tasks(at("culture", DutyKind.SECTION_HEAD).get(HOME)) == []


def test_the_most_urgent_stands_first_and_overdue_is_said_in_words(world, at):
    rounds.submitted(world, key="1")
    rounds.submitted(world, key="2", at=world.now + timedelta(days=2))
    rounds.submitted(world, key="3", at=world.now + timedelta(days=3))
    answer = at("science", DutyKind.SECTION_HEAD, days=3).get(HOME)
    assert [task[2] for task in tasks(answer)] == ["已逾期2个工作日", "今日到期", "剩1个工作日"]
    assert "其中逾期 1" in words(answer)


def test_what_came_back_waits_for_its_author(world, at):
    document = documents.started(world)
    review = documents.submitted(world, document)
    from gongkai.office.clearance import services

    services.return_(
        rounds.active(review), opinion="附件缺少公章", by=world.actor("science", DutyKind.SECTION_HEAD), at=world.now
    )
    answer = at("science", DutyKind.DRAFTER).get(HOME)
    assert [task[0] for task in tasks(answer)] == ["退回修改"]
    assert "第1轮审查于3月10日退回" in words(answer)
    assert f'href="/desk/documents/{document.pk}/"' in answer.content.decode()


def test_what_is_cleared_waits_for_who_may_publish_it(world, at):
    documents.cleared(world, documents.started(world))
    for kind in (DutyKind.DRAFTER, DutyKind.FINAL_REVIEWER):
        assert [task[0] for task in tasks(at("science", kind).get(HOME))] == ["待公开"]
    assert tasks(at("science", DutyKind.LEADER).get(HOME)) == []
    assert tasks(at("culture", DutyKind.FINAL_REVIEWER).get(HOME)) == []


def test_a_draft_with_findings_says_how_many(world, at):
    from gongkai.office.catalog import services

    document = documents.started(world, body="<p>联系人身份证号11010519491231002X（演示）。</p>")
    found = services.check(document, by=world.actor("science", DutyKind.DRAFTER), at=world.now)
    number = sum(finding.severity != "info" for finding in found)
    assert number
    answer = at("science", DutyKind.DRAFTER).get(HOME)
    assert [task[0] for task in tasks(answer)] == ["有待处理提示"]
    assert f"检查发现{number}处提示" in words(answer)


def test_a_plain_draft_stands_last_and_only_before_its_author(world, at):
    documents.started(world)
    assert [task[0] for task in tasks(at("science", DutyKind.DRAFTER).get(HOME))] == ["起草中"]
    assert tasks(at("science", DutyKind.FINAL_REVIEWER).get(HOME)) == []


@pytest.mark.parametrize(
    ("slug", "kind", "sentence"),
    [
        ("science", DutyKind.DRAFTER, "起草文稿"),
        ("science", DutyKind.LEADER, "送到您岗位的内容会列在这里"),
        ("city", DutyKind.SUPERVISOR, "本地区各单位的情况列在下面"),
        ("platform", DutyKind.AUDIT_ADMINISTRATOR, "平台管理岗位不参与公开审查"),
    ],
)
def test_an_empty_list_says_what_to_do(at, slug, kind, sentence):
    assert sentence in words(at(slug, kind).get(HOME))


def test_a_day_beyond_the_known_holidays_is_not_guessed(world):
    chip, _order = left(world.today.replace(year=2099), world.today)
    assert chip.text == "2099-03-10前"
    assert left(None, world.today)[0].text == "期限待定"


# --- figures ----------------------------------------------------------------------------------------------------------


def test_my_units_figures_count_this_year(world, at):
    documents.published(world)
    rounds.submitted(world, key="900")
    answer = at("science", DutyKind.LEADER).get(HOME)
    (row,) = answer.context["units"]
    assert (row.figures.open, row.published, row.figures.returned) == (1, 1, 0)
    assert row.emergency_share == "0%"
    assert "1件中0件" in words(answer)


def test_a_share_of_nothing_is_a_dash_and_never_a_zero(at):
    answer = at("science", DutyKind.LEADER).get(HOME)
    assert answer.context["units"][0].emergency_share == "—"
    assert "本年尚无审查通过的内容" in words(answer)
    assert share(1, 8) == "12.5%"


def test_whoever_has_no_post_in_a_unit_has_no_units_figures(at):
    answer = at("platform", DutyKind.SYSTEM_ADMINISTRATOR).get(HOME)
    assert answer.context["units"] == []
    assert answer.context["region"] is None


# --- the region -------------------------------------------------------------------------------------------------------


def test_the_lead_office_sees_its_region_the_overdue_first(world, at):
    rounds.submitted(world, slug="east-school", key="1")
    rounds.submitted(world, slug="science", key="2", at=world.now + timedelta(days=6))
    answer = at("city", DutyKind.SUPERVISOR, days=6).get(HOME)
    region = answer.context["region"]
    assert (region.units, region.open, region.overdue) == (5, 2, 1)
    assert [(row.unit.slug, row.overdue) for row in region.busiest] == [("east-school", 1), ("science", 0)]


def test_the_board_lists_every_unit_of_the_region_with_its_figures(world, at):
    rounds.submitted(world, slug="east-school", key="901")
    documents.published(world)
    page = words(at("city", DutyKind.SUPERVISOR, days=6).get(BOARD))
    assert "共 5 条" in page
    assert "逾期 1 件" in page
    assert page.index("青石市东城区教育局") < page.index("青石市文化局")


def test_the_board_is_searched_filtered_and_sorted(world, at):
    rounds.submitted(world, slug="east-school", key="1")
    client = at("city", DutyKind.ASSESSOR, days=6)
    assert "共 1 条" in words(client.get(BOARD + "?q=文化"))
    assert "共 1 条" in words(client.get(BOARD + "?only=overdue"))
    assert "共 1 条" in words(client.get(BOARD + "?only=open"))
    assert "共 2 条" in words(client.get(BOARD + "?kind=government"))
    assert "共 5 条" in words(client.get(BOARD + "?sort=-published"))


def test_the_board_is_exported_and_the_export_recorded(at):
    answer = at("city", DutyKind.SUPERVISOR).get(BOARD + "?export=csv")
    assert b"".join(answer.streaming_content).decode("utf-8-sig").count("\n") == 6
    assert AuditEntry.objects.get(verb="board.exported").subject == "各单位公开审查情况"


@pytest.mark.parametrize("kind", [DutyKind.DRAFTER, DutyKind.LEADER, DutyKind.UNIT_ADMINISTRATOR])
def test_a_units_own_people_do_not_see_the_board(at, kind):
    assert at("science", kind).get(BOARD).status_code == 403


def test_the_board_shows_nothing_outside_the_region(world, at, guard):
    from gongkai.office.accounts.models import Post

    with guard.off():
        Post.objects.filter(kind=DutyKind.SUPERVISOR).update(unit=world.unit("east"))
    answer = at("city", DutyKind.SUPERVISOR).get(BOARD)
    assert "共 2 条" in words(answer)
    assert "科学技术局" not in words(answer)


# --- size -------------------------------------------------------------------------------------------------------------


def many(world, guard, number):
    with guard.off():
        Unit.objects.bulk_create(
            Unit(
                name=f"演示单位{n:04}",
                kind="department",
                parent=world.unit("city"),
                path=f"{world.unit('city').path}{90000 + n}/",
                slug=f"u{n}",
                valid_from=world.today,
            )
            for n in range(number)
        )
        units = list(Unit.objects.filter(slug__startswith="u"))
        author = world.person("science", DutyKind.DRAFTER)
        reviews = Review.objects.bulk_create(
            Review(
                subject_type="catalog.document",
                subject_id=f"x{unit.pk}",
                content_kind="document",
                unit=unit,
                title="演示",
                round=1,
                digest="0",
                content={},
                author=author,
                submitted_at=world.now,
            )
            for unit in units
        )
        ReviewStep.objects.bulk_create(
            ReviewStep(
                review=review,
                position=1,
                duty="leader",
                budget_workdays=2,
                state="active",
                opened_at=world.now,
                due_on=world.today,
            )
            for review in reviews
        )


@pytest.mark.parametrize("address", [HOME, BOARD, BOARD + "?only=overdue&sort=-open_now"])
def test_the_number_of_queries_does_not_grow_with_the_number_of_units(world, at, guard, address):
    rounds.submitted(world)
    client = at("city", DutyKind.SUPERVISOR, days=3)
    client.get(address)
    counted = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as asked:
            page = words(client.get(address))
        counted.append(len(asked))
        if len(counted) == 1:
            many(world, guard, 300)
    assert counted[1] <= counted[0] + 1  # the board's first page has its own count once there are two pages
    assert counted[1] < 40
    assert "300" in page or "301" in page or "305" in page


def test_the_number_of_queries_does_not_grow_with_the_work(world, at):
    client = at("science", DutyKind.SECTION_HEAD)
    counted = []
    for number in (1, 12):
        for key in range(number):
            rounds.submitted(world, key=f"{number}-{key}")
        with CaptureQueriesContext(connection) as asked:
            assert client.get(HOME).status_code == 200
        counted.append(len(asked))
    assert counted[1] <= counted[0]


# --- the menu ---------------------------------------------------------------------------------------------------------


def test_every_line_of_the_menu_leads_somewhere():
    assert [entry.label for entry in MENU if not entry.url] == []
    assert len({entry.label for entry in MENU}) == len(MENU)


def test_every_line_that_is_shown_may_be_entered(world, at):
    for (slug, kind), person in world.people.items():
        client = at(slug, kind)
        actor = world.actor(slug, kind)
        for entry in entries_for(actor):
            assert client.get(entry.url, follow=True).status_code == 200, (person.username, entry.label)
