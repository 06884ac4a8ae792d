"""The demonstration: the demo city in a folder of its own, loaded once, kept until someone asks for a fresh one."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.utils import timezone

from gongkai.faces.jobs import tables
from gongkai.faces.jobs.demo import loading
from gongkai.statute.errors import GongkaiError

Say = Callable[[str], None]
#: Stands in a folder that holds the demo city and nothing else: only such a folder is ever emptied.
MARK = "demo.json"

_TABLE = (
    ("经办人", "finance.drafter"),
    ("科室负责人", "finance.head"),
    ("保密审查员", "finance.secrecy"),
    ("分管领导", "finance.leader"),
    ("办公室终审", "finance.final"),
    ("单位管理员", "finance.admin"),
    ("主管部门", "city.supervisor"),
    ("评估员", "city.assessor"),
    ("系统管理员", "system"),
    ("安全管理员", "security"),
    ("审计管理员", "auditor"),
)


def prepare(*, fresh: bool, say: Say) -> None:
    """Tables and the demo city, unless both are there.

    Raises:
        GongkaiError: the folder holds other data, or a server's database is to be emptied.
    """
    mark = Path(settings.HOME) / MARK
    if fresh:
        _empty(mark)
    say(f"演示数据：{settings.HOME}")
    if not mark.exists():
        say("第一次启动：建立数据库，载入演示城市，约需一分钟……")
        if not _database().exists():  # the folder is ours from now on, also if what follows is cut off
            mark.write_text("{}", encoding="utf-8")
    tables.ready(upgrade=True)
    if loading.loaded():
        if not mark.exists() and connection.vendor == "sqlite":
            raise GongkaiError(
                f"{settings.HOME} 里已有不是演示的数据，演示不会在其中运行。请用 GONGKAI_HOME 指定另一个文件夹。"
            )
        return
    now = timezone.now()
    made = loading.load(now)
    mark.write_text(json.dumps({"loaded_at": now.isoformat(), "made": made}, ensure_ascii=False), encoding="utf-8")
    say(f"已载入演示城市：{made}。")


def _database() -> Path:
    """The file of a SQLite database; on a server there is none."""
    return Path(settings.DATABASES["default"]["NAME"])


def _empty(mark: Path) -> None:
    """Throw the demo data away; never anything else."""
    if connection.vendor != "sqlite":
        raise GongkaiError(
            "演示数据在 PostgreSQL 中，--fresh 不会清空服务器上的数据库。请新建一个空数据库，改写 DATABASE_URL。"
        )
    database = _database()
    if not mark.exists():
        if database.exists():
            raise GongkaiError(
                f"{settings.HOME} 不是演示的数据文件夹，--fresh 不会清空它。请用 GONGKAI_HOME 指定另一个文件夹。"
            )
        return
    connection.close()
    for path in (database, *(database.with_name(database.name + end) for end in ("-wal", "-shm"))):
        path.unlink(missing_ok=True)
    for folder in (settings.ORIGINALS, settings.ANCHORS, Path(settings.HOME) / "cache", Path(settings.HOME) / "media"):
        shutil.rmtree(folder, ignore_errors=True)
    mark.unlink()


def announce(address: str, say: Say) -> None:
    """The addresses, and whom a newcomer can play."""
    say("")
    say("平台已启动。")
    say(f"  公开网站  {address}/        （先从这里看起：七个栏目、各单位公开平台、搜索、年度报告）")
    say(f"  工作台    {address}/desk/   （起草、审查、公开、更正、批量导入）")
    say("")
    say(f"演示人员（密码都是 {settings.DEMO_PASSWORD}）：")
    for post, username in _TABLE:
        say(f"  {post}{'　' * (6 - len(post))}{username}")
    say(
        "把 finance 换成 office、science、education、housing、environment、health、market、civil、transport、nangang、daoli 即为其他单位。"
    )
    say("")
    say("演示模式：不要求动态口令，密码公开，只可用于试用。按 Ctrl-C 停止，再次启动时保留数据。")
