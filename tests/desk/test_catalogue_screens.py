"""公开目录 at the desk: my unit's columns, what is settled about them, and how the units of a region compare."""

from datetime import timedelta

import pytest

from catalogues import adopted
from documents import started
from gongkai.faces import clock
from gongkai.office.actors import DutyKind
from gongkai.office.catalog.models import Obligation, OwnHeading
from gongkai.office.catalog.obligations import settle
from gongkai.office.units.models import Section

LIST = "/desk/catalogue/"


@pytest.fixture(autouse=True)
def _settled(settings, monkeypatch, world):
    settings.SECOND_FACTOR = False
    monkeypatch.setattr(clock, "now", lambda: world.now)


@pytest.fixture
def page(client, world):
    """Open a page as a person in a post."""

    def opened(url, duty=DutyKind.FINAL_REVIEWER, slug="science", **sent):
        client.force_login(world.person(slug, duty), backend="gongkai.office.accounts.backends.PostsBackend")
        return client.post(url, sent, follow=True) if sent else client.get(url, follow=True)

    return opened


@pytest.fixture
def unit_url(world):
    return f"{LIST}{world.unit('science').pk}/"


def text(answer):
    return answer.content.decode()


def test_whoever_works_for_one_unit_is_led_to_its_columns(page, unit_url):
    answer = page(LIST, DutyKind.DRAFTER)
    assert answer.redirect_chain == [(unit_url, 302)]
    assert "财政预算、决算信息" in text(answer)


def test_an_empty_catalogue_says_what_is_owed_and_where_to_begin(page, unit_url):
    shown = text(page(unit_url, DutyKind.DRAFTER))
    assert "<span>应有</span><strong>22</strong>" in shown
    assert "<span>空白</span><strong>22</strong>" in shown
    assert 'href="/desk/documents/new/?heading=20-07"' in shown


def test_a_column_shows_count_newest_age_cycle_state_and_leads_to_its_public_items(page, world, unit_url):
    adopted(world, "20-01-2", age=200)
    shown = text(page(unit_url))
    assert "200天" in shown
    assert (world.today - timedelta(days=200)).isoformat() in shown
    assert "超期" in shown
    assert 'href="/documents/?unit=science&amp;heading=20-01"' in shown


def test_a_number_at_the_head_opens_its_rows_only(page, world, unit_url):
    adopted(world, "20-01-2", age=200)
    shown = text(page(f"{unit_url}?state=stale"))
    assert "法规、规章和规范性文件" in shown
    assert "财政预算、决算信息" not in shown
    assert "没有将到期的类目" in text(page(f"{unit_url}?state=soon"))


def test_parts_without_items_are_shown_when_asked_for(page, unit_url):
    assert "社会保障" not in text(page(unit_url))
    assert "社会保障" in text(page(f"{unit_url}?all=1"))


def test_a_draft_past_its_twenty_working_days_is_listed_with_its_derivation(page, world, unit_url, guard):
    document = started(world, title="关于演示事项的通知（演示）")
    with guard.off():
        document.latest.formed_on = world.today - timedelta(days=60)
        document.latest.save()
    shown = text(page(unit_url))
    assert "关于演示事项的通知（演示）" in shown
    assert "主动公开的期限届满" in shown
    assert "已逾期" in shown


DEAD = '<p><a href="/documents/99999/">旧文件（演示）</a></p>'


def test_dead_links_are_counted_on_the_board_which_leads_to_them(page, world, unit_url):
    assert "指向其他网站的链接不检查" in text(page(f"{unit_url}links/", DutyKind.DRAFTER))
    adopted(world, "20-01", age=3, body=DEAD)
    board = text(page(unit_url, DutyKind.DRAFTER))
    assert f'<a href="{unit_url}links/" class="bad"><span>死链</span><strong>1</strong>' in board
    assert "检查站内死链" in board
    shown = text(page(f"{unit_url}links/", DutyKind.DRAFTER))
    assert "没有这条信息" in shown
    assert "旧文件（演示）" in shown


def test_dead_links_of_a_foreign_unit_are_closed(page, world, unit_url):
    adopted(world, "20-01", age=3, body=DEAD)
    assert page(f"{unit_url}links/", slug="culture").status_code == 403
    own = text(page(f"{LIST}{world.unit('culture').pk}/links/", slug="culture"))
    assert "旧文件（演示）" not in own


def test_final_reviewer_adds_renames_moves_closes_and_reopens_a_heading(page, unit_url):
    page(f"{unit_url}headings/add/", parent="20-11-2", name="科普")
    page(f"{unit_url}headings/add/", parent="20-11-2", name="竞赛")
    first, second = OwnHeading.objects.order_by("pk")
    page(f"{unit_url}headings/{second.pk}/up/", confirm="1")
    page(f"{unit_url}headings/{first.pk}/rename/", name="科学普及")
    shown = text(page(f"{unit_url}headings/{first.pk}/close/", confirm="1"))
    assert "已停用" in shown
    assert list(OwnHeading.objects.values_list("name", "closed")) == [("竞赛", False), ("科学普及", True)]
    page(f"{unit_url}headings/{first.pk}/reopen/", confirm="1")
    assert not OwnHeading.objects.filter(closed=True).exists()


def test_a_refused_name_is_said_at_its_field(page, unit_url):
    page(f"{unit_url}headings/add/", parent="20-11-2", name="科普")
    answer = page(f"{unit_url}headings/add/", parent="20-11-2", name="科普")
    assert answer.status_code == 422
    assert "已有名为“科普”的类目" in text(answer)


def test_no_such_business_needs_a_reason_and_then_is_seen_by_the_lead_office(page, world, unit_url):
    url = f"{unit_url}settle/20-10/"
    assert page(url, not_applicable="on").status_code == 422
    page(url, not_applicable="on", reason="不承担重大建设项目（演示）")
    assert Obligation.objects.get().not_applicable
    shown = text(page(f"{unit_url}?state=none", DutyKind.SUPERVISOR, "city"))
    assert "不承担重大建设项目（演示）" in shown
    assert "重大建设项目" in shown


def test_what_every_unit_owes_cannot_be_called_without_business(page, unit_url):
    assert "not_applicable" not in text(page(f"{unit_url}settle/20-07/"))


def test_only_sections_of_the_unit_at_work_can_be_made_responsible(page, world, unit_url, guard):
    with guard.off():
        Section.objects.create(unit=world.unit("science"), name="已撤销的科", closed=True)
    shown = text(page(f"{unit_url}settle/20-10/"))
    assert "综合科" in shown
    assert "已撤销的科" not in shown


@pytest.mark.parametrize("path", ["headings/add/", "settle/20-10/"])
@pytest.mark.parametrize("duty", [DutyKind.DRAFTER, DutyKind.SECTION_HEAD, DutyKind.LEADER, DutyKind.SECRECY_REVIEWER])
def test_other_posts_of_the_unit_read_but_do_not_settle(page, unit_url, path, duty):
    shown = text(page(unit_url, duty))
    assert "增设类目</a>" not in shown
    assert page(f"{unit_url}{path}", duty).status_code == 403


@pytest.mark.parametrize(
    ("slug", "duty"),
    [
        ("culture", DutyKind.FINAL_REVIEWER),
        ("city", DutyKind.DRAFTER),
        ("city", DutyKind.ASSESSOR),
        ("platform", DutyKind.SYSTEM_ADMINISTRATOR),
    ],
)
def test_a_foreign_unit_is_closed(page, unit_url, slug, duty):
    assert page(unit_url, duty, slug).status_code == 403


# --- the roll-up ------------------------------------------------------------------------------------------------------
def test_the_lead_office_sees_every_unit_the_worst_first_and_by_region(page, world):
    for code in ("20-01", "20-02", "20-03"):
        adopted(world, code, age=1, slug="culture")
    shown = text(page(LIST, DutyKind.SUPERVISOR, "city"))
    assert "5 个单位应有" in shown
    table = shown.split("<tbody>")[-1]
    assert table.index("青石市科学技术局") < table.index("青石市文化局")
    assert "按地区汇总" in shown


def test_the_assessor_compares_but_is_not_led_into_the_units(page, world):
    shown = text(page(LIST, DutyKind.ASSESSOR, "city"))
    assert "青石市科学技术局" in shown
    assert f'href="{LIST}{world.unit("science").pk}/"' not in shown


def test_the_roll_up_is_filtered_sorted_and_exported(page, world):
    settle(
        world.unit("science"),
        "20-10",
        not_applicable=True,
        reason="没有（演示）",
        by=world.actor("science", DutyKind.FINAL_REVIEWER),
        at=world.now,
    )
    east = world.unit("east").pk
    shown = text(page(f"{LIST}?region={east}", DutyKind.SUPERVISOR, "city"))
    assert "共 2 条" in shown
    ordered = text(page(f"{LIST}?sort=owed", DutyKind.SUPERVISOR, "city")).split("<tbody>")[-1]
    assert ordered.index("青石市科学技术局") < ordered.index("青石市文化局")
    sheet = b"".join(page(f"{LIST}?export=csv", DutyKind.SUPERVISOR, "city").streaming_content).decode("utf-8-sig")
    assert sheet.splitlines()[0].startswith("单位,类别,应有,已公开,占比")
    assert len(sheet.splitlines()) == 6


def test_the_roll_up_counts_dead_links_and_leads_to_them(page, world, unit_url):
    adopted(world, "20-01", age=3, body=DEAD)
    shown = text(page(f"{LIST}?only=dead", DutyKind.SUPERVISOR, "city"))
    assert "共 1 条" in shown
    assert f'<a href="{unit_url}links/">1</a>' in shown.split("<tbody>")[-1]
    sheet = b"".join(page(f"{LIST}?export=csv&only=dead", DutyKind.SUPERVISOR, "city").streaming_content)
    names, values = (line.split(",") for line in sheet.decode("utf-8-sig").splitlines())
    assert dict(zip(names, values, strict=True))["死链"] == "1"


def test_the_report_of_last_year_is_missed_once_it_is_due(page, world):
    assert "2025年未公布" in text(page(f"{LIST}?only=report", DutyKind.SUPERVISOR, "city"))  # departments: 31 January
    shown = text(page(LIST, DutyKind.SUPERVISOR, "city"))
    assert "2024年未公布" in shown  # governments: 31 March, the last one due is of the year before


def test_platform_posts_have_no_catalogue(page):
    assert page(LIST, DutyKind.SYSTEM_ADMINISTRATOR, "platform").status_code == 403
