"""制度库 on the desk: the current version, all versions, and the units that have none."""

from django.urls import reverse
from item_editing import at, text

from documents import cleared, drafter, published, saved, started
from gongkai.office.actors import DutyKind


def test_the_library_shows_the_current_version_and_all_versions(sign_in, world):
    document = published(world, kind="institution", title="政务公开制度（演示）")
    saved(world, document, title="政务公开工作制度（演示）", correction="统一制度名称（演示）")
    client = sign_in("science", DutyKind.DRAFTER)
    listed = text(client.get(reverse("desk:institutions:list")))
    assert "政务公开制度（演示）" in listed
    assert "第1版" in listed
    shown = text(client.get(reverse("desk:institutions:institution", args=[document.pk])))
    assert "现行第1版" in shown
    cleared(world, document)
    client.post(at("publish", document))
    shown = text(client.get(reverse("desk:institutions:institution", args=[document.pk])))
    assert "现行第2版" in shown
    assert f"{at('compare', document)}?old=1&amp;new=2" in shown


def test_the_lead_office_sees_which_units_have_no_institution(sign_in, world):
    published(world, kind="institution", title="政务公开制度（演示）")
    shown = text(sign_in("city", DutyKind.SUPERVISOR).get(reverse("desk:institutions:list")))
    assert "政务公开制度（演示）" in shown
    assert "还没有现行制度的单位（4）" in shown
    unit = reverse("desk:institutions:unit", args=[world.unit("culture").pk])
    assert "还没有工作制度" in text(sign_in("city", DutyKind.SUPERVISOR).get(unit))


def test_a_document_that_is_no_institution_is_not_in_the_library(sign_in, world):
    document = started(world)
    client = sign_in("science", DutyKind.DRAFTER)
    assert client.get(reverse("desk:institutions:institution", args=[document.pk])).status_code == 404
    assert drafter(world).id == world.person("science", DutyKind.DRAFTER).pk
