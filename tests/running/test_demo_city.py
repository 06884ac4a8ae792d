"""The demo city: every state of review, everyone who can be played, nothing that could be taken for real."""

import pytest
from django.conf import settings

from gongkai.cli import run
from gongkai.faces.jobs.demo import city, loading, papers, stories
from gongkai.faces.jobs.demo.names import names
from gongkai.office.accounts.models import Deputy, Post, User
from gongkai.office.accounts.selectors import actor_for
from gongkai.office.actors import UNIT_DUTIES, DutyKind
from gongkai.office.audit.models import AuditEntry
from gongkai.office.catalog.models import Document
from gongkai.office.clearance.models import Finding, FindingState, Review, ReviewState, ReviewStep, StepState
from gongkai.office.clearance.selectors import waiting_for
from gongkai.office.units.models import Briefing, GroupMember, Responsibility, Unit
from gongkai.office.units.selectors import find_units
from running.older_site import was_taken_over_with_everything_on_it


def test_the_city_stands_with_everything_in_it(demo_city, now, capsys):
    the_structure_is_a_provincial_capital_s()
    every_state_of_review_is_there()
    everyone_can_be_played(now)
    nothing_could_be_taken_for_real()
    the_trail_runs_in_the_order_of_time()
    was_taken_over_with_everything_on_it(now)
    assert run(["audit", "verify"]) == 0
    assert loading.loaded()


def the_structure_is_a_provincial_capital_s():
    root = Unit.objects.get(slug="city")
    assert root.children.filter(kind="government").count() == 18
    assert root.children.exclude(kind="government").filter(valid_to__isnull=True).count() == 40
    assert 110 <= Unit.objects.count() <= 130
    for unit in Unit.objects.filter(valid_to__isnull=True):
        assert unit.lead_office
        assert GroupMember.objects.filter(unit=unit).count() >= 5
        assert Responsibility.objects.filter(unit=unit).count() == 4
    assert Briefing.objects.exists()
    assert [unit.slug for unit in find_units("大数据管理局")] == ["data"], "an old name is found"
    assert Unit.objects.get(slug="countryside").successor.slug == "agriculture"


def every_state_of_review_is_there():
    active = ReviewStep.objects.filter(state=StepState.ACTIVE)
    assert {step.duty for step in active} == {"section_head", "secrecy_reviewer", "leader", "final_reviewer"}
    assert set(Review.objects.values_list("state", flat=True)) >= {
        ReviewState.OPEN,
        ReviewState.PASSED,
        ReviewState.RETURNED,
        ReviewState.WITHDRAWN,
    }
    assert Review.objects.filter(emergency=True).count() == 2
    assert Document.objects.filter(withdrawn_at__isnull=False).exists()
    assert Document.objects.filter(latest__number=1, published__isnull=True).exists()
    institutions = Document.objects.filter(kind="institution", adopted_from="")
    assert {document.published.version for document in institutions} == {2}
    open_findings = Finding.objects.filter(state=FindingState.OPEN)
    assert {"personal_data.id_number", "personal_data.email"} <= set(open_findings.values_list("code", flat=True))
    assert open_findings.filter(part__contains="专家入库名单", message__contains="隐藏").exists()
    assert Finding.objects.filter(state=FindingState.ACCEPTED).exists()


def everyone_can_be_played(now):
    assert not User.objects.filter(must_change_password=True).exists()
    assert User.objects.get(username="finance.drafter").check_password(settings.DEMO_PASSWORD)
    for slug in city.city_data()["people"]["full"]:
        held = set(Post.objects.filter(unit__slug=slug).values_list("kind", flat=True))
        assert held >= {kind.value for kind in UNIT_DUTIES}, slug
    for unit in Unit.objects.filter(valid_to__isnull=True):
        kinds = set(Post.objects.filter(unit=unit).values_list("kind", flat=True))
        assert {DutyKind.DRAFTER, DutyKind.UNIT_ADMINISTRATOR} <= kinds, unit
    on = now.date()
    secrecy = actor_for(User.objects.get(username="finance.secrecy"), on=on)
    assert len(waiting_for(secrecy, on)) == 1
    assert Deputy.objects.filter(valid_from__lte=on, valid_to__gte=on).count() == 3


def nothing_could_be_taken_for_real():
    mark = stories.told()["mark"]
    for document in Document.objects.select_related("latest"):
        assert mark in document.latest.body
        assert "演" in document.latest.document_number or not document.latest.document_number
    assert all(unit.office_phone.startswith("0451-0000") for unit in Unit.objects.exclude(slug="countryside"))
    assert all("DEM0" in unit.code for unit in Unit.objects.exclude(slug="countryside"))


def the_trail_runs_in_the_order_of_time():
    moments = list(AuditEntry.objects.order_by("seq").values_list("at", flat=True))
    assert moments == sorted(moments)


def test_names_are_not_given_twice():
    supply = names(city.city_data()["people"]["names"])
    found = [next(supply) for _ in range(800)]
    assert len(set(found)) == 800


@pytest.mark.parametrize("paper", sorted(stories.told()["attachment"]))
def test_every_attachment_can_be_made(paper):
    assert len(papers.made(stories.told()["attachment"][paper])) > 1000
