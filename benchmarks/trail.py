"""What the trail costs, and how fast it is verified; everything as a ratio to a named baseline of the same run.

    .venv/bin/python benchmarks/trail.py                         (200,000 entries, SQLite in a temporary folder)
    DATABASE_URL=postgresql://… .venv/bin/python benchmarks/trail.py --tables-may-go

* **write**: one form of the desk (the unit's contact, the smallest there is) is posted again and again through the whole stack of
  middleware. Baseline: the same requests. Counted against it: the time inside ``record`` and inside the sealing of the
  entries, which is all that a request does for the trail. At most 25 %.
* **verify**: reading and sealing the whole trail anew. Baseline: the bare SHA-256 of the same rows, already in memory, without
  database or comparison. At least 50,000 entries a second, measured in the same run.
"""

# ruff: noqa: PLC0415, S101  (Django must be set up first; a benchmark that goes wrong must stop)

from __future__ import annotations

import argparse
import hashlib
import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

START_AT = datetime(2026, 1, 5, 1, 0, tzinfo=UTC)
BATCH = 5_000


def fill(
    count: int, *, units: Sequence[int] = range(800), people: Sequence[int] = range(5_000), since: datetime = START_AT
) -> None:
    """A trail of ``count`` sealed entries, such as a city writes in a few months."""
    from gongkai.office.audit.models import AuditEntry, AuditHead
    from gongkai.office.audit.sealing import FIELDS, START, canonical, seal

    head = AuditHead.objects.get_or_create(id=1)[0]
    seq, digest = head.seq, head.digest or START
    waiting = []
    for number in range(count):
        seq += 1
        entry = AuditEntry(
            seq=seq,
            at=since + timedelta(seconds=seq * 7),
            actor_id=people[number % len(people)],
            actor=f"演示人员{number % 5_000}（演示局 经办人）",
            address="192.0.2.7",
            verb="document.saved",
            unit_id=units[number % len(units)],
            subject_type="catalog.document",
            subject_id=str(number % 90_000),
            subject=f"关于演示事项第{number % 90_000}号的通知",
            detail=canonical({"number": number % 9, "digest": f"{number:064x}", "note": "演示修改说明"}),
            previous=digest,
        )
        entry.digest = digest = seal(tuple(getattr(entry, name) for name in FIELDS))
        waiting.append(entry)
        if len(waiting) == BATCH or number == count - 1:
            AuditEntry.objects.bulk_create(waiting)
            waiting = []
    AuditHead.objects.filter(id=1).update(seq=seq, digest=digest)


def verifying(rounds: int) -> tuple[float, float]:
    """Entries a second, and how many times the bare hashing takes; the best of several rounds each, in turns.

    Seconds of this process on SQLite, which works in it: other programs on the machine do not count. Of the clock on PostgreSQL.
    """
    from django.db import connection

    clock = time.process_time if connection.vendor == "sqlite" else time.perf_counter
    from gongkai.office.audit.models import AuditEntry
    from gongkai.office.audit.sealing import FIELDS
    from gongkai.office.audit.verification import verify

    rows = [
        json.dumps([str(value) for value in row], ensure_ascii=False).encode()
        for row in AuditEntry.objects.order_by("seq").values_list(*FIELDS).iterator(chunk_size=BATCH)
    ]
    ours, bare = [], []
    for _ in range(rounds):
        start = clock()
        for row in rows:
            hashlib.sha256(row).hexdigest()
        bare.append(clock() - start)
        start = clock()
        verdict = verify()
        ours.append(clock() - start)
        assert verdict.whole, verdict.breaks[:3]
        assert verdict.entries == len(rows)
    return len(rows) / min(ours), min(ours) / min(bare)


def timed(total: list[float], function: Callable[..., Any]) -> Callable[..., Any]:
    """The function, its time added up."""

    def wrapped(*args: object, **kwargs: object) -> object:
        start = time.perf_counter()
        try:
            return function(*args, **kwargs)
        finally:
            total[-1] += time.perf_counter() - start

    return wrapped


def writing(requests: int) -> float:
    """The median share of a request that the trail takes."""
    import lxml.html
    from django.test import Client
    from django.utils import timezone

    import gongkai.office.units.services as unit_services
    from gongkai.office.actors import DutyKind
    from gongkai.office.audit import services
    from gongkai.office.audit.models import AuditEntry
    from world import build

    world = build()
    person = world.person("science", DutyKind.UNIT_ADMINISTRATOR)
    type(person).objects.filter(pk=person.pk).update(password_changed_at=timezone.now())
    person.refresh_from_db()
    client = Client()
    client.force_login(person)
    address = f"/desk/units/{world.unit('science').pk}/contact/"
    inside: list[float] = []
    services._seal = timed(inside, services._seal)  # noqa: SLF001
    recording = timed(inside, services.record)
    for module in [
        found for name, found in sys.modules.items() if name.startswith(("gongkai.office", "gongkai.faces"))
    ]:
        if getattr(module, "record", None) is services.record and module is not services:
            module.record = recording  # type: ignore[attr-defined]
    services.record = recording
    assert unit_services
    shares = []
    for number in range(requests + 5):
        forms = lxml.html.fromstring(client.get(address).content).forms
        form = next(found for found in forms if "once" in found.fields)
        given = {**dict(form.form_values()), "office_phone": f"0451-{80000000 + number}"}
        before = AuditEntry.objects.count()
        inside.append(0.0)
        start = time.perf_counter()
        answer = client.post(address, given)
        whole = time.perf_counter() - start
        assert (answer.status_code, AuditEntry.objects.count()) == (302, before + 1), _problems(answer.content)
        shares.append(inside[-1] / whole)
    return statistics.median(shares[5:])


def _problems(page: bytes) -> str:
    import lxml.html

    return " ".join(lxml.html.fromstring(page or b"<p>").text_content().split())[-600:]


def run(entries: int, rounds: int, requests: int) -> bool:
    """Print both figures; whether both are within their limits."""
    share = writing(requests)
    fill(entries)
    speed, ratio = verifying(rounds)
    print(f"write : the trail takes {share:.1%} of a request (limit 25 %; baseline: the request)")
    print(f"verify: {speed:,.0f} entries a second (limit 50,000), {ratio:.1f} times the bare SHA-256 of the same rows")
    return share <= 0.25 and speed >= 50_000


def main() -> int:
    """Read the options, make a database where none is given, run."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--entries", type=int, default=200_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--requests", type=int, default=40)
    parser.add_argument("--tables-may-go", action="store_true", help="the database of DATABASE_URL may be written to")
    options = parser.parse_args()
    if os.environ.get("DATABASE_URL") and not options.tables_may_go:
        print("DATABASE_URL is set: its trail would be filled. Say --tables-may-go, or unset it.", file=sys.stderr)
        return 2
    sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
    with tempfile.TemporaryDirectory(prefix="gongkai-bench-") as home:
        os.environ["GONGKAI_HOME"] = home
        os.environ["DJANGO_SETTINGS_MODULE"] = "settings_for_tests"
        os.environ["GONGKAI_SECOND_FACTOR"] = "0"
        import django
        from django.conf import settings
        from django.core.management import call_command

        django.setup()
        settings.SECOND_FACTOR = False
        call_command("migrate", verbosity=0)
        return 0 if run(options.entries, options.rounds, options.requests) else 1


if __name__ == "__main__":
    sys.exit(main())
