"""Starting for real: a newcomer's command, the first page, Ctrl-C, and a second start that keeps the data."""

import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request

import pytest

pytestmark = pytest.mark.enable_socket
PATIENCE = 240


def environment(home, **more):
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("GONGKAI_", "DATABASE_", "DJANGO_"))
    }
    return kept | {"GONGKAI_HOME": str(home)} | more


def gongkai(home, *argv):
    return subprocess.run(
        [sys.executable, "-m", "gongkai", *argv], env=environment(home), capture_output=True, text=True, check=False
    )


class Started:
    """The platform in a process of its own."""

    def __init__(self, home, *argv):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.out = home.parent / f"{argv[0]}-{self.port}.txt"
        with self.out.open("w", encoding="utf-8") as out:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "gongkai", *argv, "--port", str(self.port), "--workers", "1"],
                env=environment(home),
                stdout=out,
                stderr=subprocess.STDOUT,
            )

    def page(self, path):
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=60) as answer:
            return answer.read().decode()

    def wait(self):
        until = time.monotonic() + PATIENCE
        while "Ctrl-C" not in self.said():
            assert self.process.poll() is None, self.said()
            assert time.monotonic() < until, self.said()
            time.sleep(0.3)
        return self

    def said(self):
        return self.out.read_text(encoding="utf-8")

    def stop(self, how=signal.SIGINT):
        self.process.send_signal(how)
        return self.process.wait(40)


@pytest.fixture(scope="module")
def first(tmp_path_factory):
    """The first start into an empty folder: what was said and shown, and how it stopped."""
    home = tmp_path_factory.mktemp("demo") / "city"
    demo = Started(home, "demo").wait()
    try:
        pages = demo.page("/desk/"), demo.page("/")
    finally:
        status = demo.stop()
    return home, demo, pages, status


@pytest.fixture(scope="module")
def home(first):
    """The folder after the first start."""
    return first[0]


def test_the_demo_opens_stops_and_keeps_its_data(first):
    home, demo, (desk, front), status = first
    assert "finance.drafter" in demo.said()
    assert "演示" in desk
    assert "<html" in front
    assert status == 0
    assert demo.said().rstrip().endswith("已停止。")
    with pytest.raises(OSError, match="refused"):
        demo.page("/")
    assert gongkai(home, "audit", "verify").returncode == 0

    again = Started(home, "demo").wait()
    assert "第一次启动" not in again.said()
    assert again.stop(signal.SIGTERM) == 0


def test_a_changed_byte_is_named(home):
    door = sqlite3.connect(home / "gongkai.sqlite3")
    with door:
        door.execute("DROP TRIGGER audit_entry_no_update")
        door.execute("UPDATE audit_auditentry SET detail = replace(detail, '1', '2') WHERE seq = 1")
    door.close()
    done = gongkai(home, "audit", "verify")
    assert done.returncode == 1
    assert "第 1 条" in done.stdout


def test_only_a_demo_s_folder_is_ever_emptied(home, tmp_path):
    (tmp_path / "gongkai.sqlite3").touch()
    done = gongkai(tmp_path, "demo", "--fresh", "--port", "1")
    assert done.returncode == 2
    assert (tmp_path / "gongkai.sqlite3").exists()


def test_the_libraries_tables_made_at_once_are_those_of_the_migrations(home, tmp_path):
    assert gongkai(tmp_path, "manage", "migrate", "--verbosity", "0").returncode == 0
    migrated, at_once = shape(tmp_path / "gongkai.sqlite3"), shape(home / "gongkai.sqlite3")
    assert migrated.keys() == at_once.keys()
    assert {name: (migrated[name], at_once[name]) for name in migrated if migrated[name] != at_once[name]} == {}
    done = gongkai(home, "manage", "migrate", "--check")
    assert done.returncode == 0, done.stdout
    assert gongkai(home, "manage", "makemigrations", "--check", "--dry-run").returncode == 0


def shape(path):
    """Tables with their columns and what is unique in them."""
    door = sqlite3.connect(path)
    names = [
        row[0]
        for row in door.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
    ]
    found = {}
    for name in names:
        columns = {(row[1], row[2].lower(), row[3], row[5]) for row in door.execute(f'PRAGMA table_info("{name}")')}
        indexes = set()
        for _seq, index, unique, *_rest in door.execute(f'PRAGMA index_list("{name}")').fetchall():
            parts = tuple(row[2] for row in door.execute(f'PRAGMA index_info("{index}")'))
            indexes.add((re.sub(r"sqlite_autoindex.*", "", index) and bool(unique), parts))
        found[name] = (columns, indexes)
    door.close()
    return found
