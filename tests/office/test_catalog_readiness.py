"""What the catalogue must say of an item before anybody reviews it, and before it goes out (条例第十二条、第二十条)."""

from dataclasses import replace

import pytest

from documents import TOLD, drafter, published, saved, settled, started
from gongkai.office.actors import DutyKind
from gongkai.office.catalog import services
from gongkai.office.catalog.models import Disclosure, DocumentKind
from gongkai.office.clearance.models import Review
from gongkai.office.errors import Refused

WITHOUT = [("heading", {"metadata": replace(TOLD, heading="")}), ("formed_on", {"formed_on": None})]


def lacking(world, changes, *, kind=DocumentKind.INFORMATION):
    document = started(world, kind=kind)
    saved(world, document, **changes)
    document.refresh_from_db()
    settled(world, document)
    return document


@pytest.mark.parametrize(("field", "changes"), WITHOUT)
def test_information_without_it_is_not_sent_into_review(world, field, changes):
    document = lacking(world, changes)
    with pytest.raises(Refused) as refused:
        services.submit(document, by=drafter(world), at=world.now)
    assert set(refused.value.problems) == {field}
    assert not Review.objects.exists()


@pytest.mark.parametrize(("field", "changes"), WITHOUT)
def test_nor_is_it_put_out_in_an_emergency(world, field, changes):
    document = lacking(world, changes)
    leader = world.actor("science", DutyKind.LEADER)
    with pytest.raises(Refused) as refused:
        services.publish_in_emergency(document, reason="汛情紧急（演示）", by=leader, at=world.now)
    assert field in refused.value.problems
    document.refresh_from_db()
    assert document.published_id is None


@pytest.mark.parametrize("kind", sorted(set(DocumentKind.values) - {DocumentKind.INFORMATION}))
@pytest.mark.parametrize(("_field", "changes"), WITHOUT)
def test_institutions_guides_and_interpretations_need_neither(world, kind, _field, changes):
    document = published(world, lacking(world, changes, kind=kind))
    assert document.published is not None


@pytest.mark.parametrize(("_field", "changes"), WITHOUT)
def test_what_is_given_on_request_needs_neither(world, _field, changes):
    told = replace(changes.get("metadata", TOLD), disclosure=Disclosure.ON_REQUEST.value)
    document = lacking(world, changes | {"metadata": told})
    assert services.submit(document, by=drafter(world), at=world.now).pk
