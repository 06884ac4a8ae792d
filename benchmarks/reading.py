"""How fast reports are read, as a ratio to the bare text extraction of the same files in the same run.

    make bench                                  (about a minute)
    .venv/bin/python benchmarks/reading.py --memory    (also reads 10,000 files and watches the memory)

One process, one core. Ours is the whole way from bytes to a Report with every cell bound; the baseline only
takes the text out: pypdfium2 for PDF, lxml for HTML, str.splitlines for text. The two take turns, the best of
several rounds counts, so that a busy machine disturbs both alike.
"""

from __future__ import annotations

import argparse
import gc
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import lxml.html
import pypdfium2

from gongkai.statute.annual.recognize import recognize
from gongkai.statute.readers import read_bytes

ROOT = Path(__file__).parents[1]
KINDS = {"PDF": (".pdf",), "HTML": (".html", ".htm"), "text": (".txt", ".md")}


def bare_pdf(data: bytes) -> str:
    """All text of a PDF by the fastest library."""
    with pypdfium2.PdfDocument(data) as document:
        return "".join(page.get_textpage().get_text_range() for page in document)


def bare_html(data: bytes) -> str:
    """All text of a page."""
    return str(lxml.html.document_fromstring(data).text_content())


def bare_text(data: bytes) -> list[str]:
    """All lines of a text."""
    return data.decode("utf-8", errors="replace").splitlines()


BARE: dict[str, Callable[[bytes], object]] = {"PDF": bare_pdf, "HTML": bare_html, "text": bare_text}


def files(kind: str) -> list[tuple[str, bytes]]:
    """The sample corpus, and the real reports where they are."""
    folders = [ROOT / "samples" / "reports", ROOT.parent / "shared"]
    found = [path for folder in folders for path in sorted(folder.rglob("*")) if path.suffix in KINDS[kind]]
    found = [path for path in found if "design" not in path.parts]
    return [(path.name, path.read_bytes()) for path in found if path.suffix != ".md" or path.parent.name == "reports"]


def ours(name: str, data: bytes) -> None:
    """The whole way: bytes to a report."""
    recognize(read_bytes(data, name, ocr=False))


def measure(kind: str, rounds: int) -> tuple[float, float, int]:
    """Best seconds for all files of a kind: ours, bare, and how many files."""
    corpus = files(kind)
    best = [float("inf"), float("inf")]
    for _ in range(rounds):
        start = time.perf_counter()
        for name, data in corpus:
            ours(name, data)
        middle = time.perf_counter()
        for _name, data in corpus:
            BARE[kind](data)
        end = time.perf_counter()
        best = [min(best[0], middle - start), min(best[1], end - middle)]
    return best[0], best[1], len(corpus)


def import_seconds() -> float:
    """Best of five: a fresh interpreter imports the package and its command line, less the bare interpreter."""

    def seconds(code: str) -> float:
        runs = []
        for _ in range(5):
            start = time.perf_counter()
            subprocess.run([sys.executable, "-c", code], check=True)
            runs.append(time.perf_counter() - start)
        return min(runs)

    return seconds("import gongkai.cli, gongkai.statute.annual.check, gongkai.statute.readers") - seconds("pass")


def memory(count: int) -> None:
    """Read ``count`` files one after another; the peak must not grow with their number."""
    corpus = files("text") + files("HTML") + files("PDF")
    print(f"\nmemory over {count} files (peak resident, MB):")
    for number in range(count + 1):
        if number and number % (count // 5) == 0:
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
            print(f"  after {number:6}: {peak:7.1f}   live objects {len(gc.get_objects()):,}")
        ours(*corpus[number % len(corpus)])


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--memory", action="store_true")
    parser.add_argument("--files", type=int, default=10_000)
    options = parser.parse_args()
    print(f"{'kind':6}{'files':>6}{'ours ms':>10}{'bare ms':>10}{'ratio':>8}{'reports/s':>11}")
    for kind in KINDS:
        own, bare, count = measure(kind, options.rounds)
        print(
            f"{kind:6}{count:6}{own / count * 1000:10.2f}{bare / count * 1000:10.2f}{own / bare:8.2f}{count / own:11.1f}"
        )
    print(f"\nimport of the package and its command line: {import_seconds():.3f} s")
    if options.memory:
        memory(options.files)


if __name__ == "__main__":
    main()
