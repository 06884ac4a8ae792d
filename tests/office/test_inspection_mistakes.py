"""What people find wrong is dealt with by the unit concerned, within a month, and nothing of it is lost."""

from datetime import timedelta

import pytest

from gongkai.office.actors import DutyKind
from gongkai.office.audit.models import AuditEntry
from gongkai.office.errors import NotAllowed, Refused
from gongkai.office.inspection import selectors, services
from gongkai.office.inspection.models import MistakeState


def received(world, slug="science", text="首页打不开（演示）", **more):
    told = {"sort": "broken", "page": "/", "address": "192.0.2.1", "at": world.now, "contact": "19900001234"} | more
    return services.receive(unit=world.unit(slug), text=text, **told)


def clerk(world, slug="science"):
    return world.actor(slug, DutyKind.DRAFTER)


def test_it_is_closed_once_with_the_words_the_reporter_reads(world):
    mistake = received(world)
    step = services.answer(mistake, "服务器已修复。", mended=True, by=clerk(world), at=world.now)
    mistake.refresh_from_db()
    assert (mistake.state, mistake.closed_at, step.text) == (MistakeState.MENDED, world.now, "服务器已修复。")
    with pytest.raises(Refused, match="已经办结"):
        services.answer(mistake, "再答一次", mended=False, by=clerk(world), at=world.now)


def test_a_closed_report_can_be_taken_up_again(world):
    mistake = received(world)
    services.answer(mistake, "没有发现。", mended=False, by=clerk(world), at=world.now)
    services.reopen(mistake, "又出现了", by=clerk(world), at=world.now)
    mistake.refresh_from_db()
    assert (mistake.state, mistake.closed_at) == (MistakeState.OPEN, None)
    with pytest.raises(Refused, match="还在办理中"):
        services.reopen(mistake, "又出现了", by=clerk(world), at=world.now)


def test_the_lead_office_hands_on_and_a_unit_gives_back_to_the_government_above(world):
    mistake = received(world)
    with pytest.raises(NotAllowed, match="转回上级政府"):
        services.transfer(mistake, world.unit("culture"), "属于文化局", by=clerk(world), at=world.now)
    services.transfer(mistake, world.unit("city"), "不属于本局", by=clerk(world), at=world.now)
    mistake.refresh_from_db()
    with pytest.raises(NotAllowed):
        services.answer(mistake, "越权", mended=True, by=clerk(world), at=world.now)
    supervisor = world.actor("city", DutyKind.SUPERVISOR)
    services.transfer(mistake, world.unit("culture"), "请文化局办理", by=supervisor, at=world.now)
    assert list(selectors.waiting_for(clerk(world, "culture"))) == [mistake]
    assert [(step.from_unit.slug, step.to_unit.slug) for step in mistake.steps.all()] == [
        ("science", "city"),
        ("city", "culture"),
    ]


def test_it_is_not_handed_to_itself_nor_to_a_closed_unit(world, guard):
    mistake, supervisor = received(world), world.actor("city", DutyKind.SUPERVISOR)
    with pytest.raises(Refused, match="本来就由"):
        services.transfer(mistake, world.unit("science"), "转", by=supervisor, at=world.now)
    closed = world.unit("culture")
    closed.valid_to = world.today - timedelta(days=1)
    with pytest.raises(Refused, match="已经撤销"):
        services.transfer(mistake, closed, "转", by=supervisor, at=world.now)


@pytest.mark.parametrize("kind", [DutyKind.LEADER, DutyKind.SECRECY_REVIEWER, DutyKind.UNIT_ADMINISTRATOR])
def test_others_of_the_unit_do_not_answer(world, kind):
    with pytest.raises(NotAllowed):
        services.answer(received(world), "答", mended=True, by=world.actor("science", kind), at=world.now)


def test_a_foreign_unit_sees_nothing_of_it(world):
    mistake = received(world)
    assert not selectors.visible_to(clerk(world, "culture")).exists()
    stranger = {"by": clerk(world, "culture"), "at": world.now}
    with pytest.raises(NotAllowed):
        services.answer(mistake, "话", mended=True, **stranger)
    with pytest.raises(NotAllowed):
        services.transfer(mistake, world.unit("culture"), "话", **stranger)
    with pytest.raises(NotAllowed):
        services.reopen(mistake, "话", **stranger)


def test_looking_at_the_contact_is_in_the_trail_and_only_for_those_who_deal_with_it(world):
    mistake = received(world)
    assert services.read_contact(mistake, by=clerk(world), at=world.now) == "19900001234"
    entry = AuditEntry.objects.filter(verb="mistake.contact.read").get()
    assert entry.actor_id == clerk(world).id
    assert not AuditEntry.objects.filter(detail__contains="19900001234").exists()
    for by in (world.actor("science", DutyKind.LEADER), clerk(world, "culture")):
        with pytest.raises(NotAllowed):
            services.read_contact(mistake, by=by, at=world.now)


def test_overdue_is_computed_from_the_day(world):
    mistake = received(world)
    reports = selectors.visible_to(world.actor("city", DutyKind.SUPERVISOR))
    assert not selectors.overdue(reports, mistake.due_on).exists()
    assert list(selectors.overdue(reports, mistake.due_on + timedelta(days=1))) == [mistake]


def test_an_address_is_kept_as_a_hash_of_one_day(world):
    today = received(world, text="甲")
    tomorrow = received(world, text="乙", at=world.now + timedelta(days=1))
    assert "192.0.2.1" not in today.sender
    assert today.sender != tomorrow.sender
