"""The screens of people, posts, the own account and the sign-in log: as who may, and as who may not."""

import re
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from axes.models import AccessAttempt
from django.urls import reverse

from gongkai.faces import clock
from gongkai.office.accounts.models import Deputy, Post, SignInOutcome, User
from gongkai.office.accounts.services import add_person, note_sign_in
from gongkai.office.actors import SYSTEM, DutyKind
from gongkai.office.audit.models import AuditEntry
from world import PASSWORD

K = DutyKind


def verbs():
    return list(AuditEntry.objects.order_by("seq").values_list("verb", flat=True))


@pytest.fixture
def at_work(client, world):
    """Signs a person of the world in; gives the client."""

    def sign_in(slug, kind):
        client.force_login(world.person(slug, kind))
        return client

    return sign_in


@pytest.fixture
def newcomer(world):
    return add_person(
        name="欧阳明远",
        username="ouyang.mingyuan",
        unit=world.unit("science"),
        phone="13912345678",
        email="ouyang@example.cn",
        by=SYSTEM,
        at=clock.now(),
    ).user


def page(answer):
    assert answer.status_code == 200, answer
    return answer.content.decode()


def url(name, *args):
    return reverse(f"desk:{name}", args=args)


# --- people -------------------------------------------------------------------------------------------------------------------------


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


# --- posts ------------------------------------------------------------------------------------------------------------------------------


def test_a_units_posts_say_who_holds_what_and_what_nobody_holds(at_work, world, guard):
    with guard.off():
        Post.objects.filter(user=world.person("science", K.FINAL_REVIEWER)).delete()
    text = page(at_work("science", K.DRAFTER).get(url("posts:unit", world.unit("science").pk)))
    assert world.person("science", K.LEADER).name in text
    assert "无人担任：办公室终审。" in text
    grant = url("posts:grant_in_unit", world.unit("science").pk)
    assert grant not in text
    text = page(at_work("science", K.UNIT_ADMINISTRATOR).get(url("posts:unit", world.unit("science").pk)))
    assert f"{grant}?kind=final_reviewer" in text
    assert "办公室终审" in page(at_work("science", K.DRAFTER).get(url("posts:list")))


def test_posts_of_a_foreign_unit_are_not_shown(at_work, world):
    assert at_work("culture", K.UNIT_ADMINISTRATOR).get(url("posts:unit", world.unit("science").pk)).status_code == 403
    text = page(at_work("city", K.SUPERVISOR).get(url("posts:list")))
    assert "青石市东城区教育局" in text
    text = page(at_work("science", K.DRAFTER).get(url("posts:list")))
    assert "青石市文化局" not in text


def test_a_post_is_granted_to_a_person_of_the_unit(at_work, world, newcomer):
    client = at_work("science", K.UNIT_ADMINISTRATOR)
    address = url("posts:grant_in_unit", world.unit("science").pk)
    text = page(client.get(address, {"kind": "section_head"}))
    assert '<option value="section_head" selected' in text
    assert 'value="unit_administrator"' not in text
    assert world.person("culture", K.LEADER).name not in text
    data = {
        "user": newcomer.pk,
        "kind": "section_head",
        "section": world.section("science").pk,
        "valid_from": "2026-03-01",
    }
    assert client.post(address, data).url == url("posts:unit", world.unit("science").pk)
    assert newcomer.posts.get().section == world.section("science")
    assert "重复授予" in client.post(address, data).content.decode()


def test_granting_from_a_person_asks_for_the_unit_first(at_work, world, newcomer):
    client = at_work("platform", K.SECURITY_ADMINISTRATOR)
    address = url("posts:grant", newcomer.pk)
    assert "先选择岗位所在的单位" in page(client.get(address))
    text = page(client.get(f"{address}?unit=platform"))
    assert "审计管理员" in text
    assert "经办人" not in text
    assert client.post(address, {"kind": "drafter"}).status_code == 404
    data = {"kind": "supervisor", "subtree": "on", "valid_from": "2026-03-01", "valid_to": ""}
    assert client.post(f"{address}?unit={world.unit('east').pk}", data).status_code == 302
    assert newcomer.posts.get().subtree
    platform = client.post(f"{address}?unit=platform", {"kind": "audit_administrator", "valid_from": "2026-03-01"})
    assert platform.status_code == 422
    assert "相互分立" in platform.content.decode()


def test_a_foreign_unit_cannot_be_granted_in(at_work, world, newcomer):
    client = at_work("science", K.UNIT_ADMINISTRATOR)
    data = {"kind": "drafter", "user": newcomer.pk, "valid_from": "2026-03-01"}
    assert client.post(url("posts:grant_in_unit", world.unit("culture").pk), data).status_code == 403
    assert client.post(f"{url('posts:grant', newcomer.pk)}?unit={world.unit('culture').pk}", data).status_code == 404
    assert client.post(f"{url('posts:grant', newcomer.pk)}?unit=platform", data).status_code == 403
    own = world.person("science", K.UNIT_ADMINISTRATOR)
    assert client.post(f"{url('posts:grant', own.pk)}?unit={world.unit('science').pk}", data).status_code == 403
    assert not newcomer.posts.exists()


def test_a_post_is_ended_by_who_may(at_work, world):
    post = world.person("science", K.LEADER).posts.get()
    today = clock.now().date()
    data = {"last_day": today.isoformat(), "reason": "轮岗"}
    for slug, kind in [("culture", K.UNIT_ADMINISTRATOR), ("science", K.DRAFTER), ("city", K.SUPERVISOR)]:
        assert at_work(slug, kind).post(url("posts:end", post.pk), data).status_code == 403
    client = at_work("science", K.UNIT_ADMINISTRATOR)
    assert client.post(url("posts:end", post.pk), data | {"last_day": "2026-01-01"}).status_code == 422
    assert client.post(url("posts:end", post.pk), data).status_code == 302
    post.refresh_from_db()
    assert post.valid_to == today


def test_a_holder_appoints_and_ends_the_own_deputy_from_the_own_account(at_work, world):
    post = world.person("science", K.LEADER).posts.get()
    client, today = at_work("science", K.LEADER), clock.now().date()
    assert url("posts:appoint", post.pk) in page(client.get(url("account:mine")))
    form = page(client.get(url("posts:appoint", post.pk)))
    assert world.person("culture", K.DRAFTER).name not in form
    data = {
        "deputy": world.person("science", K.DRAFTER).pk,
        "valid_from": today.isoformat(),
        "valid_to": (today + timedelta(days=3)).isoformat(),
        "reason": "出差",
    }
    for slug, kind in [("science", K.FINAL_REVIEWER), ("culture", K.LEADER)]:
        assert at_work(slug, kind).post(url("posts:appoint", post.pk), data).status_code == 403
    client = at_work("science", K.LEADER)
    assert client.post(url("posts:appoint", post.pk), data).url == url("account:mine")
    deputy = Deputy.objects.get()
    assert url("posts:end_deputy", deputy.pk) in page(client.get(url("account:mine")))
    at_work("science", K.DRAFTER)
    text = page(client.get(url("account:mine")))
    assert "我代理的岗位" in text
    assert "代理中" in text
    assert at_work("culture", K.LEADER).post(url("posts:end_deputy", deputy.pk), {"last_day": today}).status_code == 403
    client = at_work("science", K.LEADER)
    assert client.post(url("posts:end_deputy", deputy.pk), {"last_day": today.isoformat()}).status_code == 302
    assert verbs()[-2:] == ["deputy.appointed", "deputy.ended"]


def test_a_platform_post_has_no_deputy(at_work, world):
    post = world.person("platform", K.SYSTEM_ADMINISTRATOR).posts.get()
    client = at_work("platform", K.SYSTEM_ADMINISTRATOR)
    assert client.get(url("posts:appoint", post.pk)).status_code == 403
    assert url("posts:appoint", post.pk) not in page(client.get(url("account:mine")))


# --- sign-in log ------------------------------------------------------------------------------------------------------------------------


@pytest.fixture
def attempts(world):
    for slug in ("science", "culture"):
        person = world.person(slug, K.DRAFTER)
        for outcome in (SignInOutcome.SIGNED_IN, SignInOutcome.WRONG_PASSWORD):
            note_sign_in(user=person, username=person.username, outcome=outcome, at=world.now, address="192.0.2.9")
    note_sign_in(username="nobody", outcome=SignInOutcome.WRONG_PASSWORD, at=world.now)


def test_the_log_is_read_whole_by_audit_and_security_and_of_the_own_people_by_a_unit(at_work, world, attempts):
    for kind in (K.AUDIT_ADMINISTRATOR, K.SECURITY_ADMINISTRATOR):
        assert "共 5 条" in page(at_work("platform", kind).get(url("signins:list")))
    text = page(at_work("science", K.UNIT_ADMINISTRATOR).get(url("signins:list")))
    assert "共 2 条" in text
    assert "culture.drafter" not in text
    for slug, kind in [("science", K.LEADER), ("platform", K.SYSTEM_ADMINISTRATOR), ("city", K.SUPERVISOR)]:
        assert at_work(slug, kind).get(url("signins:list")).status_code == 403


def test_the_log_is_searched_filtered_and_exported(at_work, world, attempts):
    client = at_work("platform", K.AUDIT_ADMINISTRATOR)
    assert "共 2 条" in page(client.get(url("signins:list"), {"q": "science.drafter"}))
    assert "共 3 条" in page(client.get(url("signins:list"), {"outcome": "wrong_password"}))
    assert "共 5 条" in page(client.get(url("signins:list"), {"since": "2026-03-10", "until": "2026-03-10"}))
    assert "没有符合条件" in page(client.get(url("signins:list"), {"since": "2026-03-11"}))
    text = b"".join(client.get(url("signins:list"), {"export": "csv", "q": "nobody"}).streaming_content).decode()
    assert "nobody" in text
    assert "science.drafter" not in text
    assert verbs()[-1] == "signin.exported"


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
