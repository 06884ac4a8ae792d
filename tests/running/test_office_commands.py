"""The commands of the platform as an operator meets them: exit status, sentences, help without Django."""

import json
import os
import socket
import subprocess
import sys

import pytest
from django.db import connection
from django.utils.timezone import localdate

import annual_reports
from documents import published
from gongkai.cli import run
from gongkai.faces.jobs import serving
from gongkai.faces.jobs.loadtest import load_city
from gongkai.office.accounts.models import Post, User
from gongkai.office.accounts.selectors import actor_for
from gongkai.office.actors import DutyKind
from gongkai.office.audit.protection import unprotect
from gongkai.office.audit.services import SYSTEM, audited, record
from gongkai.office.search.models import SearchDoc, Tally
from gongkai.office.search.selectors import counts
from gongkai.office.units.models import Unit
from gongkai.statute.errors import GongkaiError


@pytest.fixture(autouse=True)
def _folders(settings, tmp_path):
    settings.ORIGINALS, settings.ANCHORS = tmp_path / "files", tmp_path / "anchors"


@pytest.fixture
def trail(db, now):
    """Three entries."""
    for place in range(1, 4):
        with audited():
            record("unit.changed", by=SYSTEM, at=now, subject=f"单位{place}")


def test_a_whole_trail_is_exit_status_zero(trail, capsys):
    assert run(["audit", "verify"]) == 0
    assert "共 3 条" in capsys.readouterr().out


def test_a_changed_entry_is_named_and_exit_status_one(trail, capsys):
    unprotect()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE audit_auditentry SET subject = '别的单位' WHERE seq = 2")
    assert run(["audit", "verify"]) == 1
    assert "第 2 条" in capsys.readouterr().out
    assert run(["audit", "verify", "--json"]) == 1
    said = json.loads(capsys.readouterr().out)
    assert said["schema"] == "gongkai.audit/1"
    assert not said["whole"]
    assert 2 in {found["seq"] for found in said["breaks"]}


def test_a_trail_cut_off_after_its_anchor_is_found(trail, capsys):
    assert run(["audit", "anchor"]) == 0
    assert "第 3 条" in capsys.readouterr().out
    unprotect()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM audit_auditentry WHERE seq = 3")
        cursor.execute(
            "UPDATE audit_audithead SET seq = 2, digest = (SELECT digest FROM audit_auditentry WHERE seq = 2)"
        )
    assert run(["audit", "verify"]) == 1
    assert "锚定" in capsys.readouterr().out


def in_a_process(*argv, **environment):
    names = {
        name: value for name, value in os.environ.items() if not name.startswith(("GONGKAI_", "DATABASE_", "DJANGO_"))
    }
    return subprocess.run(
        [sys.executable, "-m", "gongkai", *argv], env=names | environment, capture_output=True, text=True, check=False
    )


def test_a_database_without_tables_cannot_be_verified(tmp_path):
    done = in_a_process("audit", "verify", GONGKAI_HOME=str(tmp_path))
    assert done.returncode == 2
    assert "gongkai manage migrate" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_database_that_cannot_be_reached_is_said_in_a_sentence(tmp_path):
    done = in_a_process(
        "audit", "verify", GONGKAI_HOME=str(tmp_path), DATABASE_URL="postgresql://nobody@%2Fnowhere/nothing"
    )
    assert done.returncode == 2
    assert "无法使用数据库" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_wrong_setting_is_said_in_a_sentence(tmp_path):
    done = in_a_process("tick", GONGKAI_HOME=str(tmp_path), GONGKAI_SESSION_MINUTES="半小时")
    assert done.returncode == 2
    assert "GONGKAI_SESSION_MINUTES" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    "argv", [["serve"], ["demo"], ["worker"], ["tick"], ["audit", "verify"], ["reindex"], ["manage", "check"]]
)
def test_without_the_platform_the_commands_say_what_to_install(argv, monkeypatch, capsys):
    monkeypatch.setitem(sys.modules, "django", None)
    assert run(argv) == 2
    assert "gongkai[office]" in capsys.readouterr().err


def test_the_help_needs_no_django():
    code = (
        "import sys; from gongkai.cli import run; run(['--help']); run(['serve', '--help']); "
        "sys.exit('django' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, check=False).returncode == 0


@pytest.mark.enable_socket
def test_a_port_that_is_taken_is_said_before_anything_starts(db, capsys):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        assert run(["serve", "--port", str(port)]) == 2
    said = capsys.readouterr().err
    assert f"127.0.0.1:{port}" in said
    assert "--port" in said


@pytest.mark.enable_socket
def test_an_address_of_another_machine_is_refused():
    with pytest.raises(GongkaiError, match=r"192\.0\.2\.1"):
        serving.port_is_free("192.0.2.1", 8000)


def test_the_city_for_load_tests_has_what_was_asked_for(db, capsys):
    assert run(["load-city", "--units", "60", "--posts", "500"]) == 0
    assert "60 个单位" in capsys.readouterr().out
    assert (Unit.objects.count(), Post.objects.count(), User.objects.count()) == (60, 500, 500)
    assert Post.objects.get(user__username="u1").kind == DutyKind.SUPERVISOR
    for unit in Unit.objects.select_related("parent"):
        assert unit.path == f"{unit.parent.path if unit.parent else '/'}{unit.pk}/"
    assert run(["audit", "verify"]) == 0
    with pytest.raises(GongkaiError, match="空的数据库"):
        load_city(units=60, posts=500)


def test_the_search_is_made_again_and_says_what_it_holds(world, guard, capsys):
    item = published(world)
    annual_reports.published(world)
    with guard.off():
        SearchDoc.objects.filter(kind="document").update(title="别的标题")
        Tally.objects.all().delete()
    assert run(["reindex"]) == 0
    said = capsys.readouterr().out
    assert "已录入 2 / 2" in said
    assert "公开信息1条，年度报告1份" in said
    assert SearchDoc.objects.get(key=str(item.pk), kind="document").title == item.published.title
    assert counts().total == 2
    assert run(["reindex", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["schema"], told["items"], told["reports"], told["total"]) == ("gongkai.reindex/1", 1, 1, 2)
    assert run(["audit", "verify"]) == 0


def test_the_first_three_administrators_are_appointed_all_or_none_and_once(db, capsys):
    named = ["--system", "zhang.wei", "张伟", "--security", "li.na", "李娜", "--audit"]
    assert run(["administrators", *named, "zhang.wei", "王芳"]) == 2
    assert "已被使用" in capsys.readouterr().err
    assert not User.objects.exists()
    assert run(["administrators", *named, "wang.fang", "王芳"]) == 0
    said = capsys.readouterr().out
    for username, kind in [
        ("zhang.wei", DutyKind.SYSTEM_ADMINISTRATOR),
        ("li.na", DutyKind.SECURITY_ADMINISTRATOR),
        ("wang.fang", DutyKind.AUDIT_ADMINISTRATOR),
    ]:
        person = User.objects.get(username=username)
        assert actor_for(person, on=localdate()).has(kind)
        handed = next(line for line in said.splitlines() if username in line).split()[-1]
        assert person.check_password(handed)
        assert person.must_change_password
    assert (
        run(["administrators", "--system", "a.b", "甲乙", "--security", "c.d", "丙丁", "--audit", "e.f", "戊己"]) == 2
    )
    assert "已经有过管理员" in capsys.readouterr().err
    assert User.objects.count() == 3
    assert run(["administrators", "--system", "a.b"]) == 2
    assert "选项 --system 后面的值不全" in capsys.readouterr().err
