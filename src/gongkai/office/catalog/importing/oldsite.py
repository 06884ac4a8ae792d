"""Moving in from an older site: a table of what was public there is taken over as it stood."""

from __future__ import annotations

from datetime import datetime, time

from django.utils import timezone

from gongkai.office.accounts.models import User
from gongkai.office.accounts.selectors import actor_for
from gongkai.office.actors import Actor, DutyKind
from gongkai.office.catalog.adopting import Adopted, adopt
from gongkai.office.catalog.importing.folder import Folder
from gongkai.office.catalog.importing.outcome import ImportPlan, PlannedRow
from gongkai.office.catalog.importing.planning import plan_import
from gongkai.office.catalog.importing.sheet import read_sheet
from gongkai.office.errors import NotAllowed, Refused

#: A day without an hour is shown as the morning of that day.
_MORNING = time(9)


def administrator(username: str, at: datetime) -> Actor:
    """The system administrator in whose name it is done.

    Raises:
        Refused: nobody signs in under this name.
        NotAllowed: no such post.
    """
    user = User.objects.filter(username=username, is_active=True).first()
    if user is None:
        raise Refused(f"没有登录名为“{username}”的在用人员，请核对。")
    actor = actor_for(user, on=timezone.localdate(at))
    if not actor.has(DutyKind.SYSTEM_ADMINISTRATOR):
        raise NotAllowed(f"{user.name}没有系统管理员岗位，接收旧网站的信息由系统管理员办理。")
    return actor


def plan_adoption(data: bytes, name: str, *, folder: Folder | None = None, at: datetime) -> ImportPlan:
    """What a table of an older site would give, with every wrong cell; ``folder`` has the files its rows name. Writes nothing.

    Raises:
        Refused: the table cannot be read.
    """
    return plan_import(read_sheet(data, name), folder or Folder(None), by=None, at=at)


def adopt_rows(plan: ImportPlan, *, site: str, folder: Folder | None = None, by: Actor, at: datetime) -> list[int]:
    """Take over the rows that are not there yet, with their files; the ids of the documents.

    Raises:
        NotAllowed: not the system administrator.
        Refused: a row is wrong, or is not within what can be taken over.
    """
    if plan.wrong:
        raise Refused(f"有{len(plan.wrong)}行有错误，没有写入任何内容。请改正表格后再试。")
    if not by.has(DutyKind.SYSTEM_ADMINISTRATOR):
        raise NotAllowed("接收旧网站的信息由系统管理员办理，您没有这样的岗位。")
    folder = folder or Folder(None)
    items = [_adopted(row, folder, by, at) for row in plan.rows if not row.double]
    return adopt(items, site=site, by=by, at=at)


def _adopted(row: PlannedRow, folder: Folder, by: Actor, at: datetime) -> Adopted:
    if row.unit is None or row.published_on is None or by.id is None:
        raise AssertionError("a row without problems has a unit and a day; an administrator is a person")
    return Adopted(
        unit=row.unit,
        section=row.section,
        kind=row.kind,
        title=row.title,
        document_number=row.document_number,
        formed_on=row.formed_on,
        published_at=timezone.make_aware(datetime.combine(row.published_on, _MORNING)),
        body=row.body,
        attachments=tuple((folder.kept(place, by=by, at=at), name) for place, name in row.files),
        metadata=row.metadata,
        index_number=row.index_number,
        by_id=by.id,
    )
