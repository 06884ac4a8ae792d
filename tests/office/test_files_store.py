"""Files are kept once, whole, by their content; what may not be kept is refused with a sentence."""

import io

import docx
import pytest

from gongkai.office.actors import DutyKind
from gongkai.office.errors import Refused
from gongkai.office.files import services


@pytest.fixture
def clerk(world):
    return world.actor("science", DutyKind.DRAFTER)


@pytest.fixture
def store(world, clerk, settings, tmp_path):
    settings.ORIGINALS = tmp_path / "files"

    def keep(source, name, **more):
        return services.store(source, name=name, by=clerk, at=world.now, **more)

    return keep


def word():
    target = io.BytesIO()
    document = docx.Document()
    document.add_paragraph("演示")
    document.save(target)
    return target.getvalue()


def test_the_same_bytes_give_the_same_row(store):
    data = word()
    first = store(data, "通知.docx")
    again = store(io.BytesIO(data), "另一个名字.doc")
    assert first == again
    assert first.extension == "docx"
    with services.open_stored(first) as kept:
        assert kept.read() == data
    assert services.verify_stored(first) is None


def test_a_script_is_refused(store):
    with pytest.raises(Refused, match="脚本"):
        store(b"#!/bin/sh\nrm", "a.txt")
