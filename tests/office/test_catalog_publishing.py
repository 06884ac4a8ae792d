"""Publishing documents, ordinarily and in an emergency, and withdrawing them: who may, when, and what exactly goes out."""

from datetime import timedelta

import pytest

from documents import cleared, drafter, published, saved, settled, started, stored, submitted
from gongkai.office.actors import DutyKind
from gongkai.office.audit.models import AuditEntry
from gongkai.office.catalog import selectors, services
from gongkai.office.catalog.models import Revision
from gongkai.office.catalog.selectors import Stand, stand_of
from gongkai.office.clearance.content import Content
from gongkai.office.clearance.models import Review
from gongkai.office.clearance.services import return_
from gongkai.office.errors import NotAllowed, Refused
from gongkai.office.files.services import open_stored
from gongkai.office.search.models import SearchDoc
from gongkai.office.search.selectors import find
from rounds_of_review import pass_all


def test_the_whole_way_from_draft_to_public(world):
    file = stored(world)
    document = started(world, attachments=[(file, "目录（演示）.pdf")])
    review = submitted(world, document)
    assert stand_of(document) is Stand.IN_REVIEW
    pass_all(world, review)
    assert stand_of(document) is Stand.CLEARED
    revision = services.publish(document, by=world.actor("science", DutyKind.FINAL_REVIEWER), at=world.now)
    document.refresh_from_db()
    assert (stand_of(document), revision.version, document.published_at) == (Stand.PUBLIC, 1, world.now)
    review.refresh_from_db()
    assert Content.from_json(review.content).digest() == services.content_of(document.published).digest()
    copy = document.published.attachments.get().file.published_copy
    assert copy is not None
    with open_stored(copy) as source:
        assert source.read(5) == b"%PDF-"
    found = find("规范性文件")
    assert [(hit.kind, hit.key, hit.url) for hit in found.hits] == [
        ("document", str(document.pk), f"/documents/{document.pk}/")
    ]
    entry = AuditEntry.objects.filter(verb="document.published").get()
    assert review.register_number in entry.detail


def test_without_a_clearance_of_exactly_these_words_nothing_goes_out(world):
    document = started(world)
    final = world.actor("science", DutyKind.FINAL_REVIEWER)
    with pytest.raises(Refused, match="没有审查通过"):
        services.publish(document, by=final, at=world.now)
    submitted(world, document)
    with pytest.raises(Refused, match="没有审查通过"):
        services.publish(document, by=final, at=world.now)
    other = started(world)
    cleared(world, other)
    saved(world, other, body="<p>通过之后又改的（演示）</p>")
    with pytest.raises(Refused, match="没有审查通过"):
        services.publish(other, by=final, at=world.now)
    assert (SearchDoc.objects.count(), stand_of(other)) == (0, Stand.DRAFT)


@pytest.mark.parametrize(
    ("slug", "kind"),
    [
        ("science", DutyKind.SECTION_HEAD),
        ("science", DutyKind.SECRECY_REVIEWER),
        ("science", DutyKind.LEADER),
        ("science", DutyKind.UNIT_ADMINISTRATOR),
        ("culture", DutyKind.FINAL_REVIEWER),
        ("culture", DutyKind.DRAFTER),
        ("city", DutyKind.SUPERVISOR),
        ("platform", DutyKind.SYSTEM_ADMINISTRATOR),
    ],
)
def test_only_the_final_reviewer_or_the_drafter_publishes(world, slug, kind):
    document = started(world)
    cleared(world, document)
    with pytest.raises(NotAllowed):
        services.publish(document, by=world.actor(slug, kind), at=world.now)
    document.refresh_from_db()
    assert document.published is None


def test_the_drafter_may_put_out_what_others_cleared(world):
    document = started(world)
    cleared(world, document)
    services.publish(document, by=drafter(world), at=world.now)
    assert stand_of(document) is Stand.PUBLIC


def test_a_second_click_on_publish_changes_nothing(world):
    document = published(world)
    services.publish(document, by=world.actor("science", DutyKind.FINAL_REVIEWER), at=world.now + timedelta(hours=1))
    document.refresh_from_db()
    assert (document.published.version, document.published_at) == (1, world.now)
    assert document.revisions.filter(version__isnull=False).count() == 1


def test_what_is_public_stays_public_while_the_next_version_is_written(world):
    document = published(world)
    first = document.published
    saved(world, document, title="第二版的题目（演示）")
    document.refresh_from_db()
    assert (document.published, stand_of(document)) == (first, Stand.DRAFT)
    assert find("第二版").total == 0
    cleared(world, document, at=world.now + timedelta(days=1))
    second = services.publish(document, by=drafter(world), at=world.now + timedelta(days=1))
    document.refresh_from_db()
    assert (second.version, document.published, document.published_at) == (2, second, world.now)
    assert [hit.title for hit in find("第二版").hits] == ["第二版的题目（演示）"]
    assert [row.version for row in selectors.released_revisions(document)] == [2, 1]


def test_withdrawal_takes_it_out_of_the_search_at_once_and_keeps_the_reason(world):
    document = published(world)
    assert find("规范性文件").total == 1
    services.withdraw(document, "有三处笔误，更正后重新公开", by=world.actor("science", DutyKind.LEADER), at=world.now)
    assert find("规范性文件").total == 0
    document.refresh_from_db()
    assert document.published is not None
    assert (stand_of(document), document.withdrawn_reason) == (Stand.WITHDRAWN, "有三处笔误，更正后重新公开")
    assert document not in selectors.public_documents()


@pytest.mark.parametrize(
    ("slug", "kind"),
    [
        ("science", DutyKind.DRAFTER),
        ("science", DutyKind.SECTION_HEAD),
        ("culture", DutyKind.LEADER),
        ("culture", DutyKind.FINAL_REVIEWER),
        ("city", DutyKind.SUPERVISOR),
        ("platform", DutyKind.SECURITY_ADMINISTRATOR),
    ],
)
def test_who_may_not_withdraw_leaves_it_public(world, slug, kind):
    document = published(world)
    with pytest.raises(NotAllowed):
        services.withdraw(document, "不该由我撤", by=world.actor(slug, kind), at=world.now)
    document.refresh_from_db()
    assert (document.withdrawn_at, find("规范性文件").total) == (None, 1)


def test_a_withdrawal_needs_a_reason_and_something_public(world):
    leader = world.actor("science", DutyKind.LEADER)
    document = published(world)
    with pytest.raises(Refused, match="没有写撤下原因"):
        services.withdraw(document, "  ", by=leader, at=world.now)
    with pytest.raises(Refused, match="现在没有公开"):
        services.withdraw(started(world), "没有公开过", by=leader, at=world.now)
    services.withdraw(document, "演示撤下", by=leader, at=world.now)
    with pytest.raises(Refused, match="现在没有公开"):
        services.withdraw(document, "再撤一次", by=leader, at=world.now)


def test_what_was_withdrawn_goes_out_again_only_after_a_new_review(world):
    document = published(world)
    later = world.now + timedelta(days=2)
    services.withdraw(document, "演示撤下", by=world.actor("science", DutyKind.LEADER), at=later)
    with pytest.raises(Refused, match="撤下"):
        services.publish(document, by=drafter(world), at=later)
    cleared(world, document, at=later + timedelta(hours=1))
    revision = services.publish(document, by=drafter(world), at=later + timedelta(hours=2))
    document.refresh_from_db()
    assert (revision.version, document.withdrawn_at, stand_of(document)) == (1, None, Stand.PUBLIC)
    assert find("规范性文件").total == 1


def test_a_row_changed_past_the_services_is_noticed_before_it_goes_out(world, guard):
    document = started(world)
    cleared(world, document)
    with guard.off():
        Revision.objects.filter(document=document).update(body="<p>从数据库里改的（演示）</p>")
    with pytest.raises(Refused, match="摘要值不一致"):
        services.publish(document, by=drafter(world), at=world.now)
    assert SearchDoc.objects.count() == 0


def test_an_emergency_goes_out_at_once_and_is_reviewed_afterwards(world):
    document = started(world)
    settled(world, document)
    leader = world.actor("science", DutyKind.LEADER)
    services.publish_in_emergency(document, reason="汛情预警（演示）", by=leader, at=world.now)
    document.refresh_from_db()
    assert (stand_of(document), find("规范性文件").total) == (Stand.PUBLIC, 1)
    review = Review.objects.get()
    assert (review.emergency, review.state, review.emergency_reason) == (True, "open", "汛情预警（演示）")
    assert '"emergency":true' in AuditEntry.objects.get(verb="document.published").detail.replace(" ", "")
    with pytest.raises(Refused, match="正在补办审查"):
        saved(world, document, body="<p>补审前又改（演示）</p>")
    pass_all(world, review)
    assert stand_of(document) is Stand.PUBLIC


def test_who_wrote_it_or_has_no_such_post_cannot_release_in_an_emergency(world):
    document = started(world)
    settled(world, document)
    for slug, kind in [
        ("science", DutyKind.DRAFTER),
        ("science", DutyKind.SECTION_HEAD),
        ("culture", DutyKind.LEADER),
        ("city", DutyKind.SUPERVISOR),
    ]:
        with pytest.raises(NotAllowed):
            services.publish_in_emergency(document, reason="演示", by=world.actor(slug, kind), at=world.now)
    both = world.actor("science", DutyKind.LEADER)
    mixed = type(both)(id=drafter(world).id, name="又写又批", duties=both.duties)
    with pytest.raises(NotAllowed):
        services.publish_in_emergency(document, reason="演示", by=mixed, at=world.now)
    assert (SearchDoc.objects.count(), stand_of(document)) == (0, Stand.DRAFT)


def test_an_emergency_found_wanting_is_settled_by_withdrawal(world):
    document = started(world)
    settled(world, document)
    leader = world.actor("science", DutyKind.LEADER)
    services.publish_in_emergency(document, reason="汛情预警（演示）", by=leader, at=world.now)
    review = Review.objects.get()
    step = review.steps.get(state="active")
    return_(step, opinion="数字有误", by=world.actor("science", DutyKind(step.duty)), at=world.now)
    services.withdraw(document, "数字有误，更正后重新公开", by=leader, at=world.now)
    review.refresh_from_db()
    assert review.settled_at == world.now
