"""The screens of posts and deputies: who holds what, who grants, ends and appoints, and who may not."""

import re
from datetime import timedelta

from desk_reading import address as url
from desk_reading import page, verbs

from gongkai.faces import clock
from gongkai.office.accounts.models import Deputy, Post
from gongkai.office.actors import DutyKind
from gongkai.office.units.services import change_unit

K = DutyKind


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


def test_the_lead_office_sees_in_which_units_somebody_acts_for_another(at_work, world, guard):
    unit, today = world.unit("science"), clock.now().date()
    client = at_work("city", K.SUPERVISOR)
    row = f'<a href="{url("posts:unit", unit.pk)}">{unit.name}</a>.*?data-label="代理中"[^>]*>\\s*(\\d+)'
    assert re.search(row, page(client.get(url("posts:list"))), re.DOTALL).group(1) == "0"
    with guard.off():
        Deputy.objects.create(
            post=world.person("science", K.LEADER).posts.get(),
            user=world.person("science", K.DRAFTER),
            valid_from=today,
            valid_to=today,
            reason="出差",
        )
    assert re.search(row, page(client.get(url("posts:list"))), re.DOTALL).group(1) == "1"


def test_units_stand_in_the_order_of_the_tree(at_work, world):
    by = world.actor("platform", K.SYSTEM_ADMINISTRATOR)
    for place, slug in enumerate(("east", "culture", "science")):
        change_unit(world.unit(slug), {"position": place}, by=by, at=world.now)
    text = page(at_work("city", K.SUPERVISOR).get(url("posts:list")))
    found = [
        text.index(f">{world.unit(slug).name}</a>") for slug in ("city", "east", "east-school", "culture", "science")
    ]
    assert found == sorted(found)


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


def test_where_there_are_hundreds_of_units_their_name_is_typed_not_looked_for_in_a_list(
    at_work, world, newcomer, monkeypatch
):
    monkeypatch.setattr("gongkai.faces.desk.units.choosing.MOST_OFFERED", 2)
    client = at_work("platform", K.SECURITY_ADMINISTRATOR)
    address = url("posts:grant", newcomer.pk)
    text = page(client.get(address))
    assert "<select" not in text
    assert world.unit("science").name in text  # the person's own stands there
    assert "没有找到“查无此局”" in page(client.get(address, {"unit": "查无此局"}))
    assert "经办人" in page(client.get(address, {"unit": world.unit("culture").name}))
    posted = client.post(
        f"{address}?unit={world.unit('culture').name}", {"kind": "drafter", "valid_from": "2026-03-01"}
    )
    assert posted.status_code == 302
    assert newcomer.posts.get().unit == world.unit("culture")
    client = at_work("science", K.UNIT_ADMINISTRATOR)
    foreign = {"unit": world.unit("culture").name}
    assert "没有找到" in page(client.get(address, foreign))
    assert client.post(f"{address}?unit={foreign['unit']}", {"kind": "drafter"}).status_code == 404
