"""The screens of chains: previewed first, set by the second click, refused in words, shut to other units."""

import re

import pytest
from desk_reading import address as at
from desk_reading import text

from gongkai.office.accounts.models import Post
from gongkai.office.actors import UNIT_DUTIES, DutyKind
from gongkai.office.clearance import services
from gongkai.office.clearance.models import Chain
from rounds_of_review import submitted

pytestmark = pytest.mark.usefixtures("silent_gates", "world_day")


def chain_of(world, *steps, **more):
    given = {"unit": world.unit("science").pk, "content_kind": "every", "name": "短流程", "valid_from": "2026-03-10"}
    for place, duty in enumerate(steps, 1):
        given |= {f"duty_{place}": duty, f"days_{place}": 2}
    return given | more


def test_a_chain_is_previewed_first_and_set_by_the_second_click(world, seen):
    submitted(world)
    client = seen("science", DutyKind.UNIT_ADMINISTRATOR)
    given = chain_of(world, "secrecy_reviewer", "leader")
    page = client.post(at("chains:set"), given)
    assert page.status_code == 200
    assert "自2026-03-10起，青石市科学技术局送审的全部内容适用本流程" in text(page)
    assert "正在审查的1件不受影响" in text(page)
    assert not Chain.objects.exists()
    key = re.search(r'name="seen" value="(\w+)"', text(page))[1]
    other = client.post(at("chains:set"), given | {"days_1": 3, "seen": key})
    assert (other.status_code, Chain.objects.count()) == (200, 0)
    done = client.post(at("chains:set"), given | {"seen": key})
    chain = Chain.objects.get()
    assert (done.status_code, done["Location"]) == (302, at("chains:chain", chain.pk))
    assert [step.duty for step in chain.steps.all()] == ["secrecy_reviewer", "leader"]
    page = text(client.get(at("chains:chain", chain.pk)))
    assert "科学技术局保密审查员" in page
    assert "现行" in page


def test_the_preview_warns_of_a_step_nobody_stands_in(world, seen, guard):
    with guard.off():
        Post.objects.filter(unit=world.unit("science"), kind="leader").delete()
    page = text(
        seen("science", DutyKind.UNIT_ADMINISTRATOR).post(
            at("chains:set"), chain_of(world, "secrecy_reviewer", "leader")
        )
    )
    assert "今天没有人担任分管领导" in page


def test_the_preview_warns_of_a_post_that_needs_two_people_and_has_one(world, seen):
    given = chain_of(world, "secrecy_reviewer", "leader", "leader")
    page = text(seen("science", DutyKind.UNIT_ADMINISTRATOR).post(at("chains:set"), given))
    assert "分管领导在本流程中出现2次，须由不同的人办理，科学技术局今天只有1人担任" in page


@pytest.mark.parametrize(
    ("steps", "more", "words"),
    [
        (("leader",), {}, "缺少保密审查环节"),
        ((), {}, "须有1至5个环节"),
        (("secrecy_reviewer",), {"days_1": ""}, "没有写办理时限"),
        (("secrecy_reviewer",), {"days_1": "0"}, "至少是1"),
        (("secrecy_reviewer",), {"name": ""}, "没有名称"),
        (("secrecy_reviewer",), {"valid_from": "2026-03-09"}, "不能倒签"),
        (("secrecy_reviewer",), {"unit": ""}, "没有选择单位"),
        (("drafter",), {}, "problems"),
    ],
)
def test_a_chain_that_cannot_be_is_refused_in_the_preview(world, seen, steps, more, words):
    answer = seen("science", DutyKind.UNIT_ADMINISTRATOR).post(at("chains:set"), chain_of(world, *steps, **more))
    assert answer.status_code == 422
    assert words in text(answer)
    assert not Chain.objects.exists()


def test_chains_of_other_units_are_not_set_seen_or_ended(world, seen):
    own = services.set_chain(
        world.unit("science"),
        "",
        name="本局流程",
        steps=[services.StepPlan(DutyKind.SECRECY_REVIEWER, 2)],
        valid_from=world.today,
        by=world.actor("science", DutyKind.UNIT_ADMINISTRATOR),
        at=world.now,
    )
    for kind in sorted(UNIT_DUTIES):
        client = seen("culture", kind)
        assert client.get(at("chains:chain", own.pk)).status_code == 403
        assert client.post(at("chains:end", own.pk), {"on": "2026-03-10"}).status_code == 403
        assert "本局流程" not in text(client.get(at("chains:list")))
        answer = client.post(at("chains:set"), chain_of(world, "secrecy_reviewer", seen="x"))
        assert answer.status_code == (422 if kind == DutyKind.UNIT_ADMINISTRATOR else 403)
    for kind in sorted(UNIT_DUTIES - {DutyKind.UNIT_ADMINISTRATOR}):
        client = seen("science", kind)
        assert client.get(at("chains:chain", own.pk)).status_code == 200
        assert client.post(at("chains:end", own.pk), {"on": "2026-03-10"}).status_code == 403
    own.refresh_from_db()
    assert (Chain.objects.count(), own.valid_to) == (1, None)
    client = seen("science", DutyKind.UNIT_ADMINISTRATOR)
    assert client.post(at("chains:end", own.pk), {"on": "2026-03-10"}).status_code == 302
    own.refresh_from_db()
    assert own.valid_to == world.today


def test_kinds_that_go_the_same_way_stand_on_one_line(world, seen):
    page = text(seen("science", DutyKind.UNIT_ADMINISTRATOR).get(at("chains:list")))
    assert page.count("科室负责人（1个工作日） → 保密审查员") == 1
    assert "政府信息、工作制度、依申请公开答复、年度报告" in page
