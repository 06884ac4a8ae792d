"""What must be refused before anybody reviews, and who wrote what is reviewed, also after an emergency."""

from dataclasses import replace

import pytest
from compound_writing import compound

from documents import cleared, drafter, saved, settled, started, stored
from gongkai.office.actors import DutyKind
from gongkai.office.catalog import selectors, services
from gongkai.office.catalog.selectors import Stand, stand_of
from gongkai.office.clearance.models import Review
from gongkai.office.clearance.services import approve, return_
from gongkai.office.errors import NotAllowed, Refused
from rounds_of_review import form_for, pass_step

OLD_WORD = compound({"WordDocument": bytes(4096)})


def test_an_attachment_without_a_public_copy_is_refused_before_review_and_not_after_it(world):
    document = started(world, attachments=[(stored(world, OLD_WORD, "名单.doc"), "名单（演示）.doc")])
    settled(world, document)
    with pytest.raises(Refused, match=r"名单（演示）.*另存为 .docx") as refused:
        services.submit(document, by=drafter(world), at=world.now)
    assert list(refused.value.problems) == ["attachments"]
    assert not Review.objects.exists()
    saved(world, document, attachments=[(stored(world), "名单（演示）.pdf")])
    cleared(world, document)
    services.publish(document, by=drafter(world), at=world.now)
    assert stand_of(document) is Stand.PUBLIC


def test_an_emergency_does_not_meet_it_after_the_approval_either(world):
    document = started(world, attachments=[(stored(world, OLD_WORD, "名单.doc"), "名单（演示）.doc")])
    settled(world, document)
    leader = world.actor("science", DutyKind.LEADER)
    with pytest.raises(Refused, match="名单（演示）"):
        services.publish_in_emergency(document, reason="汛情（演示）", by=leader, at=world.now)
    assert (Review.objects.exists(), stand_of(document)) == (False, Stand.DRAFT)


def test_who_wrote_what_went_out_in_an_emergency_and_was_returned_does_not_review_its_correction(world):
    document = started(world)
    settled(world, document)
    services.publish_in_emergency(
        document, reason="汛情（演示）", by=world.actor("science", DutyKind.LEADER), at=world.now
    )
    review = Review.objects.get()
    head = world.actor("science", DutyKind.SECTION_HEAD)
    return_(review.steps.get(state="active"), opinion="数字有误", by=head, at=world.now)
    second = replace(drafter(world), id=world.person("culture", DutyKind.DRAFTER).pk, name="另一人")
    saved(world, document, by=second, body="<p>更正一个数字，其余是原作者写的（演示）。</p>")
    assert selectors.author_ids(document) == sorted({drafter(world).id, second.id})
    settled(world, document, by=second)
    services.submit(document, correction="更正一个数字（演示）", by=second, at=world.now)
    both = replace(head, id=drafter(world).id, name="又写又审")
    step = Review.objects.get(round=2).steps.get(state="active")
    with pytest.raises(NotAllowed, match="回避"):
        approve(step, by=both, at=world.now)


def test_what_secrecy_review_has_refused_does_not_go_out_as_an_emergency(world):
    document = started(world)
    settled(world, document)
    services.submit(document, by=drafter(world), at=world.now)
    review = Review.objects.get()
    pass_step(world, review)
    step = review.steps.get(state="active")
    assert step.duty == DutyKind.SECRECY_REVIEWER
    form = replace(form_for(step), conclusion="secret")
    return_(step, opinion="涉密", secrecy=form, by=world.actor("science", DutyKind.SECRECY_REVIEWER), at=world.now)
    leader = world.actor("science", DutyKind.LEADER)
    with pytest.raises(Refused, match="保密审查"):
        services.publish_in_emergency(document, reason="汛情（演示）", by=leader, at=world.now)
    # Another word, and submitted again: the last word of secrecy review still stands.
    saved(world, document, body="<p>改了一个字（演示）。</p>")
    settled(world, document)
    services.submit(document, by=drafter(world), at=world.now)
    with pytest.raises(Refused, match="保密审查"):
        services.publish_in_emergency(document, reason="汛情（演示）", by=leader, at=world.now)
    again = Review.objects.get(state="open")
    pass_step(world, again)
    pass_step(world, again)
    assert services.publish_in_emergency(document, reason="汛情（演示）", by=leader, at=world.now)


def test_a_document_handed_to_another_section_meanwhile_is_not_saved_with_the_old_right(world, guard):
    document = started(world)
    unit = world.unit("science")
    by = drafter(world)
    narrowed = replace(by, duties=(replace(by.duties[0], section_id=world.section("science").pk),))
    with guard.off():
        other = unit.sections.create(name="法规科")
        type(document).objects.filter(pk=document.pk).update(section=other)
    latest = document.revisions.latest("number")
    # ``document`` is what the person's page had read before it was handed over.
    with pytest.raises(NotAllowed):
        services.save(document, base=latest.number, title="晚了一步（演示）", by=narrowed, at=world.now)
    assert document.revisions.count() == 1
