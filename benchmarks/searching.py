"""How fast things are found, as a ratio to a substring search (LIKE) over the same rows in the same run.

    .venv/bin/python benchmarks/searching.py                       (20,000 documents, SQLite in a temporary folder)
    .venv/bin/python benchmarks/searching.py --documents 1000000   (a quarter of an hour)
    DATABASE_URL=postgresql://… .venv/bin/python benchmarks/searching.py --tables-may-go

Two sorts of questions: words that stand in many documents and words that stand in few. Ours answers with a whole page: total,
order, excerpts. The baseline counts to the same limit and fetches the same twenty rows, newest first. Both take turns, and the
median of several rounds counts. Totals of Chinese questions must be equal; numbers and Latin words are whole words for us (77 is not
in 577), so that LIKE finds more there.
"""

# ruff: noqa: PLC0415 - Django must be set up before anything of the office is imported
from __future__ import annotations

import argparse
import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import islice

SYLLABLES = (
    "政府信息公开行政机关主动依申请办理答复意见征求部门单位城市区县街道乡镇教育科技文化卫生财政预算决算审计统计"
    "规划建设交通水利农业环境保护安全生产市场监管食品药品民政社保就业住房医疗养老扶贫招标采购许可处罚强制收费"
)
PHRASES = (
    "政府信息公开", "依申请公开", "征求意见", "行政许可", "行政处罚", "财政预算", "城市规划", "安全生产", "食品药品", "社会保障",
    "关于印发", "实施方案", "工作要点", "年度报告", "的通知", "管理办法",
)  # fmt: skip
QUESTIONS = (
    "政府信息公开",
    "年度报告 预算",
    "安全生产",
    "公开",
    "年",
    "青政发〔2024〕77号",
    "稀有词汇甲",
    "无此内容乙丙",
)
DAY = date(2020, 1, 1)


def entries(count: int) -> Iterator[object]:
    """Generated documents of about 600 characters; the same for every run."""
    from gongkai.office.search.services import Entry

    dice = random.Random(711)  # noqa: S311 - a benchmark wants the same numbers each time
    for number in range(count):
        words = [
            dice.choice(PHRASES) if dice.random() < 0.3 else "".join(dice.choices(SYLLABLES, k=9)) for _ in range(70)
        ]
        text = "，".join(words) + ("稀有词汇甲" if number % 5_000 == 77 else "")
        yield Entry(
            kind="document", key=str(number), unit_id=number % 800, title="演示：" + "".join(words[:3]),
            number=f"青政发〔{2020 + number % 7}〕{number % 997}号", text=text, url=f"/info/{number}",
            published_on=DAY + timedelta(days=number % 2_400),
        )  # fmt: skip


def batches(count: int) -> Iterator[Callable[[], list[object]]]:
    """The documents a thousand at a time, made when they are to be entered."""
    waiting = entries(count)
    for _batch in range(0, count, 1_000):
        yield lambda: list(islice(waiting, 1_000))


def like(words: str) -> tuple[int, list[object]]:
    """The baseline: the same total and the same page by substring search over the normalised text."""
    from gongkai.office.search.models import SearchDoc, SearchText
    from gongkai.office.search.selectors import MOST
    from gongkai.office.search.tokens import question

    texts = SearchText.objects.all()
    for run in question(words).runs:
        texts = texts.filter(folded__contains=run)
    rows = SearchDoc.objects.filter(pk__in=texts.values("pk")).order_by("-published_on", "-id")
    return rows[: MOST + 1].count(), list(rows[:20])


def median(act: Callable[[], object], rounds: int) -> float:
    """Seconds of the middle round."""
    taken = []
    for _ in range(rounds):
        start = time.perf_counter()
        act()
        taken.append(time.perf_counter() - start)
    return statistics.median(taken)


def run(documents: int, rounds: int, limit: float) -> bool:
    """Load, ask, print; whether everything was found and fast enough."""
    from django.db import connection

    from gongkai.office.actors import SYSTEM
    from gongkai.office.search import services
    from gongkai.office.search.selectors import MOST, find
    from gongkai.office.search.tokens import question

    start = time.perf_counter()
    total = services.rebuild(batches(documents), by=SYSTEM, at=datetime(2026, 3, 10, tzinfo=UTC))
    taken = time.perf_counter() - start
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    print(f"{connection.vendor}: {total:,} documents entered, {total / taken:,.0f} a second", flush=True)
    print(f"{'question':<16}{'found':>8}{'ours ms':>10}{'LIKE ms':>10}{'ratio':>8}{'fit ms':>10}")
    good = True
    ratios = []
    for words in QUESTIONS:
        found = find(words)
        counted, _rows = like(words)
        ours, theirs = median(lambda words=words: find(words), rounds), median(lambda words=words: like(words), rounds)
        fit = median(lambda words=words: find(words, order="relevance"), rounds)
        ratios.append(ours / theirs)
        same = min(counted, MOST) == found.total or any(run.isascii() for run in question(words).runs)
        good &= same
        print(
            f"{words:<16}{found.total:>8,}{ours * 1000:>10.1f}{theirs * 1000:>10.1f}{ours / theirs:>8.3f}{fit * 1000:>10.1f}"
            f"{'' if min(counted, MOST) == found.total else f'   LIKE finds {counted:,}'}"
        )
    middle = statistics.median(ratios)
    print(f"median ratio {middle:.3f} (at most {limit})")
    return good and middle <= limit


def main() -> int:
    """Read the options, make a database where none is given, run."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=int, default=20_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--limit", type=float, default=0.5, help="the largest acceptable median ratio")
    parser.add_argument("--tables-may-go", action="store_true", help="the index of DATABASE_URL may be emptied")
    options = parser.parse_args()
    if os.environ.get("DATABASE_URL") and not options.tables_may_go:
        print("DATABASE_URL is set: its index would be emptied. Say --tables-may-go, or unset it.", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory(prefix="gongkai-bench-") as home:
        os.environ["GONGKAI_HOME"] = home
        os.environ["DJANGO_SETTINGS_MODULE"] = "gongkai.config.settings"
        import django
        from django.core.management import call_command

        django.setup()
        call_command("migrate", verbosity=0)
        return 0 if run(options.documents, options.rounds, options.limit) else 1


if __name__ == "__main__":
    sys.exit(main())
