"""What every screen of the desk keeps: who enters, how refusals look, lists, exports, and that one click is one thing."""

import csv
import io
import re
import threading

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import load_workbook

from gongkai.faces import clock
from gongkai.faces.desk.kit import Screen, once
from gongkai.faces.desk.models import Submission
from gongkai.office.actors import DutyKind
from gongkai.office.audit.models import AuditEntry
from gongkai.office.units.models import Unit

LIST, FORM = "/desk/sample/", "/desk/sample/form/"


@pytest.fixture
def desk(client, world, settings, monkeypatch):
    """A drafter of the science office at work, at the world's moment."""
    settings.SECOND_FACTOR = False
    settings.ROOT_URLCONF = "kit_topic"
    monkeypatch.setattr(clock, "now", lambda: world.now)
    client.force_login(world.person("science", DutyKind.DRAFTER))
    return client


def text(answer):
    return answer.content.decode()


def made():
    return list(AuditEntry.objects.filter(verb="audit.exported").order_by("seq").values_list("subject", flat=True))


def many_units(world, guard, number):
    with guard.off():
        Unit.objects.bulk_create(
            Unit(
                name=f"演示单位{n:04}",
                kind="department",
                parent=world.unit("city"),
                path=f"/1/{9000 + n}/",
                slug=f"u{n}",
                valid_from=world.today,
            )
            for n in range(number)
        )


# --- who enters -------------------------------------------------------------------------------------------------------


def test_a_stranger_is_led_to_sign_in_and_back(client, db, settings):
    settings.ROOT_URLCONF = "kit_topic"
    answer = client.get(LIST + "?q=局")
    assert answer.status_code == 302
    assert answer["Location"].startswith("/desk/login/?next=/desk/sample/")


def test_a_script_without_a_session_gets_a_plain_401(client, db, settings):
    settings.ROOT_URLCONF = "kit_topic"
    answer = client.get(LIST, headers={"accept": "application/json"})
    assert answer.status_code == 401
    assert "重新登录" in answer.json()["message"]


def test_who_may_not_enter_gets_a_page_in_words_with_403(desk):
    answer = desk.get("/desk/sample/closed/")
    assert answer.status_code == 403
    assert "此处只有演示中的某人可以进入。" in text(answer)
    assert "没有权限" in text(answer)


def test_who_may_not_enter_by_script_gets_json_with_403(desk):
    answer = desk.get("/desk/sample/closed/", headers={"x-requested-with": "XMLHttpRequest"})
    assert answer.status_code == 403
    assert answer.json() == {"status": 403, "title": "没有权限", "message": "此处只有演示中的某人可以进入。"}


@pytest.mark.parametrize(
    ("what", "status", "words"),
    [("refused", 400, "年度报告已经封存，不能修改。"), ("overtaken", 409, "他人已经先行办理。")],
)
def test_what_a_service_refuses_becomes_a_page_in_words(desk, what, status, words):
    answer = desk.get(f"/desk/sample/{what}/")
    assert answer.status_code == status
    assert words in text(answer)


def test_a_fault_of_ours_is_said_without_its_inner_words(desk):
    desk.raise_request_exception = False
    answer = desk.get("/desk/sample/broken/")
    assert answer.status_code == 500
    assert "没有完成，也没有保存" in text(answer)
    assert "RuntimeError" not in text(answer)


def test_an_unknown_address_is_said_in_words(desk):
    answer = desk.get("/desk/nowhere/at/all/")
    assert answer.status_code == 404
    assert "没有找到这个页面" in text(answer)


def test_a_form_from_elsewhere_is_refused_in_words(world, settings):
    settings.SECOND_FACTOR, settings.ROOT_URLCONF = False, "kit_topic"
    client = Client(enforce_csrf_checks=True)
    client.force_login(world.person("science", DutyKind.DRAFTER))
    answer = client.post(FORM, {"name": "甲"})
    assert answer.status_code == 403
    assert "页面已过期" in text(answer)
    assert made() == []


def test_every_screen_says_for_itself_who_may_enter():
    def below(cls):
        return {cls}.union(*(below(one) for one in cls.__subclasses__())) if cls.__subclasses__() else {cls}

    ours = [
        cls
        for cls in below(Screen)
        if cls.__module__.startswith("gongkai.faces.desk") and ".kit." not in cls.__module__
    ]
    assert ours
    leaves = [cls for cls in ours if not cls.__subclasses__()]
    assert [cls.__name__ for cls in leaves if cls.may_enter is Screen.may_enter] == []


# --- the frame --------------------------------------------------------------------------------------------------------


def test_the_page_has_no_inline_script_no_inline_style_and_nothing_from_elsewhere(desk):
    for address in (LIST, FORM, "/desk/sample/act/", "/desk/sample/closed/"):
        page = text(desk.get(address))
        assert not re.findall(r"<script(?![^>]*(?:src=|application/json))", page)
        assert not re.findall(r"\son\w+=|\sstyle=|<style", page)
        assert not re.findall(r'(?:src|href)="(?:https?:)?//', page)


def test_the_policy_of_the_desk_is_strict(desk):
    policy = desk.get(LIST)["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "script-src 'self'" in policy


def test_pages_of_the_desk_are_not_kept_by_caches(desk):
    assert "no-store" in desk.get(LIST)["Cache-Control"]


def test_the_frame_speaks_chinese(desk):
    page = re.sub(r"<script.*?</script>|<[^>]+>", " ", text(desk.get(FORM)), flags=re.DOTALL)
    words = set(re.findall(r"[A-Za-z]{2,}", page)) - {"Enter", "Ctrl"}
    assert words == set()


# --- lists ------------------------------------------------------------------------------------------------------------


def test_a_list_shows_fifty_and_pages_through_the_rest(desk, world, guard):
    many_units(world, guard, 120)
    first, third = text(desk.get(LIST)), text(desk.get(LIST + "?page=3"))
    assert "共 125 条，第 1 页，共 3 页" in first
    assert len(re.findall(r"<tr><td", first)) == 50
    assert len(re.findall(r"<tr><td", third)) == 25
    assert "演示单位0119" in third


def test_a_page_number_out_of_range_shows_the_last_page(desk, world, guard):
    many_units(world, guard, 120)
    assert "第 3 页，共 3 页" in text(desk.get(LIST + "?page=99"))
    assert desk.get(LIST + "?page=x").status_code == 200


def test_pages_keep_the_search_the_filter_and_the_order(desk, world, guard):
    many_units(world, guard, 120)
    page = text(desk.get(LIST + "?q=演示&kind=department&sort=-position"))
    link = re.search(r'rel="next" href="([^"]+)"', page).group(1).replace("&amp;", "&")
    for part in ("q=", "kind=department", "sort=-position", "page=2"):
        assert part in link
    assert "第 2 页，共 3 页" in text(desk.get(LIST + link))


def test_a_list_is_searched_filtered_and_sorted(desk):
    assert "共 1 条" in text(desk.get(LIST + "?q=文化"))
    assert "共 3 条" in text(desk.get(LIST + "?kind=department"))
    page = text(desk.get(LIST + "?sort=-position"))
    assert page.index("青石市东城区教育局") < page.index("青石市文化局")
    assert 'aria-sort="descending"' in page


def test_a_column_that_is_not_offered_does_not_sort(desk):
    assert desk.get(LIST + "?sort=parent__staff__password").status_code == 200


def test_a_wrong_filter_is_said_and_does_not_filter(desk):
    page = text(desk.get(LIST + "?kind=nothing"))
    assert "共 5 条" in page
    assert "field-wrong" in page


def test_nothing_found_and_nothing_there_are_two_different_sentences(desk, guard, world):
    assert "没有符合条件的记录" in text(desk.get(LIST + "?q=火星"))
    assert "还没有单位" not in text(desk.get(LIST + "?q=火星"))


def test_an_empty_value_is_a_dash_and_never_a_zero(desk):
    page = text(desk.get(LIST + "?q=青石市人民政府"))
    assert 'data-label="上级">—<' in page


def test_the_number_of_queries_of_a_list_does_not_grow_with_its_rows(desk, world, guard, django_assert_max_num_queries):
    with django_assert_max_num_queries(20) as few:
        desk.get(LIST)
    many_units(world, guard, 200)
    with django_assert_max_num_queries(len(few)):
        desk.get(LIST)


# --- exports ----------------------------------------------------------------------------------------------------------


def test_a_csv_holds_every_row_of_the_filter_and_is_recorded(desk, world, guard):
    many_units(world, guard, 120)
    answer = desk.get(LIST + "?export=csv&kind=department")
    data = b"".join(answer.streaming_content).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(data)))
    assert rows[0] == ["名称", "上级", "设立", "排序", "类别"]
    assert len(rows) == 1 + 123
    assert rows[1][:3] == ["青石市科学技术局", "青石市人民政府", "2019-01-01"]
    entry = AuditEntry.objects.get(verb="audit.exported")
    assert entry.actor_id == world.person("science", DutyKind.DRAFTER).pk
    assert '"rows":123' in entry.detail
    assert "department" in entry.detail


def test_an_xlsx_keeps_numbers_and_dates(desk):
    answer = desk.get(LIST + "?export=xlsx")
    sheet = load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active
    rows = list(sheet.iter_rows(values_only=True))
    assert len(rows) == 6
    assert rows[2][0] == "青石市科学技术局"
    assert (rows[2][2].year, rows[2][3]) == (2019, 1)
    assert len(made()) == 1


@pytest.mark.parametrize("name", ['=HYPERLINK("http://x")', "+1+1", "-2", "@sum", "\t=1", "＝1+1", "＠sum"])
def test_a_cell_never_becomes_a_formula(desk, world, guard, name):
    with guard.off():
        Unit.objects.filter(pk=world.unit("culture").pk).update(name=name)
    data = b"".join(desk.get(LIST + "?export=csv").streaming_content).decode("utf-8-sig")
    assert f"'{name}" in {row[0] for row in csv.reader(io.StringIO(data))}
    book = load_workbook(io.BytesIO(b"".join(desk.get(LIST + "?export=xlsx").streaming_content)))
    cell = next(row[0] for row in book.active.iter_rows() if row[0].value == name)
    assert cell.data_type == "s"


def test_who_may_not_see_a_list_does_not_export_it(desk, world):
    desk.force_login(world.person("platform", DutyKind.AUDIT_ADMINISTRATOR))
    assert desk.get(LIST + "?export=csv").status_code == 403
    assert made() == []


# --- forms ------------------------------------------------------------------------------------------------------------


def token_of(page):
    return re.search(r'name="once" value="([^"]+)"', page).group(1)


def test_what_is_wrong_stands_at_the_field_and_in_the_summary(desk):
    answer = desk.post(FORM, {"name": ""})
    assert answer.status_code == 422
    page = text(answer)
    assert "未能保存，请先改正以下内容" in page
    assert '<a href="#id_name">名称：' in page
    assert 'id="id_name_error"' in page
    assert 'aria-invalid="true"' in page


def test_what_a_service_refuses_stands_at_the_field_and_the_rest_in_the_summary(desk):
    answer = desk.post(FORM, {"name": "拒绝", "note": "手写的说明"})
    page = text(answer)
    assert answer.status_code == 422
    assert '<a href="#id_name">名称：名称已被使用，请换一个名称。</a>' in page
    assert "<li>本年度已经封账。</li>" in page
    assert 'value="手写的说明"' in page


def test_who_was_overtaken_keeps_what_was_typed(desk):
    answer = desk.post(FORM, {"name": "落后", "note": "手写的说明"})
    page = text(answer)
    assert answer.status_code == 409
    assert "张三已于09:31保存了新的内容。" in page
    assert 'value="手写的说明"' in page
    assert 'target="_blank"' in page


def test_a_script_gets_the_problems_as_json(desk):
    answer = desk.post(FORM, {"name": "拒绝"}, headers={"accept": "application/json"})
    assert answer.status_code == 422
    assert answer.json()["problems"]["name"] == ["名称已被使用，请换一个名称。"]


def test_an_act_is_asked_about_in_words_before_it_is_done(desk):
    page = text(desk.get("/desk/sample/act/"))
    assert "确认撤下样本？" in page
    assert "公众不再能够看到它。" in page
    assert made() == []
    assert desk.post("/desk/sample/act/", {"once": token_of(page)}).status_code == 302
    assert made() == ["撤下"]


# --- once -------------------------------------------------------------------------------------------------------------


def test_a_second_click_leads_where_the_first_one_led_and_makes_nothing(desk):
    sent = {"name": "甲", "once": token_of(text(desk.get(FORM)))}
    first, second = desk.post(FORM, sent), desk.post(FORM, sent)
    assert first["Location"] == second["Location"] == "/desk/sample/?made=%E7%94%B2"
    assert made() == ["甲"]


def test_going_back_and_changing_something_is_a_new_sending(desk):
    once_token = token_of(text(desk.get(FORM)))
    desk.post(FORM, {"name": "甲", "once": once_token})
    desk.post(FORM, {"name": "乙", "once": once_token})
    assert made() == ["甲", "乙"]


def test_another_file_is_a_new_sending_and_the_same_file_is_not(desk):
    once_token = token_of(text(desk.get(FORM)))
    for body in (b"first", b"first", b"other"):
        desk.post(FORM, {"name": "甲", "once": once_token, "file": SimpleUploadedFile("a.txt", body)})
    assert made() == ["甲", "甲"]


def test_two_forms_opened_apart_are_two_sendings(desk):
    for _ in range(2):
        desk.post(FORM, {"name": "甲", "once": token_of(text(desk.get(FORM)))})
    assert made() == ["甲", "甲"]


def test_somebody_elses_token_is_no_result_of_mine(desk, world):
    sent = {"name": "甲", "once": token_of(text(desk.get(FORM)))}
    desk.post(FORM, sent)
    desk.force_login(world.person("culture", DutyKind.DRAFTER))
    desk.post(FORM, sent)
    assert made() == ["甲", "甲"]


@pytest.mark.parametrize("name", ["拒绝", "落后"])
def test_a_refused_sending_may_be_sent_again(desk, name):
    page = text(desk.get(FORM))
    sent = {"name": name, "once": token_of(page)}
    answer = desk.post(FORM, sent)
    assert token_of(text(answer)) == sent["once"]
    assert desk.post(FORM, sent).status_code == answer.status_code
    assert not Submission.objects.exists()


def test_after_a_fault_the_form_may_be_sent_again(desk):
    desk.raise_request_exception = False
    sent = {"name": "故障", "once": token_of(text(desk.get(FORM)))}
    assert [desk.post(FORM, sent).status_code for _ in range(2)] == [500, 500]
    assert not Submission.objects.exists()


def test_of_two_clicks_at_the_same_moment_the_second_waits_for_the_first(committed, monkeypatch):
    from django.db import connection
    from django.utils import timezone

    at = timezone.now()
    monkeypatch.setattr(once, "_PAUSE_SECONDS", 0.01)
    assert once.claim("key", at=at) is None
    answers = []

    def second():
        try:
            answers.append(once.claim("key", at=at))
        finally:
            connection.close()

    waiting = threading.Thread(target=second)
    waiting.start()
    once.done("key", "/desk/result/")
    waiting.join(10)
    assert answers == ["/desk/result/"]
