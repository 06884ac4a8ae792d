"""The screens of people: as who may, and as who may not."""

import re

import pytest
from allauth.mfa.models import Authenticator
from axes.models import AccessAttempt
from desk_reading import address as url
from desk_reading import page, verbs

from gongkai.office.accounts.models import User
from gongkai.office.actors import DutyKind
from gongkai.office.audit.models import AuditEntry
from world import PASSWORD

K = DutyKind


def test_the_list_is_masked_and_limited_to_the_own_unit(at_work, world, newcomer):
    text = page(at_work("science", K.UNIT_ADMINISTRATOR).get(url("people:list")))
    assert "欧阳明远" in text
    assert "139****5678" in text
    assert "13912345678" not in text
    assert world.person("culture", K.LEADER).name not in text
    text = page(at_work("platform", K.SYSTEM_ADMINISTRATOR).get(url("people:list")))
    assert world.person("culture", K.LEADER).name in text


def test_the_list_is_searched_and_filtered(at_work, world, newcomer):
    client = at_work("platform", K.SECURITY_ADMINISTRATOR)
    text = page(client.get(url("people:list"), {"q": "欧阳"}))
    assert "共 1 条" in text
    text = page(client.get(url("people:list"), {"unit": world.unit("culture").pk}))
    assert "共 6 条" in text
    assert "没有符合条件" in page(client.get(url("people:list"), {"state": "left"}))


def test_an_export_of_people_is_masked_and_recorded(at_work, newcomer):
    answer = at_work("science", K.UNIT_ADMINISTRATOR).get(url("people:list"), {"export": "csv"})
    text = b"".join(answer.streaming_content).decode()
    assert "139****5678" in text
    assert "13912345678" not in text
    assert verbs()[-1] == "person.exported"


@pytest.mark.parametrize(
    ("slug", "kind"), [("science", K.DRAFTER), ("science", K.LEADER), ("city", K.SUPERVISOR), ("city", K.ASSESSOR)]
)
def test_who_has_no_such_post_sees_no_people(at_work, world, newcomer, slug, kind):
    client = at_work(slug, kind)
    assert client.get(url("people:list")).status_code == 403
    assert client.get(url("people:add")).status_code == 403
    assert client.get(url("people:person", newcomer.pk)).status_code in {403, 404}


def test_a_person_of_a_foreign_unit_is_not_there(at_work, world, newcomer):
    client = at_work("culture", K.UNIT_ADMINISTRATOR)
    for name in ("person", "contact", "handed", "change", "deactivate", "reactivate", "reset", "unlock", "factor"):
        for method in ("get", "post"):
            assert getattr(client, method)(url(f"people:{name}", newcomer.pk)).status_code == 404, name
    newcomer.refresh_from_db()
    assert newcomer.is_active
    assert AuditEntry.objects.count() == 1


def test_nobody_signed_in_is_led_to_the_door(client, world, newcomer):
    for name, args in [
        ("people:list", ()),
        ("people:person", (newcomer.pk,)),
        ("posts:list", ()),
        ("account:mine", ()),
    ]:
        answer = client.get(url(name, *args))
        assert answer.url.startswith("/desk/login/?next="), name


def test_contact_data_is_shown_by_an_act_that_is_recorded(at_work, world, newcomer):
    client = at_work("science", K.UNIT_ADMINISTRATOR)
    text = page(client.get(url("people:person", newcomer.pk)))
    assert "139****5678" in text
    assert "o***@example.cn" in text
    assert "13912345678" not in text
    assert "person.read" not in verbs()
    assert client.get(url("people:contact", newcomer.pk)).url == url("people:person", newcomer.pk)
    assert "person.read" not in verbs()
    assert "13912345678" in page(client.post(url("people:contact", newcomer.pk)))
    assert verbs()[-1] == "person.read"


def test_the_audit_administrator_sees_people_but_not_how_to_reach_them(at_work, newcomer):
    client = at_work("platform", K.AUDIT_ADMINISTRATOR)
    text = page(client.get(url("people:person", newcomer.pk)))
    assert "查看联系方式" not in text
    assert "登记人员" in text, "the trail"
    assert client.post(url("people:contact", newcomer.pk)).status_code == 403


def test_opening_the_form_with_the_contact_data_is_recorded_too(at_work, newcomer):
    client = at_work("science", K.UNIT_ADMINISTRATOR)
    assert "13912345678" in page(client.get(url("people:change", newcomer.pk)))
    assert verbs()[-1] == "person.read"


def test_adding_a_person_shows_the_one_time_password_once(at_work, world, client):
    administrator = at_work("science", K.UNIT_ADMINISTRATOR)
    data = {"name": "李明", "username": "li.ming", "unit": world.unit("science").pk, "phone": "", "email": ""}
    answer = administrator.post(url("people:add"), data)
    person = User.objects.get(username="li.ming")
    assert answer.url == url("people:handed", person.pk)
    stored = str(dict(administrator.session.items()))
    text = page(administrator.get(answer.url))
    password = re.search(r'class="handed">([^<]+)<', text).group(1)
    assert password not in stored, "not readable in the session's row either"
    assert password not in page(administrator.get(answer.url))
    client.logout()
    signed_in = client.post("/desk/login/", {"login": "li.ming", "password": password})
    assert signed_in.status_code == 302


def test_units_to_choose_from_are_the_actors(at_work, world):
    text = page(at_work("science", K.UNIT_ADMINISTRATOR).get(url("people:add")))
    assert "青石市科学技术局" in text
    assert "青石市文化局" not in text
    client = at_work("science", K.UNIT_ADMINISTRATOR)
    data = {"name": "李明", "username": "li.ming", "unit": world.unit("culture").pk}
    assert client.post(url("people:add"), data).status_code == 422
    assert client.post(url("people:add"), data | {"unit": ""}).status_code == 422
    assert not User.objects.filter(username="li.ming").exists()


def test_refusals_stand_at_the_fields(at_work, world, newcomer):
    data = {"name": "李明", "username": "ouyang.mingyuan", "unit": world.unit("science").pk, "phone": "123"}
    answer = at_work("science", K.UNIT_ADMINISTRATOR).post(url("people:add"), data)
    assert answer.status_code == 422
    text = answer.content.decode()
    assert "已被使用" in text
    assert "手机号码应为 11 位数字" in text


def test_a_double_click_adds_one_person(at_work, world):
    client = at_work("science", K.UNIT_ADMINISTRATOR)
    once = re.search(r'name="once" value="([^"]+)"', page(client.get(url("people:add")))).group(1)
    data = {"name": "李明", "username": "li.ming", "unit": world.unit("science").pk, "once": once}
    assert client.post(url("people:add"), data).url == client.post(url("people:add"), data).url
    assert verbs().count("person.added") == 1


def test_a_person_is_changed_deactivated_and_let_in_again(at_work, world, newcomer):
    client = at_work("platform", K.SYSTEM_ADMINISTRATOR)
    data = {"name": "欧阳明", "unit": world.unit("culture").pk, "phone": "", "email": ""}
    assert client.post(url("people:change", newcomer.pk), data).status_code == 302
    assert client.post(url("people:deactivate", newcomer.pk), {"reason": ""}).status_code == 422
    assert client.post(url("people:deactivate", newcomer.pk), {"reason": "调离"}).status_code == 302
    newcomer.refresh_from_db()
    assert (newcomer.name, newcomer.is_active) == ("欧阳明", False)
    assert "启用" in page(client.get(url("people:person", newcomer.pk)))
    assert "handed" in client.post(url("people:reactivate", newcomer.pk)).url
    assert 'class="handed"' in page(client.get(url("people:handed", newcomer.pk)))
    newcomer.refresh_from_db()
    assert newcomer.is_active


def test_a_password_is_reset_by_the_units_administrator(at_work, world):
    person = world.person("science", K.LEADER)
    client = at_work("science", K.UNIT_ADMINISTRATOR)
    answer = client.post(url("people:reset", person.pk))
    assert 'class="handed"' in page(client.get(answer.url))
    person.refresh_from_db()
    assert person.must_change_password
    assert not person.check_password(PASSWORD)
    assert client.post(url("people:reset", world.person("science", K.UNIT_ADMINISTRATOR).pk)).status_code == 403


def test_a_lockout_is_shown_and_ended(at_work, world, client):
    person = world.person("science", K.LEADER)
    for _ in range(5):
        client.post("/desk/login/", {"login": person.username, "password": "wrong-Wrong-1"})
    administrator = at_work("science", K.UNIT_ADMINISTRATOR)
    assert "登录已锁定" in page(administrator.get(url("people:person", person.pk)))
    assert administrator.post(url("people:unlock", person.pk)).status_code == 302
    assert not AccessAttempt.objects.exists()
    assert verbs()[-1] == "signin.unlocked"
    client.logout()
    assert client.post("/desk/login/", {"login": person.username, "password": PASSWORD}).status_code == 302


def test_a_lost_factor_is_taken_away_by_the_system_administrator_alone(at_work, world):
    person = world.person("science", K.LEADER)
    Authenticator.objects.create(user=person, type="totp", data={"secret": "x"})
    for slug, kind in [("science", K.UNIT_ADMINISTRATOR), ("platform", K.SECURITY_ADMINISTRATOR)]:
        assert at_work(slug, kind).post(url("people:factor", person.pk), {"reason": "手机遗失"}).status_code == 403
    client = at_work("platform", K.SYSTEM_ADMINISTRATOR)
    assert client.post(url("people:factor", person.pk), {"reason": ""}).status_code == 422
    assert Authenticator.objects.exists()
    assert client.post(url("people:factor", person.pk), {"reason": "手机遗失"}).status_code == 302
    assert not Authenticator.objects.exists()
    assert client.post(url("people:factor", person.pk), {"reason": "手机遗失"}).status_code == 422


def test_nothing_of_a_person_can_be_changed_by_reading(at_work, world, newcomer):
    before = AuditEntry.objects.count()
    client = at_work("platform", K.SYSTEM_ADMINISTRATOR)
    for name in ("deactivate", "reactivate", "factor"):
        client.get(url(f"people:{name}", newcomer.pk))
    newcomer.refresh_from_db()
    assert newcomer.is_active
    assert AuditEntry.objects.count() == before


def test_lists_take_few_queries_however_many_people(at_work, world, django_assert_max_num_queries):
    client = at_work("platform", K.SECURITY_ADMINISTRATOR)
    with django_assert_max_num_queries(16):
        client.get(url("people:list"))
    with django_assert_max_num_queries(14):
        client.get(url("posts:list"))
    with django_assert_max_num_queries(18):
        client.get(url("posts:unit", world.unit("science").pk))


def test_the_unit_of_a_person_is_typed_where_a_list_would_be_too_long(at_work, world, monkeypatch):
    monkeypatch.setattr("gongkai.faces.desk.units.choosing.MOST_OFFERED", 2)
    client = at_work("platform", K.SYSTEM_ADMINISTRATOR)
    data = {"name": "李明", "username": "li.ming", "phone": "", "email": "", "unit": "查无此局"}
    assert "没有找到“查无此局”" in client.post(url("people:add"), data).content.decode()
    data["unit"] = world.unit("science").name
    assert client.post(url("people:add"), data).status_code == 302
    person = User.objects.get(username="li.ming")
    assert person.unit == world.unit("science")
    assert f'value="{person.unit.name}"' in page(client.get(url("people:change", person.pk)))
    data["unit"] = ""
    assert client.post(url("people:change", person.pk), data).status_code == 302
    person.refresh_from_db()
    assert person.unit is None
