"""The screens on which a second person confirms a post or a deputy: who comes in, what is told, what the decision does."""

import pytest
from desk_reading import address as url
from desk_reading import page, verbs

from gongkai.faces import clock
from gongkai.office.accounts.models import Deputy, Post
from gongkai.office.accounts.services import appoint_deputy, grant_post
from gongkai.office.actors import DutyKind

K = DutyKind
MAY = [("platform", K.SECURITY_ADMINISTRATOR), ("platform", K.SYSTEM_ADMINISTRATOR), ("city", K.SUPERVISOR)]
MAY_NOT = [
    ("science", K.UNIT_ADMINISTRATOR),
    ("science", K.DRAFTER),
    ("culture", K.UNIT_ADMINISTRATOR),
    ("platform", K.AUDIT_ADMINISTRATOR),
    ("city", K.ASSESSOR),
]


@pytest.fixture
def waiting(world, newcomer):
    now = clock.now()
    by = world.actor("science", K.UNIT_ADMINISTRATOR)
    return grant_post(
        newcomer, kind=K.SECRECY_REVIEWER, unit=world.unit("science"), valid_from=now.date(), by=by, at=now
    )


def test_a_granted_post_waits_on_every_screen_that_shows_it(at_work, world, newcomer):
    client = at_work("science", K.UNIT_ADMINISTRATOR)
    data = {"user": newcomer.pk, "kind": "secrecy_reviewer", "valid_from": clock.now().date().isoformat()}
    answer = client.post(url("posts:grant_in_unit", world.unit("science").pk), data, follow=True)
    assert "须经第二人核准后生效" in answer.content.decode()
    text = page(client.get(url("posts:unit", world.unit("science").pk)))
    assert "待核准" in text
    post = newcomer.posts.get()
    assert url("posts:confirm", post.pk) not in text
    assert url("posts:end", post.pk) in text  # 收回
    assert "待核准" in page(client.get(url("people:person", newcomer.pk)))


@pytest.mark.parametrize(("slug", "kind"), MAY)
def test_who_may_finds_it_at_home_in_the_list_and_in_the_unit_and_confirms(at_work, world, waiting, slug, kind):
    client, link = at_work(slug, kind), url("posts:confirm", waiting.pk)
    assert link in page(client.get("/desk/"))
    assert link in page(client.get(url("posts:pending")))
    assert link in page(client.get(url("posts:unit", world.unit("science").pk)))
    assert "待核准的任职（1）" in page(client.get(url("posts:list")))
    text = page(client.get(link))
    assert waiting.user.username in text
    assert world.person("science", K.UNIT_ADMINISTRATOR).name in text
    assert client.post(link, {}).status_code == 422
    assert client.post(link, {"decision": "decline"}).status_code == 422
    assert client.post(link, {"decision": "confirm"}).status_code == 302
    waiting.refresh_from_db()
    assert not waiting.pending
    assert verbs()[-1] == "post.confirmed"
    assert client.post(link, {"decision": "confirm"}).status_code == 404
    assert link not in page(client.get("/desk/"))


@pytest.mark.parametrize(("slug", "kind"), MAY_NOT)
def test_who_may_not_neither_sees_nor_decides(at_work, waiting, slug, kind):
    client, link = at_work(slug, kind), url("posts:confirm", waiting.pk)
    assert client.get(link).status_code == 403
    assert client.post(link, {"decision": "confirm"}).status_code == 403
    assert client.post(link, {"decision": "decline", "reason": "不同意"}).status_code == 403
    assert client.get(url("posts:pending")).status_code == 403
    assert link not in page(client.get("/desk/"))
    waiting.refresh_from_db()
    assert waiting.pending


def test_what_is_declined_is_gone_and_the_trail_says_why(at_work, waiting):
    client = at_work("city", K.SUPERVISOR)
    answer = client.post(url("posts:confirm", waiting.pk), {"decision": "decline", "reason": "查无此人"})
    assert answer.url == url("posts:pending")
    assert not Post.objects.filter(pk=waiting.pk).exists()
    assert verbs()[-1] == "post.declined"


def test_a_holder_confirms_the_deputy_an_administrator_chose(at_work, world):
    now, post = clock.now(), world.person("science", K.LEADER).posts.get()
    deputy = appoint_deputy(
        post,
        deputy=world.person("science", K.DRAFTER),
        valid_from=now.date(),
        valid_to=now.date(),
        reason="出差",
        by=world.actor("science", K.UNIT_ADMINISTRATOR),
        at=now,
    )
    link = url("posts:confirm_deputy", deputy.pk)
    for slug, kind in [("science", K.UNIT_ADMINISTRATOR), ("science", K.DRAFTER), ("culture", K.LEADER)]:
        client = at_work(slug, kind)
        assert client.get(link).status_code == 403
        assert client.post(link, {"decision": "confirm"}).status_code == 403
    assert "待核准" in page(at_work("science", K.DRAFTER).get(url("account:mine")))
    drafter = url("people:person", world.person("science", K.DRAFTER).pk)
    assert "待核准" in page(at_work("science", K.UNIT_ADMINISTRATOR).get(drafter))
    client = at_work("science", K.LEADER)
    assert link in page(client.get("/desk/"))
    assert link in page(client.get(url("account:mine")))
    assert client.post(link, {"decision": "confirm"}).status_code == 302
    assert not Deputy.objects.get().pending


def test_more_than_the_work_list_shows_stands_in_the_list(at_work, world, guard, django_assert_max_num_queries):
    unit, by = world.unit("science"), world.person("science", K.UNIT_ADMINISTRATOR)
    people = world.person("science", K.DRAFTER), world.person("culture", K.DRAFTER)
    today = clock.now().date()
    with guard.off():
        Post.objects.bulk_create(
            Post(user=people[n % 2], kind=K.LEADER, unit=unit, valid_from=today, pending=True, granted_by=by)
            for n in range(60)
        )
    client = at_work("city", K.SUPERVISOR)
    assert "全部 60 项待核准的任职" in page(client.get("/desk/"))
    with django_assert_max_num_queries(25):
        text = page(client.get(url("posts:pending")))
    assert text.count('/confirm/"') >= 50
    assert client.get(url("posts:pending"), {"page": "2"}).status_code == 200
    with django_assert_max_num_queries(25):
        client.get(url("posts:unit", unit.pk))
