"""单位 in the desk: every address of the topic opens to those it is for and to nobody else."""

import re

import pytest
from units_reading import KEEPER, SYSTEM_ADMINISTRATOR, address, text

from gongkai.faces.desk.units.urls import urlpatterns
from gongkai.office.actors import PLATFORM_DUTIES, REGION_DUTIES, UNIT_DUTIES, DutyKind
from gongkai.office.audit.models import AuditEntry
from gongkai.office.units import services
from gongkai.office.units.models import Section, Unit

pytestmark = pytest.mark.usefixtures("world_day")


def everywhere(world, slug):
    """Every address of the topic, for one unit."""
    unit, section = world.unit(slug), world.section(slug)
    member, held = unit.leading_group.first(), unit.responsibilities.first()
    rows = {"member-end": member, "responsible-end": held}
    for pattern in urlpatterns:
        names = re.findall(r"<\w+:(\w+)>", str(pattern.pattern))
        given = {"pk": unit.pk, "row": rows.get(pattern.name, section).pk if "row" in names else None, "ticket": "abc"}
        yield pattern.name, address(pattern.name, *(given[name] for name in names))


READING = {"unit", "leading", "sections", "briefings", "history"}
OWN = {
    *("contact", "member", "member-end", "responsible", "responsible-end"),
    *("section-add", "section", "section-close", "section-reopen", "briefing-add"),
}
POSTS = [*(("science", kind) for kind in sorted(UNIT_DUTIES)), ("culture", KEEPER), ("culture", DutyKind.DRAFTER)]
POSTS += [("city", kind) for kind in sorted(REGION_DUTIES)] + [("platform", kind) for kind in sorted(PLATFORM_DUTIES)]


def may(slug, kind, name):
    if kind is SYSTEM_ADMINISTRATOR or name == "list":
        return True
    covers = slug in {"science", "city", "platform"}
    if name in READING:
        return covers
    if name == "contact" and kind is DutyKind.SUPERVISOR:
        return True
    return name in OWN and kind is KEEPER and slug == "science"


@pytest.mark.parametrize(("slug", "kind"), POSTS)
def test_every_door_opens_to_those_it_is_for_and_to_nobody_else(enter, world, slug, kind):
    by = world.actor("science", KEEPER)
    services.set_group_member(world.unit("science"), role="head", name="甲", on=world.today, by=by, at=world.now)
    services.set_responsibility(world.unit("science"), level=1, name="甲", on=world.today, by=by, at=world.now)
    client = enter(slug, kind)
    before = (list(Unit.objects.values()), list(Section.objects.values()), AuditEntry.objects.count())
    for name, url in everywhere(world, "science"):
        expected = {200, 404} if may(slug, kind, name) else {403}
        assert client.get(url).status_code in expected, (name, kind)
        if 403 in expected:
            answer = client.post(url, {"name": "改", "reason": "改", "last_day": "2026-03-10", "on": "2026-03-10"})
            assert answer.status_code == 403, (name, kind)
            assert "工作台" in text(answer)
    assert (list(Unit.objects.values()), list(Section.objects.values()), AuditEntry.objects.count()) == before


def test_a_stranger_is_led_to_the_door(client, world):
    by = world.actor("science", KEEPER)
    services.set_group_member(world.unit("science"), role="head", name="甲", on=world.today, by=by, at=world.now)
    services.set_responsibility(world.unit("science"), level=1, name="甲", on=world.today, by=by, at=world.now)
    for _name, url in everywhere(world, "science"):
        for answer in (client.get(url), client.post(url, {})):
            assert answer.status_code == 302
            assert "login" in answer["Location"]


def test_a_unit_that_is_not_there_is_not_found(enter):
    assert enter("platform", SYSTEM_ADMINISTRATOR).get(address("unit", 999_999)).status_code == 404
