"""The door to the trail: sealed entries, nesting, rollback, refusals of the database, writers at once."""

import threading
from datetime import UTC, datetime, timedelta, timezone

import pytest
from django.db import DatabaseError, connection, connections, transaction
from hypothesis import HealthCheck, given
from hypothesis import settings as effort
from hypothesis import strategies as st

from gongkai.office.actors import SYSTEM, Actor, DutyKind
from gongkai.office.audit import verbs
from gongkai.office.audit.models import AuditEntry, AuditHead
from gongkai.office.audit.permissions import may_read_all, may_read_some, may_verify
from gongkai.office.audit.protection import protect, protected, unprotect
from gongkai.office.audit.sealing import START, canonical, moment_text, seal, seal_plain
from gongkai.office.audit.selectors import entries, history, neighbours
from gongkai.office.audit.services import NothingRecorded, audited, door_is_open, read_recorded, record
from gongkai.office.audit.verification import verify
from gongkai.office.units.models import Unit

NOW = datetime(2026, 3, 10, 1, 30, tzinfo=UTC)


def write(subject="某事", verb="audit.exported", **more):
    with audited():
        record(verb, by=SYSTEM, at=NOW, subject=subject, **more)


def subjects():
    return list(AuditEntry.objects.order_by("seq").values_list("subject", flat=True))


def test_entries_are_counted_and_chained(db):
    for subject in ("一", "二", "三"):
        write(subject)
    first, second, third = AuditEntry.objects.order_by("seq")
    assert [entry.seq for entry in (first, second, third)] == [1, 2, 3]
    assert (first.previous, second.previous, third.previous) == (START, first.digest, second.digest)
    assert (AuditHead.objects.get().seq, AuditHead.objects.get().digest) == (3, third.digest)
    assert verify().whole


def test_an_entry_says_who_what_and_whose(world):
    unit = world.unit("science")
    with audited():
        record(
            "unit.changed",
            by=world.actor("science", DutyKind.UNIT_ADMINISTRATOR),
            at=world.now,
            subject=unit,
            unit_id=unit.pk,
            detail={"new": "乙", "old": "甲"},
        )
    entry = AuditEntry.objects.get()
    assert entry.actor == "科学技术局单位管理员（科学技术局 单位管理员）"
    assert (entry.address, entry.subject_type, entry.subject_id) == ("192.0.2.7", "units.unit", str(unit.pk))
    assert entry.detail == '{"new":"乙","old":"甲"}'


def test_a_block_without_a_word_fails_and_nothing_stays(world):
    with pytest.raises(NothingRecorded), audited():
        Unit.objects.filter(pk=world.unit("science").pk).update(name="改名")
    assert Unit.objects.get(pk=world.unit("science").pk).name == "青石市科学技术局"
    assert not door_is_open()


def test_what_fails_leaves_neither_write_nor_entry(world):
    with pytest.raises(RuntimeError, match="halt"), audited():  # noqa: PT012
        Unit.objects.filter(pk=world.unit("science").pk).update(name="改名")
        record("unit.changed", by=SYSTEM, at=NOW, subject="x")
        raise RuntimeError("halt")
    assert Unit.objects.get(pk=world.unit("science").pk).name == "青石市科学技术局"
    assert subjects() == []
    assert not door_is_open()


def test_nested_blocks_are_sealed_once_in_order(db):
    with audited():
        record("audit.exported", by=SYSTEM, at=NOW, subject="外一")
        with audited():
            record("audit.exported", by=SYSTEM, at=NOW, subject="内")
        assert AuditEntry.objects.count() == 0
        record("audit.exported", by=SYSTEM, at=NOW, subject="外二")
    assert subjects() == ["外一", "内", "外二"]


def test_a_failed_inner_block_takes_its_words_with_it(db):
    with audited():
        record("audit.exported", by=SYSTEM, at=NOW, subject="外一")
        with pytest.raises(RuntimeError, match="halt"), audited():  # noqa: PT012
            record("audit.exported", by=SYSTEM, at=NOW, subject="内")
            raise RuntimeError("halt")
        record("audit.exported", by=SYSTEM, at=NOW, subject="外二")
    assert subjects() == ["外一", "外二"]


def test_recording_outside_the_door_is_a_mistake(db):
    with pytest.raises(RuntimeError, match="inside audited"):
        record("audit.exported", by=SYSTEM, at=NOW, subject="x")


def test_an_unknown_verb_is_a_mistake(db):
    with pytest.raises(ValueError, match="register it"), audited():
        record("unit.invented", by=SYSTEM, at=NOW, subject="x")
    assert subjects() == []


def test_a_read_is_one_entry_by_itself(world):
    read_recorded(
        "person.read", by=SYSTEM, at=NOW, subject=world.person("science", DutyKind.DRAFTER), detail={"why": "核对"}
    )
    assert [entry.verb for entry in AuditEntry.objects.all()] == ["person.read"]


@pytest.mark.parametrize("act", ["update", "delete", "truncate"])
def test_the_database_refuses_to_change_the_trail(db, act):
    write()
    table = AuditEntry._meta.db_table
    statements = {  # the table's name is our own
        "update": f"UPDATE {table} SET actor = '别人'",  # noqa: S608
        "delete": f"DELETE FROM {table}",  # noqa: S608
        "truncate": f"TRUNCATE {table}" if connection.vendor == "postgresql" else f"DELETE FROM {table} WHERE 1 = 1",  # noqa: S608
    }
    with pytest.raises(DatabaseError, match="只能追加"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statements[act])
    assert AuditEntry.objects.get().actor == "系统"


def test_the_protection_can_be_seen(db):
    assert protected()
    unprotect()
    assert not protected()
    assert [found.kind for found in verify().breaks] == ["unprotected"]
    protect()
    protect()
    assert protected()


def test_verbs_have_one_meaning_and_a_grammar():
    with pytest.raises(ValueError, match="two or three dotted words"):
        verbs.register({"Unit": "x"})
    with pytest.raises(ValueError, match="registered twice"):
        verbs.register({"audit.exported": "另一个意思"})
    assert verbs.label("gone.verb") == "gone.verb"


def test_every_group_of_verbs_has_its_words():
    assert [name for name, label in verbs.groups().items() if name == label] == []


def test_the_seal_hangs_on_every_field():
    plain = [1, NOW, 7, "甲", "192.0.2.7", "unit.changed", 3, "units.unit", "3", "乙", "{}", START]
    seals = {seal(tuple(plain))}
    for index, other in enumerate(
        [2, NOW + timedelta(microseconds=1), 8, "丙", "", "unit.moved", None, "", "4", "丁", "[]", "1" * 64]
    ):
        seals.add(seal((*plain[:index], other, *plain[index + 1 :])))
    assert len(seals) == len(plain) + 1


def test_the_seal_does_not_hang_on_the_zone_of_the_clock():
    east = NOW.astimezone(timezone(timedelta(hours=8)))
    rest = (None, "系统", "", "audit.started", None, "", "", "", "{}", START)
    assert seal((1, NOW, *rest)) == seal((1, east, *rest))
    with pytest.raises(TypeError):
        seal((1, NOW.replace(tzinfo=None), *rest))


@effort(suppress_health_check=[HealthCheck.too_slow])  # a busy machine draws nested values slowly
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda x: st.lists(x) | st.dictionaries(st.text(), x),
        max_leaves=20,
    )
)
def test_a_detail_is_written_the_same_for_the_same_content(value):
    def turned(found):
        if isinstance(found, dict):
            return {key: turned(found[key]) for key in reversed(list(found))}
        return [turned(each) for each in found] if isinstance(found, list) else found

    assert canonical(value) == canonical(turned(value))


def test_selection_by_words_verb_unit_subject_and_period(world):
    science, culture = world.unit("science"), world.unit("culture")
    for moment, unit, verb in ((NOW, science, "unit.changed"), (NOW + timedelta(days=1), culture, "section.changed")):
        with audited():
            record(
                verb, by=world.actor("science", DutyKind.UNIT_ADMINISTRATOR), at=moment, subject=unit, unit_id=unit.pk
            )
    assert [entry.subject for entry in entries()] == ["青石市文化局", "青石市科学技术局"]
    assert entries(verb="unit").count() == entries(verb="unit.changed").count() == 1
    assert entries(verb="uni").count() == 0
    assert entries(words="文化").count() == 1
    assert entries(unit_ids=[science.pk]).get().subject_id == str(science.pk)
    assert entries(subject_type="units.unit", subject_id=str(culture.pk)).count() == 1
    assert entries(since=NOW + timedelta(hours=1)).count() == 1
    assert entries(until=NOW + timedelta(hours=1)).count() == 1
    assert history(science).count() == 1
    assert [found and found.seq for found in neighbours(entries()[0])] == [1, None]


def test_who_may_read(world):
    audit, unit, clerk = (
        world.actor("platform", DutyKind.AUDIT_ADMINISTRATOR),
        world.actor("science", DutyKind.UNIT_ADMINISTRATOR),
        world.actor("science", DutyKind.DRAFTER),
    )
    assert [may_read_all(each) for each in (audit, unit, clerk)] == [True, False, False]
    assert [may_read_some(each) for each in (audit, unit, clerk)] == [True, True, False]
    assert [may_verify(each) for each in (audit, unit, clerk)] == [True, False, False]


@pytest.fixture
def protected_again(django_db_setup, django_db_blocker):
    """Set up before the tables are cleared for good, so that it ends after that: the next test has its triggers."""
    yield
    with django_db_blocker.unblock():
        protect()


@pytest.fixture
def crowd(protected_again, transactional_db):
    """A database that several threads write to; clearing it afterwards needs the triggers away."""
    protect()
    yield
    unprotect()


def test_writers_at_once_leave_no_gap_and_no_fork(crowd):
    errors = []

    def work(number):
        try:
            by = Actor(id=number, name=f"甲{number}")
            for turn in range(15):
                with audited():
                    for _ in range(turn % 3 + 1):
                        record("audit.exported", by=by, at=NOW, subject=f"{number}-{turn}")
        except Exception as error:  # noqa: BLE001
            errors.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert AuditEntry.objects.count() == 4 * 30
    assert verify().whole


@given(
    st.integers(1, 2**60),
    st.datetimes(datetime(1990, 1, 1), datetime(2200, 1, 1)),  # noqa: DTZ001  (made aware below)
    st.none() | st.integers(0, 2**60),
    st.lists(st.text(), min_size=9, max_size=9),
)
def test_the_quick_seal_is_the_seal(seq, moment, number, words):
    at = moment.replace(tzinfo=UTC)
    before, after = (seq, number), (*words[:3], number, *words[3:])
    whole = (before[0], at, before[1], *after)
    assert seal_plain((seq, moment_text(at), number, *after)) == seal(whole)
