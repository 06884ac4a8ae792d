"""我为政府网站找错: anybody tells what is wrong, without signing in, and can ask what became of it."""

import re
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from documents import published
from gongkai.faces import clock
from gongkai.office.actors import DutyKind
from gongkai.office.catalog.services import withdraw
from gongkai.office.inspection import services
from gongkai.office.inspection.models import Mistake

FORM = "/mistakes/"


@pytest.fixture
def moment(world, monkeypatch):
    """A clock that is moved by hand."""
    at = [world.now]
    monkeypatch.setattr(clock, "now", lambda: at[0])
    return at


def drawn(client):
    page = client.get(FORM).content.decode()
    return re.search(r'name="drawn" value="([^"]+)"', page).group(1)


def sent(client, moment, *, wait=5, **changes):
    told = {
        "page": "/units/science/",
        "sort": "typo",
        "text": "“科学枝术”应为“科学技术”（演示）",
        "contact": "",
        "website": "",
    }
    told["drawn"] = drawn(client)
    moment[0] += timedelta(seconds=wait)
    return client.post(FORM, told | changes)


def test_a_report_goes_to_the_unit_whose_page_it_is_and_gives_a_receipt(client, world, moment):
    answer = sent(client, moment)
    mistake = Mistake.objects.get()
    assert mistake.unit == world.unit("science")
    assert answer.headers["Location"] == f"/mistakes/{mistake.code}/"
    receipt = client.get(answer.headers["Location"]).content.decode()
    assert mistake.code[:4] in receipt
    assert "科学枝术" in receipt
    assert "2026-04-09" in receipt  # a month


def test_the_form_knows_the_page_one_comes_from_and_no_other_site(client, world):
    assert (
        'value="/units/science/"'
        in client.get(FORM, headers={"referer": "http://testserver/units/science/"}).content.decode()
    )
    for other in ("http://elsewhere.example/units/science/", "//elsewhere.example/", "javascript:alert(1)"):
        assert "elsewhere" not in client.get(FORM, {"page": other}).content.decode()


def test_a_page_of_a_document_names_its_title_and_unit(client, world, moment):
    document = published(world, title="关于放假的通知（演示）")
    sent(client, moment, page=f"http://testserver/documents/{document.pk}/")
    mistake = Mistake.objects.get()
    assert (mistake.unit, mistake.page_title) == (world.unit("science"), "关于放假的通知（演示）")


def test_a_page_of_nobody_goes_to_the_city(client, world, moment):
    sent(client, moment, page="/nothing/here/")
    assert Mistake.objects.get().unit == world.unit("city")


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"text": ""}, "没有写明问题"),
        ({"text": "字" * 1001}, "最多1000个字"),
        ({"sort": "nothing"}, "请从列表中选择"),
        ({"page": "http://elsewhere.example/"}, "须是本网站的地址"),
        ({"contact": "1" * 101}, "最多100个字"),
        ({"website": "http://spam.example"}, "像是程序发出的"),
        ({"wait": 0}, "提交得太快"),
        ({"wait": 90_000}, "时间太长"),
        ({"drawn": "invented"}, "时间太长"),
    ],
)
def test_what_is_wrong_with_a_report_is_said_and_what_was_typed_is_kept(client, world, moment, changes, said):
    answer = sent(client, moment, **changes)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    if "text" not in changes:
        assert "科学枝术" in answer.content.decode()
    assert not Mistake.objects.exists()


def test_after_a_refusal_the_same_form_can_be_sent_again(client, world, moment):
    page = sent(client, moment, wait=90_000).content.decode()
    again = re.search(r'name="drawn" value="([^"]+)"', page).group(1)
    assert sent(client, moment, drawn=again).status_code == 302


def test_a_double_click_is_one_report(client, world, moment):
    first, second = sent(client, moment), sent(client, moment)
    assert first.headers["Location"] == second.headers["Location"]
    assert Mistake.objects.count() == 1


def test_a_flood_from_one_address_is_stopped_and_another_is_heard(client, world, moment):
    for number in range(services.DAILY_MOST):
        assert sent(client, moment, text=f"第{number}处").status_code == 302
    refused = sent(client, moment, text="再来一处")
    assert (refused.status_code, "请明天再提交" in refused.content.decode()) == (422, True)
    assert sent(Client(REMOTE_ADDR="192.0.2.99"), moment, text="再来一处").status_code == 302


def test_a_form_on_another_site_is_turned_away(client, world, moment):
    told = {"page": "/", "sort": "typo", "text": "错", "drawn": drawn(client)}
    moment[0] += timedelta(seconds=5)
    assert client.post(FORM, told, headers={"origin": "https://elsewhere.example"}).status_code == 422
    assert client.post(FORM, told, headers={"origin": "http://testserver"}).status_code == 302


def test_nobody_keeps_these_pages_and_no_cookie_is_set(client, world, moment):
    answer = sent(client, moment, contact="演示 199 0000 1234")
    for page in (client.get(FORM), answer, client.get(answer.headers["Location"]), client.get("/mistakes/check/")):
        assert page.headers["Cache-Control"] == "no-store"
        assert not page.cookies


def test_the_contact_is_encrypted_and_shown_to_nobody_on_the_site(client, world, moment):
    answer = sent(client, moment, contact="19900001234")
    mistake = Mistake.objects.get()
    assert "19900001234" not in mistake.contact
    assert "19900001234" not in client.get(answer.headers["Location"]).content.decode()
    assert services.read_contact(mistake, by=world.actor("science", DutyKind.DRAFTER), at=world.now) == "19900001234"


def test_the_code_is_found_however_it_is_typed_and_a_wrong_one_is_said(client, world, moment):
    sent(client, moment)
    code = Mistake.objects.get().code
    typed = f" {code[:4].lower()}-{code[4:8]} {code[8:]} "
    assert client.get(reverse("portal:mistake_check"), {"code": typed}).headers["Location"] == f"/mistakes/{code}/"
    assert "没有找到这个查询码" in client.get(reverse("portal:mistake_check"), {"code": "NOTACODE"}).content.decode()
    assert client.get("/mistakes/NOTACODE/").status_code == 404


def test_the_answer_is_read_with_the_code(client, world, moment):
    answer = sent(client, moment)
    services.answer(
        Mistake.objects.get(),
        "已改正，谢谢您。",
        mended=True,
        by=world.actor("science", DutyKind.DRAFTER),
        at=moment[0],
    )
    page = client.get(answer.headers["Location"]).content.decode()
    assert "已更正" in page
    assert "已改正，谢谢您。" in page
    assert isinstance(Mistake.objects.get().closed_at, datetime)


def test_a_receipt_does_not_keep_the_title_of_what_was_withdrawn(client, world, moment):
    document = published(world, title="不该公开的标题（演示）")
    answer = sent(client, moment, page=f"/documents/{document.pk}/")
    receipt = answer.headers["Location"]
    assert "不该公开的标题" in client.get(receipt).content.decode()
    withdraw(document, "有误（演示）", by=world.actor("science", DutyKind.FINAL_REVIEWER), at=moment[0])
    assert "不该公开的标题" not in client.get(receipt).content.decode()
