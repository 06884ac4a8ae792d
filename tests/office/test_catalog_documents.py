"""Documents: who writes them, what a revision keeps, what review does to them, and who sees which."""

from datetime import timedelta

import pytest

from documents import PDF, TITLE, cleared, drafter, published, saved, started, stored, submitted
from gongkai.office.actors import Duty, DutyKind
from gongkai.office.audit.models import AuditEntry
from gongkai.office.catalog import selectors, services
from gongkai.office.catalog.models import Document, Revision
from gongkai.office.catalog.selectors import Stand, stand_of
from gongkai.office.clearance.models import Review, ReviewState
from gongkai.office.clearance.services import return_
from gongkai.office.errors import NotAllowed, Overtaken, Refused
from gongkai.office.search.models import SearchDoc
from rounds_of_review import pass_step

NOT_WRITERS = [
    ("science", DutyKind.SECRECY_REVIEWER),
    ("science", DutyKind.LEADER),
    ("science", DutyKind.FINAL_REVIEWER),
    ("science", DutyKind.UNIT_ADMINISTRATOR),
    ("culture", DutyKind.DRAFTER),
    ("city", DutyKind.SUPERVISOR),
    ("city", DutyKind.ASSESSOR),
    ("platform", DutyKind.SYSTEM_ADMINISTRATOR),
    ("platform", DutyKind.AUDIT_ADMINISTRATOR),
]


def rows():
    return (Document.objects.count(), Revision.objects.count(), Review.objects.count(), SearchDoc.objects.count())


def words(document, **changes):
    latest = document.revisions.latest("number")
    return {"base": latest.number, "title": latest.title, "body": latest.body} | changes


def test_a_document_begins_with_its_first_revision(world):
    document = started(world)
    assert (document.latest.number, document.latest.title) == (1, TITLE)
    assert stand_of(document) is Stand.DRAFT
    assert document.latest.digest == services.content_of(document.latest).digest()
    assert list(AuditEntry.objects.values_list("verb", flat=True)) == ["document.started"]


@pytest.mark.parametrize(("slug", "kind"), NOT_WRITERS)
def test_who_has_no_post_to_write_there_writes_nothing(world, slug, kind):
    document = started(world)
    by, before = world.actor(slug, kind), rows()
    with pytest.raises(NotAllowed):
        started(world, by=by)
    with pytest.raises(NotAllowed):
        services.save(document, **words(document, title="改"), by=by, at=world.now)
    for act in (services.check, services.submit, services.take_back):
        with pytest.raises(NotAllowed):
            act(document, by=by, at=world.now)
    assert rows() == before


def test_a_post_narrowed_to_a_section_writes_for_that_section_only(world):
    document = started(world)
    unit = world.unit("science")
    other = Duty(kind=DutyKind.DRAFTER, unit_id=unit.pk, path=unit.path, section_id=10**6)
    narrowed = type(drafter(world))(id=drafter(world).id, name="他科", duties=(other,))
    with pytest.raises(NotAllowed):
        saved(world, document, by=narrowed, title="他科改的")
    assert document.revisions.count() == 1


def test_a_closed_unit_writes_nothing_new(world, guard):
    unit = world.unit("science")
    with guard.off():
        unit.valid_to = world.today - timedelta(days=1)
        unit.save()
    with pytest.raises(Refused, match="不在有效期"):
        started(world)


def test_every_save_adds_a_revision_and_the_old_ones_stay(world):
    document = started(world)
    saved(world, document, title="第二稿（演示）", note="改标题")
    saved(world, document, body="<p>第三稿（演示）</p>")
    kept = list(document.revisions.order_by("number").values_list("number", "title"))
    assert kept == [(1, TITLE), (2, "第二稿（演示）"), (3, "第二稿（演示）")]
    document.refresh_from_db()
    assert document.latest.number == 3


def test_the_same_words_saved_twice_are_one_revision(world):
    document = started(world)
    for _ in range(2):
        saved(world, document, base=1, title="双击（演示）")
    assert document.revisions.count() == 2


def test_two_editors_at_once_lose_nothing(world):
    document = started(world)
    head = world.actor("science", DutyKind.SECTION_HEAD)
    saved(world, document, base=1, title="甲写的（演示）")
    with pytest.raises(services.SavedInBetween) as conflict:
        saved(world, document, base=1, title="乙写的（演示）", by=head)
    assert isinstance(conflict.value, Overtaken)
    assert (conflict.value.latest.number, conflict.value.latest.title) == (2, "甲写的（演示）")
    assert "科学技术局经办人" in str(conflict.value)
    saved(world, document, base=2, title="合在一起的（演示）", by=head)
    assert document.revisions.latest("number").title == "合在一起的（演示）"


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"title": ""}, "title", "没有填写"),
        ({"title": "字" * 301}, "title", "有301个字，最多300个字"),
        ({"document_number": "号" * 101}, "document_number", "最多100个字"),
        ({"body": "<p>" + "字" * (1024 * 1024 + 1) + "</p>"}, "body", "超过3 MB"),
        ({"note": "字" * 201}, "note", "最多200个字"),
    ],
)
def test_what_is_too_long_is_refused_with_its_length(world, changes, field, sentence):
    document = started(world)
    with pytest.raises(Refused) as refused:
        saved(world, document, **changes)
    assert sentence in refused.value.problems[field]
    assert document.revisions.count() == 1


def test_a_title_of_three_hundred_characters_stands(world):
    document = started(world, title="题" * 300)
    assert len(document.latest.title) == 300


def test_attachments_have_names_of_their_own_and_at_most_fifty(world):
    file = stored(world)
    with pytest.raises(Refused, match="第1个和第2个附件的名称相同"):
        started(world, attachments=[(file, "附件.pdf"), (file, "附件.pdf")])
    with pytest.raises(Refused, match="附件有51个，最多50个"):
        started(world, attachments=[(file, f"附件{number}.pdf") for number in range(51)])
    with pytest.raises(Refused, match="没有名称"):
        started(world, attachments=[(file, " ")])
    document = started(world, attachments=[(file, "乙.pdf"), (file, "甲.pdf")])
    assert [item.name for item in document.latest.attachments.all()] == ["乙.pdf", "甲.pdf"]


def test_what_reviewers_see_is_the_revision_and_another_order_of_files_is_another_content(world):
    file, other = stored(world), stored(world, PDF + b"\n", "又.pdf")
    document = started(world, attachments=[(file, "一.pdf"), (other, "二.pdf")])
    content = services.content_of(document.latest)
    assert (content.title, content.fields) == (
        TITLE,
        (("文号", "青科发〔2026〕12号"), ("成文日期", "2026-03-10"), ("目录类目", "20-15")),
    )
    again = saved(world, document, attachments=[(other, "二.pdf"), (file, "一.pdf")])
    assert again.digest != content.digest()


def test_a_save_during_review_ends_the_round(world):
    document = started(world)
    review = submitted(world, document)
    pass_step(world, review)
    saved(world, document, body="<p>审查中改的（演示）</p>")
    review.refresh_from_db()
    assert (review.state, stand_of(document)) == (ReviewState.OVERTAKEN, Stand.DRAFT)
    again = submitted(world, document)
    assert (again.round, again.steps.get(state="active").position) == (2, 1)


def test_a_returned_document_says_so_until_it_is_submitted_again(world):
    document = started(world)
    review = submitted(world, document)
    step = review.steps.get(state="active")
    return_(step, opinion="请补充依据", by=world.actor("science", DutyKind.SECTION_HEAD), at=world.now)
    assert stand_of(document) is Stand.RETURNED
    saved(world, document, body="<p>已补充依据（演示）</p>")
    assert stand_of(document) is Stand.RETURNED
    submitted(world, document)
    assert stand_of(document) is Stand.IN_REVIEW


def test_everyone_who_wrote_since_the_last_release_is_an_author(world):
    document = started(world)
    head = world.actor("science", DutyKind.SECTION_HEAD)
    saved(world, document, by=head, title="科长改的（演示）")
    review = submitted(world, document)
    assert review.author_ids == sorted([drafter(world).id, head.id])
    other = published(world)
    saved(world, other, body="<p>新版（演示）</p>", by=head)
    assert selectors.author_ids(other) == [head.id]


def test_what_is_cleared_or_public_is_not_submitted_again(world):
    document = started(world)
    cleared(world, document)
    with pytest.raises(Refused, match="可以直接公开"):
        services.submit(document, by=drafter(world), at=world.now)
    services.publish(document, by=drafter(world), at=world.now)
    with pytest.raises(Refused, match="已经公开"):
        services.submit(document, by=drafter(world), at=world.now)


def test_a_submission_is_taken_back_and_a_second_one_refused(world):
    document = started(world)
    submitted(world, document)
    with pytest.raises(Overtaken):
        services.submit(document, by=drafter(world), at=world.now)
    services.take_back(document, by=drafter(world), at=world.now)
    assert stand_of(document) is Stand.DRAFT
    with pytest.raises(Refused, match="没有正在进行的审查"):
        services.take_back(document, by=drafter(world), at=world.now)


def test_lists_show_the_units_within_the_posts_and_the_states(world):
    mine, public = started(world), published(world)
    foreign = started(world, slug="culture", title="他局的（演示）")
    far = started(world, slug="east-school", title="区教育局的（演示）")
    seen = set(selectors.visible_to(drafter(world)))
    assert seen == {mine, public}
    assert set(selectors.visible_to(world.actor("city", DutyKind.SUPERVISOR))) == {mine, public, foreign, far}
    assert not selectors.visible_to(world.actor("platform", DutyKind.SYSTEM_ADMINISTRATOR)).exists()
    stands = {row.pk: row.stand for row in selectors.with_stands(selectors.visible_to(drafter(world)))}
    assert stands == {mine.pk: "draft", public.pk: "public"}
    assert list(selectors.containing(selectors.visible_to(drafter(world)), "创新券 〔2026〕12号")) == [public, mine]
    assert not selectors.containing(selectors.visible_to(drafter(world)), "他局").exists()


def test_everything_public_can_be_entered_into_the_search_anew(world):
    document = published(world)
    started(world)
    [read] = services.public_batches()
    [entry] = read()
    assert (entry.key, entry.title, entry.published_on) == (str(document.pk), TITLE, world.today)
