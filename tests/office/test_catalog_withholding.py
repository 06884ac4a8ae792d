"""不予公开台账: what passed review and is not for everybody is registered, looked at again, and never shown to the public."""

from dataclasses import replace
from datetime import timedelta

import pytest

from documents import TOLD, cleared, drafter, published, saved, settled, started, submitted
from gongkai.office.actors import DutyKind
from gongkai.office.catalog import services
from gongkai.office.catalog.metadata import Metadata
from gongkai.office.catalog.models import Reassessment
from gongkai.office.catalog.selectors import Stand, public_documents, stand_of, standing, visible_to
from gongkai.office.catalog.withholding import reassessments_due, state_of, withheld, withheld_for
from gongkai.office.errors import NotAllowed, Refused
from gongkai.office.search.models import SearchDoc

DAY = timedelta(days=1)


def told(world, days=200, **more):
    values = {"disclosure": "withheld", "ground": "16-1", "reassess_on": world.today + days * DAY} | more
    return Metadata(**values)


def registered(world, *, at=None, slug="science", title="内部人事安排（演示）", **more):
    document = started(world, slug=slug, title=title, metadata=told(world, **more), at=at)
    cleared(world, document, at=at)
    return document


def secrecy(world, slug="science"):
    return world.actor(slug, DutyKind.SECRECY_REVIEWER)


def look(world, document, *, release=False, days=300, at=None, by=None):
    moment = at or world.now
    next_on = None if release else moment.date() + days * DAY
    return services.reassess(document, release, "事由仍然存在（演示）", next_on, by=by or secrecy(world), at=moment)


def test_what_is_not_for_everybody_needs_no_heading_is_reviewed_and_never_goes_out(world):
    document = registered(world)
    assert stand_of(document) is Stand.REGISTERED
    for by in (drafter(world), world.actor("science", DutyKind.FINAL_REVIEWER)):
        with pytest.raises(Refused, match=r"不予公开（条例第十六条.*只登记，不向社会公开") as refused:
            services.publish(document, by=by, at=world.now)
        assert list(refused.value.problems) == ["disclosure"]
        with pytest.raises(Refused, match="只登记"):
            services.schedule(document, world.now + DAY, by=by, at=world.now)
    with pytest.raises(Refused, match="已经审查通过并登记为不公开"):
        services.submit(document, by=drafter(world), at=world.now)
    document.refresh_from_db()
    assert (document.published, document.index_number) == (None, None)
    assert (SearchDoc.objects.count(), public_documents().count()) == (0, 0)


def test_an_emergency_does_not_put_it_out_either(world):
    document = started(world, metadata=told(world))
    settled(world, document)
    with pytest.raises(Refused, match="只登记"):
        services.publish_in_emergency(
            document, reason="汛情（演示）", by=world.actor("science", DutyKind.LEADER), at=world.now
        )
    assert SearchDoc.objects.count() == 0


def test_the_lists_tell_it_from_what_can_be_published(world):
    document, other = registered(world), started(world)
    cleared(world, other)
    assert list(standing(visible_to(drafter(world)), Stand.REGISTERED)) == [document]
    assert list(standing(visible_to(drafter(world)), Stand.CLEARED)) == [other]


def test_only_what_passed_review_stands_in_the_register(world):
    started(world, metadata=told(world))
    submitted(world, started(world, metadata=told(world)))
    document = registered(world)
    [row] = withheld()
    assert (row.pk, row.ground, row.as_disclosure, row.registered_at, row.due_on) == (
        document.pk,
        "16-1",
        "withheld",
        world.now,
        world.today + 200 * DAY,
    )


def test_what_is_given_on_request_is_registered_without_a_ground_or_a_day(world):
    registered(world, disclosure="on_request", ground="", reassess_on=None)
    [row] = withheld_for(drafter(world), world.today)
    assert (row.as_disclosure, row.due_on, state_of(row, world.today)) == ("on_request", None, "resting")


def test_the_register_is_narrowed_and_each_line_says_where_it_stands(world):
    near = registered(world, title="近期（演示）", days=20)
    far = registered(world, title="远期（演示）", days=200, ground="14-1")
    registered(world, slug="culture", title="文化局的（演示）", days=20)
    mine, today = drafter(world), world.today

    def found(by=mine, on=today, **asked):
        return [row.latest.title for row in withheld_for(by, on, **asked)]

    assert found() == ["近期（演示）", "远期（演示）"]
    assert found(ground="14-1") == ["远期（演示）"]
    assert found(words="近期") == ["近期（演示）"]
    assert found(state="due") == ["近期（演示）"]
    assert found(state="resting") == ["远期（演示）"]
    assert found(state="overdue") == []
    assert found(state="overdue", on=today + 30 * DAY) == ["近期（演示）"]
    supervisor = world.actor("city", DutyKind.SUPERVISOR)
    assert len(found(by=supervisor)) == 3
    assert found(by=supervisor, unit=world.unit("culture")) == ["文化局的（演示）"]
    assert found(by=world.actor("east", DutyKind.LEADER)) == []
    look(world, far, release=True)
    assert found(state="opened") == ["远期（演示）"]
    assert found(state="resting") == []
    for row in withheld_for(mine, today):
        assert [row.latest.title] == found(state=state_of(row, today))
    assert near.reassessments.count() == 0


def test_a_look_moves_the_day_and_stays_for_ever(world):
    document = registered(world, days=20)
    row = look(world, document)
    [line] = withheld()
    assert line.due_on == world.today + 300 * DAY
    row.opinion = "改"
    for act in (row.save, row.delete, Reassessment.objects.all().delete):
        with pytest.raises(TypeError, match="never"):
            act()


@pytest.mark.parametrize(
    ("slug", "duty"),
    [
        ("science", DutyKind.DRAFTER),
        ("science", DutyKind.SECTION_HEAD),
        ("science", DutyKind.LEADER),
        ("culture", DutyKind.SECRECY_REVIEWER),
        ("city", DutyKind.SUPERVISOR),
        ("platform", DutyKind.SECURITY_ADMINISTRATOR),
    ],
)
def test_who_has_no_such_post_looks_at_nothing(world, slug, duty):
    document = registered(world)
    with pytest.raises(NotAllowed):
        look(world, document, by=world.actor(slug, duty))
    assert not Reassessment.objects.exists()


def test_a_look_needs_an_opinion_and_a_day_to_come(world):
    document = registered(world)
    for release, opinion, next_on, field in (
        (False, " ", world.today + DAY, "opinion"),
        (False, "字" * 301, world.today + DAY, "opinion"),
        (False, "仍不公开", None, "next_on"),
        (False, "仍不公开", world.today, "next_on"),
        (False, "仍不公开", world.today + 2000 * DAY, "next_on"),
    ):
        with pytest.raises(Refused) as refused:
            services.reassess(document, release, opinion, next_on, by=secrecy(world), at=world.now)
        assert list(refused.value.problems) == [field]
    with pytest.raises(Refused, match="不在不予公开台账里"):
        look(world, published(world))


def test_only_a_look_that_says_so_opens_the_way_to_the_public(world):
    document = registered(world)
    saved(world, document, metadata=Metadata(heading="20-15"))
    settled(world, document)
    with pytest.raises(Refused, match="须先经定期评估") as refused:
        services.submit(document, by=drafter(world), at=world.now)
    assert list(refused.value.problems) == ["disclosure"]
    look(world, document)
    with pytest.raises(Refused, match="须先经定期评估"):
        services.submit(document, by=drafter(world), at=world.now)
    look(world, document, release=True, at=world.now + DAY)
    assert withheld().count() == 1, "it stays in the register until it is public"
    published(world, document, at=world.now + 2 * DAY)
    assert (withheld().count(), stand_of(document)) == (0, Stand.PUBLIC)


def test_what_is_withheld_again_needs_a_new_look(world):
    document = registered(world)
    look(world, document, release=True)
    later = world.now + 5 * DAY
    saved(world, document, metadata=replace(told(world), ground="16-2a"), at=later)
    cleared(world, document, at=later)
    saved(world, document, metadata=Metadata(heading="20-15"), at=later)
    settled(world, document, at=later)
    with pytest.raises(Refused, match="须先经定期评估"):
        services.submit(document, by=drafter(world), at=later)


def test_those_who_must_look_are_reminded_a_month_ahead(world):
    late, near = registered(world, title="逾期（演示）", days=10), registered(world, title="将到（演示）", days=40)
    registered(world, days=400)
    on = world.today + 20 * DAY
    assert [(row.pk, row.due_on) for row in reassessments_due(secrecy(world), on)] == [
        (late.pk, world.today + 10 * DAY),
        (near.pk, world.today + 40 * DAY),
    ]
    assert list(reassessments_due(world.actor("science", DutyKind.FINAL_REVIEWER), on)) == [late, near]
    assert not reassessments_due(drafter(world), on).exists()
    assert not reassessments_due(secrecy(world, "culture"), on).exists()
    look(world, late)
    assert list(reassessments_due(secrecy(world), on)) == [near]


def test_words_cleared_before_it_was_registered_need_a_look_and_a_review_of_their_own(world):
    document = started(world, title="内部人事安排（演示）")
    cleared(world, document)
    at = world.now + DAY
    saved(world, document, metadata=told(world), at=at)
    cleared(world, document, at=at)
    saved(world, document, metadata=TOLD, at=at + DAY / 24)
    final = world.actor("science", DutyKind.FINAL_REVIEWER)
    with pytest.raises(Refused, match="再次送审"):
        services.publish(document, by=final, at=at + DAY)
    assert stand_of(document) is Stand.DRAFT
    assert not standing(visible_to(final), Stand.CLEARED).exists()
    with pytest.raises(Refused) as refused:
        submitted(world, document, at=at + DAY)
    assert "disclosure" in refused.value.problems
    look(world, document, release=True, at=at + DAY)
    with pytest.raises(Refused, match="再次送审"):
        services.publish(document, by=final, at=at + 2 * DAY)
    published(world, document, at=at + 2 * DAY)
    assert stand_of(document) is Stand.PUBLIC
