"""更正和撤下: what was done to something public stands in a register that is only added to, with the reason the public reads."""

from datetime import timedelta

import pytest

from documents import cleared, drafter, published, saved, settled, started
from gongkai.office.actors import DutyKind
from gongkai.office.audit.models import AuditEntry
from gongkai.office.catalog import services
from gongkai.office.catalog.correcting import change_figures, changes_for, public_changes
from gongkai.office.catalog.metadata import Metadata, Related
from gongkai.office.catalog.models import Change, Relation
from gongkai.office.clearance.models import Review
from gongkai.office.errors import Refused
from gongkai.office.search.filters import Filters
from gongkai.office.search.models import SearchDoc, Tally
from gongkai.office.search.selectors import find

DAY = timedelta(days=1)


def corrected(world, document, reason="第三条的数字有误，应为32件（演示）", *, at, **changes):
    saved(world, document, at=at, **({"title": "更正后的决定（演示）"} | changes), correction=reason)
    return published(world, document, at=at)


def withdrawn(world, document, reason="有误，更正后重新公开（演示）", *, at):
    services.withdraw(document, reason, by=world.actor(document.unit.slug, DutyKind.LEADER), at=at)


def test_a_first_release_is_no_change(world):
    published(world)
    assert not Change.objects.exists()


def test_a_change_of_something_public_says_what_it_changes_before_anybody_reviews_it(world):
    document = published(world)
    saved(world, document, title="更正后的决定（演示）")
    settled(world, document)
    with pytest.raises(Refused, match="没有写更正说明") as refused:
        services.submit(document, by=drafter(world), at=world.now)
    assert list(refused.value.problems) == ["correction"]
    assert Review.objects.count() == 1
    review = services.submit(document, correction="  标题有\n误（演示）", by=drafter(world), at=world.now)
    assert ["更正说明", "标题有 误（演示）"] in [list(pair) for pair in review.content["fields"]]


def test_what_the_public_will_read_passes_the_gates_like_the_text(world):
    document = published(world)
    saved(world, document, title="更正后的决定（演示）")
    settled(world, document)
    with pytest.raises(Refused, match="没有处理"):
        services.submit(document, correction="联系人身份证号23010219800101123X有误", by=drafter(world), at=world.now)
    assert document.revisions.latest("number").correction.startswith("联系人"), "what was typed is not lost"


def test_a_reason_of_its_own_length_is_refused(world):
    document = published(world)
    saved(world, document, title="更正后的决定（演示）")
    with pytest.raises(Refused, match="更正说明有301个字，最多300个字"):
        services.submit(document, correction="字" * 301, by=drafter(world), at=world.now)


def test_correction_withdrawal_and_restoration_stand_in_the_register(world):
    document = published(world)
    first = document.published
    corrected(world, document, at=world.now + DAY)
    second = document.published
    withdrawn(world, document, at=world.now + 2 * DAY)
    corrected(world, document, "重新核对后恢复（演示）", at=world.now + 3 * DAY, title="恢复的决定（演示）")
    rows = list(Change.objects.order_by("id").values_list("kind", "before", "after", "reason", "title"))
    assert rows == [
        ("corrected", first.pk, second.pk, "第三条的数字有误，应为32件（演示）", "更正后的决定（演示）"),
        ("withdrawn", second.pk, None, "有误，更正后重新公开（演示）", "更正后的决定（演示）"),
        ("restored", second.pk, document.published.pk, "重新核对后恢复（演示）", "恢复的决定（演示）"),
    ]
    told = public_changes(document)
    assert [(line.label, line.on.isoformat(), line.version) for line in told] == [
        ("重新公开", "2026-03-13", 3),
        ("撤下", "2026-03-12", None),
        ("更正", "2026-03-11", 2),
    ]
    assert "局" not in "".join(line.reason for line in told), "nobody's name is in what the public reads"


def test_the_same_words_restored_need_no_other_reason(world):
    document = published(world)
    withdrawn(world, document, at=world.now + DAY)
    published(world, document, at=world.now + 2 * DAY)
    assert [(line.kind, line.version) for line in public_changes(document)] == [("restored", 1), ("withdrawn", None)]


def test_an_emergency_correction_is_registered_too(world):
    document = published(world)
    saved(world, document, body="<p>水位数字更正（演示）</p>")
    settled(world, document)
    leader = world.actor("science", DutyKind.LEADER)
    services.publish_in_emergency(document, reason="汛情（演示）", by=leader, at=world.now)
    assert Change.objects.get().reason == "情况紧急，先行更正，审查随后补办。"


def test_a_reason_is_of_one_version_and_not_of_the_next(world):
    document = published(world)
    corrected(world, document, at=world.now + DAY)
    revision = saved(world, document, title="第三版（演示）")
    assert revision.correction == ""


def test_what_is_public_saved_again_as_it_is_makes_no_revision(world):
    document = published(world)
    corrected(world, document, at=world.now + DAY)
    revisions = document.revisions.count()
    assert saved(world, document).pk == document.published_id
    assert document.revisions.count() == revisions


def test_nobody_changes_what_the_register_says(world, guard):
    document = published(world)
    withdrawn(world, document, at=world.now)
    row = Change.objects.get()
    row.reason = "另一个原因"
    for act in (
        row.save,
        row.delete,
        Change.objects.all().delete,
        document.changes.all().delete,
        lambda: Change.objects.update(reason="另一个原因"),
    ):
        with pytest.raises(TypeError, match="never"):
            act()
    assert Change.objects.get().reason == "有误，更正后重新公开（演示）"


def test_an_act_that_fails_leaves_no_line(world, monkeypatch):
    document = published(world)
    monkeypatch.setattr("gongkai.office.catalog.releasing.search.remove", lambda **_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        withdrawn(world, document, at=world.now)
    document.refresh_from_db()
    assert (Change.objects.count(), document.withdrawn_at) == (0, None)


def test_search_counts_and_relations_follow_in_the_same_act(world):
    other = published(world, title="被解读的文件（演示）")
    told = Metadata(heading="20-15", related=(Related("related", other.pk),))
    document = published(world)
    before = AuditEntry.objects.count()
    corrected(world, document, at=world.now + DAY, metadata=told)
    assert find("更正后的决定", Filters()).total == 1
    assert find("三十二部规范性文件的决定", Filters()).total == 0
    assert Relation.objects.get().other == other
    withdrawn(world, document, at=world.now + 2 * DAY)
    assert list(SearchDoc.objects.values_list("key", flat=True)) == [str(other.pk)]
    assert set(Tally.objects.values_list("total", flat=True)) == {1}
    assert AuditEntry.objects.count() > before


# --- the register -----------------------------------------------------------------------------------------------------
@pytest.fixture
def register(world):
    """Three changes of two units on three days."""
    science, culture = published(world), published(world, slug="culture", title="文化局的通知（演示）")
    corrected(world, science, at=world.now + DAY)
    withdrawn(world, science, "另有新规定（演示）", at=world.now + 2 * DAY)
    withdrawn(world, culture, "有误（演示）", at=world.now + 40 * DAY)
    return world.actor("city", DutyKind.SUPERVISOR)


def kinds(found):
    return [(row.unit.slug, row.kind) for row in found]


def test_the_register_is_narrowed_by_unit_kind_period_and_words(world, register):
    every = [("culture", "withdrawn"), ("science", "withdrawn"), ("science", "corrected")]
    today = world.today
    assert kinds(changes_for(register)) == every
    assert kinds(changes_for(register, unit=world.unit("science"))) == every[1:]
    assert kinds(changes_for(register, unit=world.unit("city"))) == []
    assert kinds(changes_for(register, unit=world.unit("city"), below=True)) == every
    assert kinds(changes_for(register, kind="corrected")) == every[2:]
    assert kinds(changes_for(register, since=today + DAY, until=today + 2 * DAY)) == every[1:]
    assert kinds(changes_for(register, words="新规定 更正后")) == every[1:2]
    assert kinds(changes_for(register, words="science/2026-00001")) == every[1:]


def test_a_unit_reads_its_own_lines_only(world, register):
    assert kinds(changes_for(drafter(world))) == [("science", "withdrawn"), ("science", "corrected")]
    assert kinds(changes_for(world.actor("east", DutyKind.LEADER))) == []
    assert kinds(changes_for(world.actor("platform", DutyKind.SYSTEM_ADMINISTRATOR))) == []


def test_the_lead_office_sees_the_figures_of_a_year_by_unit(world, register):
    found = change_figures(register, 2026)
    assert [(row.unit, row.corrected, row.withdrawn, row.restored, row.total) for row in found] == [
        ("青石市科学技术局", 1, 1, 0, 2),
        ("青石市文化局", 0, 1, 0, 1),
    ]
    assert change_figures(register, 2025) == []


def test_the_register_names_who_did_it_also_where_the_clock_did(world):
    document = published(world)
    saved(world, document, title="第二版（演示）", correction="更正标题（演示）")
    cleared(world, document)
    services.schedule(document, world.now + DAY, by=drafter(world), at=world.now)
    services.release_due(world.now + DAY)
    assert Change.objects.get().by_id == drafter(world).id
    assert started(world).changes.count() == 0
