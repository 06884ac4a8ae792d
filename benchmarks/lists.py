"""Lists and searches among very many items against the same among ten thousand (the baseline), in one run.

    .venv/bin/python benchmarks/lists.py                                        (10,000 against 40,000; makes both)
    GONGKAI_HOME=/srv/million gongkai load-city --items 1000000
    .venv/bin/python benchmarks/lists.py --large /srv/million                   (the folder of a SQLite database)
    .venv/bin/python benchmarks/lists.py --large postgresql://…/gk_million --small postgresql://…/gk_ten

Databases that are named are only read. Each question is what a page asks: ``find`` with its total, order and hits, and ``facets``.
Both databases take turns, in processes of their own, and the median of all rounds counts: CPU time on SQLite, which works inside
the process, the clock on PostgreSQL, or with ``--cpu`` (for a busy machine) the CPU time of both ends. ``--limit``: the largest
ratio of a list of one fact; ``--most``: the largest number of milliseconds of anything else on the larger database.
"""

# ruff: noqa: PLC0415 - Django must be set up before anything of the office is imported
from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

SMALL, LARGE = 10_000, 40_000
#: Lists that are held to the ratio; all others to the milliseconds.
HELD = {
    "all", "page 400", "unit", "region", "heading", "heading + year", "heading, page 20", "subject", "in force", "not in force",
}  # fmt: skip
WORDS = ("通知", "公告", "财政", "公告 财政", "政府信息", "专项检查", "蕙菁", "没有的词")


def questions() -> list[tuple[str, str, dict[str, Any], dict[str, Any]]]:
    """Name, words, filters, and what else is said to ``find``: with values that the database has."""
    from gongkai.office.search.models import SearchDoc
    from gongkai.office.search.selectors import counts_by, facets

    heading = max(counts_by("heading").items(), key=lambda pair: pair[1].total)[0]
    doc = SearchDoc.objects.filter(heading=heading).order_by("-published_on", "-id")[0]
    year = doc.published_on.year - 1
    subject, genre, unit, region = doc.subject, doc.genre, [doc.unit_id], facets().regions[0].value
    asked: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
        ("all", {}, {}),
        ("page 400", {}, {"page": 400}),
        ("unit", {"unit_ids": unit}, {}),
        ("region", {"region_id": region}, {}),
        ("heading", {"heading": heading}, {}),
        ("heading + year", {"heading": heading, "year": year}, {}),
        ("heading, page 20", {"heading": heading}, {"page": 20}),
        ("subject", {"subject": subject}, {}),
        ("in force", {"in_force": True}, {}),
        ("not in force", {"in_force": False}, {}),
        ("not in force + genre", {"in_force": False, "genre": genre}, {}),
        ("region + subject + genre", {"region_id": region, "subject": subject, "genre": genre}, {}),
        ("region + kind + not in force", {"region_id": region, "kind": "guide", "in_force": False}, {}),
    ]
    lists = [(name, "", filters, more) for name, filters, more in asked]
    searches: list[tuple[str, str, dict[str, Any], dict[str, Any]]] = [(f"“{words}”", words, {}, {}) for words in WORDS]
    searches += [
        ("“通知” region + year", "通知", {"region_id": region, "year": year}, {}),
        ("“财政” not in force", "财政", {"in_force": False}, {}),
        ("“通知” page 400", "通知", {}, {"page": 400}),
    ]
    # What the page of a search asks unless it is told otherwise.
    searches += [(f"“{words}” relevance", words, {}, {"order": "relevance"}) for words in WORDS]
    return lists + searches


def measure(rounds: int, *, cpu: bool) -> None:
    """In a process of its own: print the milliseconds of each question."""
    import django

    os.environ["DJANGO_SETTINGS_MODULE"] = "gongkai.config.settings"
    django.setup()
    from django.db import connection

    import spent
    from gongkai.office.search.selectors import Filters, counts, facets, find

    clock = spent.of_both_ends() if cpu or connection.vendor == "sqlite" else time.perf_counter
    result: dict[str, Any] = {"things": counts().total, "times": {}}
    for name, words, within, more in questions():
        filters = Filters(**within)
        found = find(words, filters, **more)
        facets(words, filters)
        times = []
        for _round in range(rounds):
            start = clock()
            find(words, filters, **more)
            middle = clock()
            facets(words, filters)
            times.append(((middle - start) * 1000, (clock() - middle) * 1000))
        result["times"][name] = {"total": found.total_words, "list": name in HELD, "rounds": times}
    print(json.dumps(result, ensure_ascii=False))


def environment(where: str) -> dict[str, str]:
    """The settings of a database: an address of a server, or a folder."""
    kept = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    return kept | ({"DATABASE_URL": where} if "://" in where else {"GONGKAI_HOME": where})


def made(folder: str, items: int) -> str:
    """A folder with a city of so many items."""
    home = Path(folder) / str(items)
    home.mkdir()
    command = [sys.executable, "-m", "gongkai", "load-city", "--units", "100", "--posts", "100", "--items", str(items)]
    subprocess.run(command, env=environment(str(home)), check=True, stdout=subprocess.DEVNULL)
    return str(home)


def asked(where: str, options: argparse.Namespace) -> dict[str, Any]:
    """What a process of its own measures."""
    command = [sys.executable, __file__, "--measure", "--rounds", str(options.rounds), *["--cpu"] * options.cpu]
    told = subprocess.run(command, env=environment(where), check=True, capture_output=True, text=True)
    answer: dict[str, Any] = json.loads(told.stdout)
    return answer


def compare(small: str, large: str, options: argparse.Namespace) -> bool:
    """Take turns, print, judge."""
    turns = [(asked(small, options), asked(large, options)) for _turn in range(options.turns)]
    print(f"{turns[0][0]['things']:,} things against {turns[0][1]['things']:,}; milliseconds, medians")
    print(
        f"{'question':<32}{'find':>8}{'large':>8}{'ratio':>7}{'facets':>9}{'large':>8}{'ratio':>7}   total in the large"
    )
    good = True
    for name, first in turns[0][1]["times"].items():
        times = [
            [
                statistics.median(pair[place] for turn in turns for pair in turn[side]["times"][name]["rounds"])
                for place in (0, 1)
            ]
            for side in (0, 1)
        ]
        (find, facets), (find_large, facets_large) = times
        page = (find_large + facets_large) / (find + facets)
        over = page > options.limit if first["list"] else find_large + facets_large > options.most
        good &= not over
        print(
            f"{name:<32}{find:>8.1f}{find_large:>8.1f}{find_large / find:>7.2f}{facets:>9.1f}{facets_large:>8.1f}"
            f"{facets_large / facets:>7.2f}   {first['total']}{'   OVER' if over else ''}"
        )
    return good


def main() -> int:
    """Read the options; make the databases that are not named."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--small", help="folder or address; made with 10,000 items if not given")
    parser.add_argument("--large", help="folder or address; made with 40,000 items if not given")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--turns", type=int, default=2)
    parser.add_argument(
        "--limit", type=float, default=2.0, help="the largest ratio of a list (find and facets together)"
    )
    parser.add_argument(
        "--most", type=float, default=100.0, help="the largest milliseconds of anything else (find and facets)"
    )
    parser.add_argument("--cpu", action="store_true", help="on PostgreSQL, CPU time of both ends instead of the clock")
    parser.add_argument("--measure", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.measure:
        measure(options.rounds, cpu=options.cpu)
        return 0
    with tempfile.TemporaryDirectory(prefix="gongkai-lists-") as folder:
        small = options.small or made(folder, SMALL)
        large = options.large or made(folder, LARGE)
        return 0 if compare(small, large, options) else 1


if __name__ == "__main__":
    sys.exit(main())
