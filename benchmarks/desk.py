"""How the screens of the desk grow with the city: 800 units and 5,000 posts against 20 units, in the same run.

    .venv/bin/python benchmarks/desk.py                       (two SQLite databases in temporary folders)
    .venv/bin/python benchmarks/desk.py --per-unit 5 --rounds 5   (quicker)
    .venv/bin/python benchmarks/desk.py --postgres postgresql://…/postgres   (two databases are made there and dropped)
    .venv/bin/python benchmarks/desk.py --only units --queries    (some screens; what they ask the database)
    .venv/bin/python benchmarks/desk.py --keep FOLDER         (the databases stay there, and are used again)

The baseline is the same screen in a city of 20 units with the same number of posts, documents, rounds, steps, chains, sign-ins
and entries of the trail per unit. Two processes, one a city, take turns screen by screen, so that a busy machine disturbs
both alike; the median of several requests after two to warm up counts. At most twice: of this process's CPU seconds on SQLite,
which works in it (other programs do not count), of the clock on PostgreSQL. The exit is 1 where a screen takes longer.
"""

# ruff: noqa: PLC0415, S101, ANN401  (Django must be set up first; a benchmark that goes wrong must stop)
from __future__ import annotations

import argparse
import multiprocessing
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext, suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

LIMIT = 2.0
SMALL, LARGE = 20, 800
POSTS_OF_LARGE = 5_000
SUPERVISOR = "u1"

#: label, who, address; {unit} is a unit, "reviewer" and "clerk" hold their posts in it.
SCREENS: tuple[tuple[str, str, str], ...] = (
    ("home of a reviewer", "reviewer", "/desk/"),
    ("home of a clerk", "clerk", "/desk/"),
    ("home of the lead office", SUPERVISOR, "/desk/"),
    ("board", SUPERVISOR, "/desk/board/"),
    ("board, search", SUPERVISOR, "/desk/board/?q=街道"),
    ("units, tree", SUPERVISOR, "/desk/units/"),
    ("units, search", SUPERVISOR, "/desk/units/?q=局"),
    ("units, as of a day", SUPERVISOR, "/desk/units/?on=2021-05-04"),
    ("units, of a kind", SUPERVISOR, "/desk/units/?kind=department"),
    ("people", "security_administrator", "/desk/people/"),
    ("people, search", "security_administrator", "/desk/people/?q=王"),
    ("people of a unit", "unit_administrator", "/desk/people/"),
    ("posts of all units", SUPERVISOR, "/desk/posts/"),
    ("posts of a unit", "reviewer", "/desk/posts/units/{unit}/"),
    ("documents of a unit", "clerk", "/desk/documents/"),
    ("documents of all units", SUPERVISOR, "/desk/documents/"),
    ("documents, search", SUPERVISOR, "/desk/documents/?q=通知"),
    ("documents, returned", SUPERVISOR, "/desk/documents/?stand=returned"),
    ("catalogue of a unit", "reviewer", "/desk/catalogue/{unit}/"),
    ("catalogues of all units", SUPERVISOR, "/desk/catalogue/"),
    ("institutions", SUPERVISOR, "/desk/institutions/"),
    ("reviews that wait for me", "reviewer", "/desk/reviews/"),
    ("reviews I submitted", "clerk", "/desk/reviews/mine/"),
    ("reviews of all units", SUPERVISOR, "/desk/reviews/all/"),
    ("register of a unit", "reviewer", "/desk/register/"),
    ("register of all units", SUPERVISOR, "/desk/register/"),
    ("register, search", SUPERVISOR, "/desk/register/?q=通知"),
    ("register, figures", SUPERVISOR, "/desk/register/figures/"),
    ("chains of a unit", "reviewer", "/desk/chains/"),
    ("chains of all units", SUPERVISOR, "/desk/chains/"),
    ("trail of all units", "audit_administrator", "/desk/audit/"),
    ("trail of a unit", "unit_administrator", "/desk/audit/"),
    ("trail, search", "audit_administrator", "/desk/audit/?q=演示"),
    ("sign-in log", "audit_administrator", "/desk/signins/"),
    ("sign-in log of a unit", "unit_administrator", "/desk/signins/"),
)


def work(door: Any, units: int, per_unit: int, url: str, keep: str) -> None:
    """A process with one city: builds it, then answers (act, …) until it is told to end."""
    with nullcontext(keep) if keep else tempfile.TemporaryDirectory(prefix="gongkai-bench-") as home:
        os.environ["GONGKAI_HOME"] = home
        os.environ["DJANGO_SETTINGS_MODULE"] = "settings_for_tests"
        os.environ["GONGKAI_SECOND_FACTOR"] = "0"
        if url:
            os.environ["DATABASE_URL"] = url
        else:
            os.environ.pop("DATABASE_URL", None)
        import django

        django.setup()
        city = City(units, per_unit)
        door.send(city.contents)
        while (asked := door.recv()) is not None:
            door.send(city.queries(*asked[1:]) if asked[0] == "queries" else city.request(*asked[1:]))
        from django.db import connections

        connections.close_all()


class City:
    """One city in one process."""

    def __init__(self, units: int, per_unit: int) -> None:
        from django.db import connection
        from django.utils import timezone

        import filling
        from gongkai.faces.jobs.loadtest import load_city
        from gongkai.office.units.models import Unit

        self.contents = {}
        if "units_unit" not in connection.introspection.table_names():
            load_city(units=units, posts=POSTS_OF_LARGE * units // LARGE)
            filling.administrators()
            now = timezone.now()
            self.contents = filling.fill(per_unit, now)
            self.contents["trail"] = _trail(self.contents["units"] * per_unit * 3, now)
            with connection.cursor() as cursor:
                cursor.execute("ANALYZE")
        self.unit = self._unit(Unit)
        self.clients: dict[str, Any] = {}

    def _unit(self, units: Any) -> Any:
        """A unit below a district with a person in every post."""
        from gongkai.office.accounts.models import Post

        for unit in units.objects.filter(parent__parent__isnull=False).order_by("pk"):
            kinds = {post.kind: post.user for post in Post.objects.filter(unit=unit).select_related("user")}
            if {"drafter", "final_reviewer", "unit_administrator"} <= kinds.keys():
                self.people = {"reviewer": kinds["final_reviewer"], "clerk": kinds["drafter"]}
                self.people["unit_administrator"] = kinds["unit_administrator"]
                return unit
        raise AssertionError("no unit has a person in every post")

    def client(self, who: str) -> Any:
        """A browser in which this person is signed in."""
        from django.test import Client

        from gongkai.office.accounts.models import User

        if who not in self.clients:
            self.clients[who] = Client()
            self.clients[who].force_login(self.people.get(who) or User.objects.get(username=who))
        return self.clients[who]

    def request(self, who: str, address: str) -> tuple[float, float, int]:
        """CPU seconds, seconds of the clock, and the bytes of the page."""
        client, address = self.client(who), address.format(unit=self.unit.pk)
        wall, cpu = time.perf_counter(), time.process_time()
        answer = client.get(address)
        taken = time.process_time() - cpu, time.perf_counter() - wall
        assert answer.status_code == 200, f"{who} {address}: {answer.status_code}"
        return (*taken, len(answer.content))

    def queries(self, who: str, address: str) -> list[tuple[float, str]]:
        """What the screen asks the database, the slowest first."""
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        with CaptureQueriesContext(connection) as seen:
            self.request(who, address)
        return sorted(((float(each["time"]), each["sql"]) for each in seen), reverse=True)


def _trail(count: int, now: datetime) -> int:
    """As many sealed entries, of all units and people."""
    import trail
    from gongkai.office.accounts.models import User
    from gongkai.office.units.models import Unit

    units = list(Unit.objects.values_list("pk", flat=True))
    people = list(User.objects.values_list("pk", flat=True))
    trail.fill(count, units=units, people=people, since=now - timedelta(days=300))
    return count


@contextmanager
def databases(url: str, sizes: tuple[int, ...]) -> Iterator[dict[int, str]]:
    """A database for each size on the server of ``url``, dropped at the end; none: SQLite."""
    if not url:
        yield dict.fromkeys(sizes, "")
        return
    import psycopg

    names = {size: f"gongkai_bench_{os.getpid()}_{size}" for size in sizes}
    with psycopg.connect(url, autocommit=True) as server:
        for name in names.values():
            server.execute(f"CREATE DATABASE {name}")  # type: ignore[call-overload]
        try:
            yield {size: f"{url.rpartition('/')[0]}/{name}" for size, name in names.items()}
        finally:
            for name in names.values():
                server.execute(f"DROP DATABASE {name} WITH (FORCE)")  # type: ignore[call-overload]


class Turns:
    """Two cities, asked in turns."""

    def __init__(self, urls: dict[int, str], per_unit: int, keep: str) -> None:
        spawn = multiprocessing.get_context("spawn")
        self.doors, self.workers = {}, []
        for size, url in urls.items():
            self.doors[size], theirs = spawn.Pipe()
            home = str(Path(keep, str(size))) if keep else ""
            self.workers.append(spawn.Process(target=work, args=(theirs, size, per_unit, url, home), daemon=True))
            self.workers[-1].start()
            theirs.close()
        for size, door in self.doors.items():
            contents = door.recv()
            print(
                f"{size:>4} units: " + ", ".join(f"{number:,} {name}" for name, number in contents.items()), flush=True
            )

    def ask(self, size: int, *asked: str) -> Any:
        """One question to one city."""
        self.doors[size].send(asked)
        return self.doors[size].recv()

    def measure(self, who: str, address: str, rounds: int) -> dict[int, tuple[float, float, int]]:
        """The medians of each city."""
        seen: dict[int, list[Any]] = {size: [] for size in self.doors}
        for number in range(rounds + 2):
            for size in self.doors:
                answer = self.ask(size, "request", who, address)
                if number >= 2:
                    seen[size].append(answer)
        middle: Callable[[Any], Any] = statistics.median
        return {size: tuple(middle(column) for column in zip(*rows, strict=True)) for size, rows in seen.items()}  # type: ignore[misc]

    def end(self) -> None:
        """Close both."""
        for door in self.doors.values():
            with suppress(OSError):  # where a city has fallen down, its own words were printed already
                door.send(None)
        for worker in self.workers:
            worker.join(60)


def run(turns: Turns, rounds: int, *, only: str, show: bool, judge_wall: bool) -> bool:
    """Print the table; whether every screen is within the limit."""
    judged = "clock" if judge_wall else "CPU"
    print(
        f"\n{'ms':<26}{'CPU 20':>8}{'CPU 800':>9}{'ratio':>7}{'clock 20':>10}{'800':>7}{'ratio':>7}{'kB 20':>8}{'800':>6}"
    )
    slow = []
    for label, who, address in SCREENS:
        if only not in label:
            continue
        found = turns.measure(who, address, rounds)
        (cpu, wall, size), (cpus, walls, sizes) = found[SMALL], found[LARGE]
        ratio = walls / wall if judge_wall else cpus / cpu
        if ratio > LIMIT:
            slow.append(label)
        print(
            f"{label:<26}{cpu * 1e3:>8.1f}{cpus * 1e3:>9.1f}{cpus / cpu:>7.2f}{wall * 1e3:>10.1f}{walls * 1e3:>7.1f}"
            f"{walls / wall:>7.2f}{size / 1e3:>8.0f}{sizes / 1e3:>6.0f}{'  OVER' if ratio > LIMIT else '  ≤ 2'}",
            flush=True,
        )
        if show:
            few, many = (turns.ask(size, "queries", who, address) for size in (SMALL, LARGE))
            print(f"    {len(few)} queries / {len(many)} queries, the slowest at {LARGE}:")
            for taken, sql in many[:4]:
                print(f"    {taken * 1e3:6.1f} ms  {sql[:400]}")
    print(f"over {LIMIT:g} ({judged}): {'、'.join(slow) or 'none'}")
    return not slow


def main() -> int:
    """Read the options, build both cities, run."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--per-unit", type=int, default=20, help="documents of a unit (16,000 at 800 units)")
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--only", default="", help="screens whose name contains this")
    parser.add_argument("--queries", action="store_true", help="show the slowest queries")
    parser.add_argument("--keep", default="", help="a folder for the databases; those in it are used again")
    parser.add_argument("--postgres", default="", help="a server on which two databases may be made")
    options = parser.parse_args()
    with databases(options.postgres, (SMALL, LARGE)) as urls:
        turns = Turns(urls, options.per_unit, options.keep)
        try:
            good = run(
                turns, options.rounds, only=options.only, show=options.queries, judge_wall=bool(options.postgres)
            )
        finally:
            turns.end()
    return 0 if good else 1


# The processes of the cities import this file anew.
sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
if __name__ == "__main__":
    sys.exit(main())
