"""Moving in from an older site, at the command line: look first, then take over."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from django.utils import timezone

from gongkai.faces.jobs import tables
from gongkai.office.catalog.importing import oldsite
from gongkai.office.catalog.importing.folder import Folder
from gongkai.office.catalog.importing.outcome import RowState
from gongkai.office.errors import OfficeError
from gongkai.statute.errors import GongkaiError

_MOST_SAID = 50


def adopt_site(
    path: Path, *, site: str, username: str, dry_run: bool, say: Callable[[str], None], files: Path | None = None
) -> int:
    """Take over a table (XLSX or CSV) of what was public on ``site``; with ``dry_run`` only say what would happen.

    ``files`` is the folder with the attachments and Word texts that the rows name.

    Returns 0, or 1 where rows are wrong (nothing is written then).

    Raises:
        GongkaiError: the table cannot be read, or the person is not the system administrator.
    """
    tables.ready(upgrade=False)
    now = timezone.now()
    try:
        by = oldsite.administrator(username, now)
        folder = Folder(files)
        plan = oldsite.plan_adoption(path.read_bytes(), path.name, folder=folder, at=now)
        counts = plan.counts
        say(
            f"“{path.name}”共{len(plan.rows)}行："
            + "，".join(f"{state.label}{counts[state]}行" for state in RowState)
            + "。"
        )
        problems = [problem for row in plan.wrong for problem in row.problems]
        for problem in problems[:_MOST_SAID]:
            say(f"  {problem}")
        if len(problems) > _MOST_SAID:
            say(f"  另有{len(problems) - _MOST_SAID}处，请先改正以上各处。")
        for row in plan.having(RowState.DOUBLE)[:_MOST_SAID]:
            say(f"  第{row.number}行不再接收：{row.double}")
        if plan.wrong:
            say("没有写入任何内容。")
            return 1
        if dry_run:
            say("这是试运行，没有写入任何内容。去掉--dry-run即正式接收。")
            return 0
        made = oldsite.adopt_rows(plan, site=site, folder=folder, by=by, at=now)
    except OfficeError as refused:
        raise GongkaiError(str(refused)) from refused
    say(f"已自“{site}”接收{len(made)}条，公众现在就能看到。")
    return 0
