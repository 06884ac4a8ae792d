"""Filling catalogues in tests: public items of a known age under a heading, and the lines that come of it."""

from datetime import timedelta

from gongkai.office.actors import DutyKind
from gongkai.office.audit.services import SYSTEM
from gongkai.office.catalog.obligations import lines_of
from gongkai.office.catalog.services import Adopted, Metadata, adopt


def adopted(world, heading, *, age, slug="science", title="关于演示事项的公告（演示）", body="<p>演示。</p>"):
    """A public item under a heading, ``age`` days old; its id."""
    at = world.now - timedelta(days=age)
    item = Adopted(
        unit=world.unit(slug),
        title=title,
        published_at=at,
        by_id=world.person(slug, DutyKind.DRAFTER).pk,
        formed_on=at.date(),
        body=body,
        metadata=Metadata(heading=heading, genre="05"),
    )
    return adopt([item], site="旧网站（演示）", by=SYSTEM, at=world.now)[0]


def line(world, code, slug="science"):
    """The line of a heading in the unit's catalogue."""
    return next(found for found in lines_of(world.unit(slug), world.today) if found.node.code == code)
