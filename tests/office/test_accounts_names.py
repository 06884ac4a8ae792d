"""Names of people and what is written beside them: one line, nothing invisible."""

import pytest

from gongkai.office.accounts.services import add_person, change_person, grant_post
from gongkai.office.actors import SYSTEM, DutyKind
from gongkai.office.errors import Refused

K = DutyKind


def test_a_name_is_one_line_of_what_can_be_seen(world):
    """What cannot be seen would show another name in the register than the one that was typed, or break a printed line."""
    hidden = "张\u202e三\u2066\x1b[31m\r\n"
    person = add_person(name=hidden, username="zhang.san", unit=world.unit("science"), by=SYSTEM, at=world.now).user
    assert person.name == "张三[31m"
    change_person(person, name="李\u200b 四", phone="", email="", unit=person.unit, by=SYSTEM, at=world.now)
    person.refresh_from_db()
    assert person.name == "李 四"
    with pytest.raises(Refused, match="姓名"):
        add_person(name="王\u202e\u200b", username="wang.wu", unit=None, by=SYSTEM, at=world.now)
    post = grant_post(
        person,
        kind=K.DRAFTER,
        unit=world.unit("science"),
        valid_from=world.today,
        title="科\u202e员\n",
        by=SYSTEM,
        at=world.now,
    )
    assert post.title == "科员"
