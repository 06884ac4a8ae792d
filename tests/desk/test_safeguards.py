"""The desk's small safeguards: nothing kept by browsers, no question a database cannot be asked, no more than the post."""

from dataclasses import replace

import pytest
from django.test import Client

from gongkai.faces.desk.home.board import in_region
from gongkai.office.actors import DutyKind
from gongkai.office.units.models import Unit
from world import PASSWORD


@pytest.fixture
def signed_in(world, settings):
    settings.SECOND_FACTOR = False
    client = Client()
    person = world.person("science", DutyKind.DRAFTER)
    client.post("/desk/login/", {"login": person.username, "password": PASSWORD})
    return client


@pytest.mark.parametrize(
    "path", ["/desk/factor/enrol/", "/desk/factor/", "/desk/password/", "/desk/confirm/", "/desk/"]
)
def test_nothing_of_the_desk_is_kept_by_a_browser(signed_in, path):
    answer = signed_in.get(path)
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize("path", ["/desk/documents/?q=%00", "/desk/units/?sort=%00", "/desk/%00/"])
def test_a_null_character_in_an_address_is_refused_in_words(signed_in, path):
    answer = signed_in.get(path)
    assert answer.status_code == 400
    assert "请求不完整" in answer.content.decode()


@pytest.mark.parametrize("path", ["/documents/?q=%00", "/documents/?unit=%00", "/units/?name=%00"])
@pytest.mark.django_db
def test_the_public_gets_the_same_answer(path):
    assert Client().get(path).status_code == 400


def test_the_board_of_a_post_without_the_units_below_shows_its_unit_only(world):
    whole = world.actor("city", DutyKind.SUPERVISOR)
    single = replace(whole, duties=tuple(replace(duty, subtree=False) for duty in whole.duties))
    assert Unit.objects.filter(in_region(whole)).count() == 5
    assert list(Unit.objects.filter(in_region(single))) == [world.unit("city")]
