"""Files are kept once, whole, by their content; the scanner is asked; what is lost or left over is noticed."""

import io
import os
import socket
import struct
import threading
from contextlib import contextmanager, suppress
from datetime import timedelta

import docx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.office.actors import DutyKind
from gongkai.office.audit.models import AuditEntry
from gongkai.office.audit.services import audited, record
from gongkai.office.errors import Refused
from gongkai.office.files import names, selectors, services, storage
from gongkai.office.files.kinds import KINDS
from gongkai.office.files.models import StoredFile


@pytest.fixture
def clerk(world):
    return world.actor("science", DutyKind.DRAFTER)


@pytest.fixture
def store(world, clerk, settings, tmp_path):
    settings.ORIGINALS = tmp_path / "files"

    def keep(source, name="说明.txt", **more):
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
    assert (first.extension, first.size) == ("docx", len(data))
    with services.open_stored(first) as kept:
        assert kept.read() == data
    assert services.path_of(first).parent.name == first.sha256[2:4]
    assert [entry.verb for entry in AuditEntry.objects.filter(verb__startswith="file.")] == ["file.stored"] * 2


def test_two_at_once_give_one_row(store, monkeypatch, guard):
    """Another process keeps the same bytes between our look and our row."""
    place = storage.place

    def and_another(arrived, folder, at):
        with guard.off():
            StoredFile.objects.create(
                sha256=arrived.sha256, size=arrived.size, extension="txt", media_type="text/plain", stored_at=at
            )
        return place(arrived, folder, at)

    monkeypatch.setattr(storage, "place", and_another)
    file = store(b"demo")
    assert StoredFile.objects.get() == file


def undone(store):
    """Keep a file in an act that is undone."""
    with suppress(KeyError), audited():
        file = store(b"demo")
        raise KeyError
    return file


def test_an_undone_act_leaves_no_row_and_the_sweep_takes_the_bytes(store, world, clerk, settings):
    file = undone(store)
    path = services.path_of(file)
    assert path.exists()
    assert services.sweep(settings.ORIGINALS, world.now + timedelta(hours=23)) == (0, 0)
    assert path.exists()
    assert services.sweep(settings.ORIGINALS, world.now + timedelta(hours=25)) == (1, 4)
    assert not path.exists()
    assert services.sweep(settings.ORIGINALS, world.now + timedelta(hours=25)) == (0, 0)


def test_the_sweep_leaves_what_is_known_and_takes_unfinished_uploads(store, world, settings):
    file = store(b"demo")
    leftover = settings.ORIGINALS / "incoming" / "in-x"
    leftover.write_bytes(b"half")
    os.utime(leftover, (world.now.timestamp(),) * 2)
    assert services.sweep(settings.ORIGINALS, world.now + timedelta(days=400)) == (1, 4)
    assert services.verify_stored(file) is None


def test_bytes_kept_again_are_young_again(store, world, settings):
    undone(store)
    later = world.now + timedelta(days=3)
    with audited():
        record("file.swept", by=services.SYSTEM, at=later, subject="演示")
        services.store(b"demo", name="说明.txt", by=services.SYSTEM, at=later)
        assert services.sweep(settings.ORIGINALS, later + timedelta(hours=1)) == (0, 0)


def test_lost_and_changed_bytes_are_noticed_and_healed(store):
    file = store(b"demo")
    path = services.path_of(file)
    path.chmod(0o600)
    path.write_bytes(b"dem0")
    assert [(damage.file_id, damage.problem) for damage in services.verify_all()] == [(file.pk, "内容与 SHA-256 不符")]
    path.write_bytes(b"dem")
    assert "字节数应为 4" in services.verify_stored(file).problem
    with pytest.raises(Refused, match="缺失或不完整"):
        services.open_stored(file)
    path.unlink()
    assert services.verify_stored(file).problem == "文件缺失"
    assert store(b"demo") == file
    assert not list(services.verify_all())


# --- the scanner ------------------------------------------------------------------------------------------------------
@contextmanager
def clamd(folder, answer):
    """A clamd on a unix socket that reads a stream and says ``answer`` (bytes; None closes without a word)."""
    where = folder / "clamd.ctl"
    got = []
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as door:
        door.bind(str(where))
        door.listen()
        door.settimeout(10)

        def serve():
            link, _ = door.accept()
            with link, link.makefile("rb") as stream:
                if answer is None:
                    return
                assert stream.read(10) == b"zINSTREAM\0"
                while length := struct.unpack(">I", stream.read(4))[0]:
                    got.append(stream.read(length))
                link.sendall(answer)

        served = threading.Thread(target=serve)
        served.start()
        try:
            yield f"unix:{where}", got
        finally:
            served.join()
            where.unlink()


def test_a_clean_file_is_scanned_once(store, settings, tmp_path, world):
    data = b"demo" * 200_000
    with clamd(tmp_path, b"stream: OK\0") as (settings.CLAMAV, got):
        file = store(data)
    assert b"".join(got) == data
    assert file.scanned_at == world.now
    assert store(data) == file  # nobody listens any more, and nobody needs to


def test_an_infected_file_is_refused_by_name(store, settings, tmp_path):
    found = b"stream: Eicar-Test-Signature FOUND\0"
    with clamd(tmp_path, found) as (settings.CLAMAV, _got), pytest.raises(Refused, match="Eicar-Test-Signature"):
        store(b"demo")
    assert not StoredFile.objects.exists()
    entry = AuditEntry.objects.get(verb="file.refused")
    assert "Eicar" in entry.detail


@pytest.mark.parametrize("answer", [b"INSTREAM size limit exceeded. ERROR\0", b"", b"stream: OK but\0", None])
def test_no_clear_answer_keeps_nothing(store, settings, tmp_path, answer):
    with clamd(tmp_path, answer) as (settings.CLAMAV, _got), pytest.raises(Refused, match="暂时不可用"):
        store(b"demo")
    assert not StoredFile.objects.exists()


@pytest.mark.parametrize("where", ["unix:/nowhere/clamd.ctl", "tcp:localhost", "nonsense"])
def test_no_scanner_keeps_nothing(store, settings, where):
    settings.CLAMAV = where
    with pytest.raises(Refused, match="暂时不可用"):
        store(b"demo")


def test_what_came_before_the_scanner_is_scanned_when_it_comes_again(store, settings, tmp_path, world):
    file = store(b"demo")
    assert file.scanned_at is None
    with clamd(tmp_path, b"stream: OK\0") as (settings.CLAMAV, _got):
        assert store(b"demo") == file
    file.refresh_from_db()
    assert file.scanned_at == world.now


# --- names and headers ------------------------------------------------------------------------------------------------
@given(st.text(max_size=300), st.sampled_from(sorted(KINDS)))
def test_any_name_becomes_one_that_every_system_takes(name, extension):
    found = names.download_name(name, extension)
    assert found.endswith(f".{extension}")
    assert len(found.encode()) <= 200
    assert not set(found) & set('/\\<>:"|?*\0\r\n\t')
    assert found not in {".", ".."}
    assert not found.startswith((".", " "))
    assert names.download_name(found, extension) == found


def test_names_keep_their_meaning():
    assert names.shown("../../2026年\u202e预算\x00.DOCX") == "2026年预算.DOCX"
    assert names.download_name("长" * 300 + ".docx", "docx").startswith("长" * 60)
    assert names.download_name("con.txt", "txt") == "con_.txt"
    assert names.download_name("关于2.5级单位的通知", "pdf") == "关于2.5级单位的通知.pdf"


def test_headers_never_let_a_browser_run_it():
    file = StoredFile(sha256="a" * 64, size=9, extension="pdf", media_type="text/html")
    headers = selectors.safe_headers(file, '公告"\r\nX: y.html', inline=True)
    assert headers["Content-Type"] == "application/pdf"
    assert headers["Content-Disposition"].startswith(
        "inline; filename=\"__X y.pdf\"; filename*=UTF-8''%E5%85%AC%E5%91%8AX%20y.pdf"
    )
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in headers["Content-Security-Policy"]
    assert all("\n" not in value and "\r" not in value for value in headers.values())
    for extension, kind in KINDS.items():
        other = selectors.safe_headers(StoredFile(sha256="a", size=1, extension=extension), "x", inline=True)
        assert other["Content-Disposition"].startswith("inline" if kind.inline else "attachment")
        assert not any(word in other["Content-Type"] for word in ("html", "svg", "script", "xml;", "/xml"))
    unknown = selectors.safe_headers(StoredFile(sha256="a", size=1, extension="html"), "x", inline=True)
    assert unknown["Content-Type"] == "application/octet-stream"
    assert unknown["Content-Disposition"].startswith("attachment")
