"""Making rounds of review in tests: a subject, a content, and who does what. Gates are silent unless a test says so."""

from gongkai.office.actors import Actor, Duty, DutyKind
from gongkai.office.clearance import services
from gongkai.office.clearance.content import Content
from gongkai.office.clearance.rules import rules
from gongkai.office.clearance.subject import SecrecyForm, Subject

ORDER = (DutyKind.SECTION_HEAD, DutyKind.SECRECY_REVIEWER, DutyKind.LEADER, DutyKind.FINAL_REVIEWER)
SAFE = dict.fromkeys(rules().safeties, True)
FORM = SecrecyForm(basis="《科学技术保密规定》，未涉及国家秘密（演示）", conclusion="releasable", safeties=SAFE)


def subject(world, slug="science", key="1", kind="document", *, section=True):
    unit = world.unit(slug)
    return Subject(
        type="catalog.document",
        id=key,
        kind=kind,
        unit=unit,
        section_id=world.section(slug).pk if section else None,
        title=f"关于印发科技计划项目管理办法的通知（演示{key}）",
    )


def content(words="正文（演示）"):
    return Content(title="关于印发科技计划项目管理办法的通知（演示）", body_html=f"<p>{words}</p>")


def author(world, slug="science"):
    return world.actor(slug, DutyKind.DRAFTER)


def submitted(world, *, slug="science", key="1", words="正文（演示）", by=None, at=None, kind="document"):
    by = by or author(world, slug)
    return services.submit(
        subject(world, slug, key, kind), content(words), author_ids=[by.id], note="请审", by=by, at=at or world.now
    )


def active(review):
    return review.steps.get(state="active")


def form_for(step, form=FORM):
    return form if step.duty == DutyKind.SECRECY_REVIEWER else None


def pass_step(world, review, *, by=None, at=None, slug="science", opinion="同意"):
    step = active(review)
    by = by or world.actor(slug, DutyKind(step.duty))
    return services.approve(step, opinion=opinion, by=by, at=at or world.now, secrecy=form_for(step))


def pass_all(world, review, *, slug="science", at=None):
    while review.steps.filter(state="active").exists():
        pass_step(world, review, slug=slug, at=at)
    review.refresh_from_db()
    return review


def deputy(world, person, kind, slug="science"):
    """The person with an acting post: for the holder of that post in that unit."""
    unit, holder = world.unit(slug), world.person(slug, kind)
    duty = Duty(kind=kind, unit_id=unit.pk, path=unit.path, acting_for=holder.name, acting_for_id=holder.pk)
    return Actor(id=person.id, name=person.name, capacity=person.capacity, duties=(*person.duties, duty))


def with_duty(person, kind, unit, **more):
    return Actor(
        id=person.id,
        name=person.name,
        duties=(*person.duties, Duty(kind=kind, unit_id=unit.pk, path=unit.path, **more)),
    )
