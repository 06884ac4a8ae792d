"""Verification names what was changed, taken out, moved or cut off; anchors show a rewritten past."""

from datetime import UTC, date, datetime

import pytest

from gongkai.office.actors import SYSTEM
from gongkai.office.audit.models import AuditEntry, AuditHead
from gongkai.office.audit.protection import protect, unprotect
from gongkai.office.audit.sealing import FIELDS, START, seal
from gongkai.office.audit.services import audited, record
from gongkai.office.audit.verification import advance, begin, read_anchors, verify, write_anchor

NOW = datetime(2026, 3, 10, 1, 30, tzinfo=UTC)


@pytest.fixture
def trail(db):
    """Ten entries, and the hand of someone who owns the database."""
    write(10)
    unprotect()
    return AuditEntry.objects


def write(number):
    for turn in range(number):
        with audited():
            record("audit.exported", by=SYSTEM, at=NOW, subject=f"第{turn}件", detail={"行数": turn})


def breaks(anchors=None, **more):
    protect()
    return [(found.kind, found.seq) for found in verify(anchors, **more).breaks]


def test_a_whole_trail_is_whole(trail):
    protect()
    verdict = verify()
    assert (verdict.whole, verdict.entries, verdict.breaks) == (True, 10, ())


def test_an_empty_trail_is_whole(db):
    assert verify().whole


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("actor", "别人"),
        ("subject", "别的"),
        ("detail", "{}"),
        ("verb", "audit.verified"),
        ("at", datetime(2026, 3, 10, 1, 30, 0, 1, tzinfo=UTC)),
        ("address", "192.0.2.9"),
        ("unit_id", 1),
        ("actor_id", 0),
    ],
)
def test_a_changed_entry_is_named(trail, field, value):
    trail.filter(seq=4).update(**{field: value})
    assert breaks() == [("changed", 4)]


def test_a_missing_entry_is_named(trail):
    trail.filter(seq=4).delete()
    assert breaks() == [("missing", 4)]


def test_missing_entries_are_named_with_their_number(trail):
    trail.filter(seq__in=(4, 5, 6)).delete()
    protect()
    assert [found.message for found in verify().breaks] == ["第 4 至 6 条不见了。"]


def test_the_first_entry_cannot_go_unseen(trail):
    trail.filter(seq=1).delete()
    assert breaks() == [("missing", 1)]


def test_exchanged_entries_are_named(trail):
    trail.filter(seq=4).update(seq=99)
    trail.filter(seq=7).update(seq=4)
    trail.filter(seq=99).update(seq=7)
    assert [seq for kind, seq in breaks() if kind == "order"][:2] == [4, 5]
    assert ("order", 7) in breaks()


def test_a_resealed_entry_breaks_the_link_to_the_next(trail):
    entry = trail.get(seq=4)
    entry.subject = "别的"
    trail.filter(seq=4).update(subject="别的", digest=seal(tuple(getattr(entry, name) for name in FIELDS)))
    assert breaks() == [("order", 5)]


@pytest.mark.parametrize("gone", [1, 3])
def test_a_cut_end_is_named(trail, gone):
    trail.filter(seq__gt=10 - gone).delete()
    assert breaks() == [("truncated", 11 - gone)]


def test_a_trail_that_is_gone_is_named(trail):
    trail.all().delete()
    assert breaks() == [("truncated", 1)]


def test_a_lost_head_is_named(trail):
    AuditHead.objects.all().delete()
    assert breaks() == [("truncated", None)]


def test_an_end_that_was_moved_back_is_named(trail):
    AuditHead.objects.update(seq=8, digest=trail.get(seq=8).digest)
    assert breaks() == [("changed", 9)]


def test_an_entry_that_came_in_by_the_back_door_is_named(trail):
    last = trail.get(seq=10)
    trail.create(
        **{**{name: getattr(last, name) for name in FIELDS}, "seq": 11, "previous": last.digest, "digest": "0" * 64}
    )
    assert breaks() == [("changed", 11), ("changed", 11)]


def rewrite(trail, start, **change):
    """Everything from an entry on, changed and sealed anew, and the head with it: only an anchor can know."""
    digest = trail.get(seq=start - 1).digest if start > 1 else START
    for entry in trail.filter(seq__gte=start).order_by("seq"):
        for name, value in change.items():
            setattr(entry, name, value)
        entry.previous = digest
        digest = seal(tuple(getattr(entry, name) for name in FIELDS))
        trail.filter(seq=entry.seq).update(previous=entry.previous, digest=digest, **change)
    AuditHead.objects.update(digest=digest)


def test_a_rewritten_past_shows_against_an_anchor(trail, tmp_path):
    write_anchor(tmp_path, on=date(2026, 3, 10))
    rewrite(trail, 6, actor="别人")
    assert breaks() == []
    assert breaks(tmp_path) == [("anchor", 10)]


def test_a_past_rewritten_and_cut_shows_against_an_anchor(trail, tmp_path):
    write_anchor(tmp_path, on=date(2026, 3, 10))
    trail.filter(seq__gt=7).delete()
    AuditHead.objects.update(seq=7, digest=trail.get(seq=7).digest)
    assert breaks() == []
    assert breaks(tmp_path) == [("truncated", 10)]


def test_an_anchor_is_written_once_a_day(trail, tmp_path):
    first = write_anchor(tmp_path, on=date(2026, 3, 10))
    protect()
    write(2)
    assert write_anchor(tmp_path, on=date(2026, 3, 10)) == first
    second = write_anchor(tmp_path, on=date(2026, 3, 11))
    assert [anchor.seq for anchor in read_anchors(tmp_path)] == [10, 12]
    assert second.digest == AuditHead.objects.get().digest
    assert breaks(tmp_path) == []


def test_an_empty_trail_has_no_anchor(db, tmp_path):
    assert write_anchor(tmp_path, on=date(2026, 3, 10)) is None
    assert read_anchors(tmp_path / "missing") == []


@pytest.mark.parametrize("at_once", [1, 3, 10, 11])
def test_reading_in_parts_sees_the_same(trail, at_once):
    trail.filter(seq=4).update(actor="别人")
    trail.filter(seq=6).delete()
    trail.filter(seq=10).delete()
    protect()
    progress, turns = begin(), 0
    while not progress.done:
        progress, turns = advance(progress, entries=at_once), turns + 1
        assert turns < 20
    assert [(found.kind, found.seq) for found in progress.breaks] == [("changed", 4), ("missing", 6), ("truncated", 10)]
    assert progress.breaks == verify().breaks
    assert (progress.share, progress.entries) == (1.0, 8)


def test_entries_written_meanwhile_do_not_disturb(trail):
    protect()
    progress = advance(begin(), entries=4)
    assert progress.share == 0.4
    write(3)
    done = advance(progress)
    assert (done.done, done.breaks, done.entries) == (True, (), 13)


def test_no_more_breaks_are_told_than_asked_for(trail):
    trail.update(actor="别人")
    assert len(breaks(most=3)) == 3
