"""The house rules of the architecture, held by a test: sizes, names, docstrings, layers, fresh docs."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

from make_docs import DOCS, PAGES

ROOT = Path(__file__).parents[1]
SRC = ROOT / "src" / "gongkai"
FILES = sorted(path for path in SRC.rglob("*.py") if "migrations" not in path.parts)  # those are written by machine
TESTS = sorted((ROOT / "tests").rglob("*.py"))
STATUTE = [path for path in FILES if "statute" in path.parts]

# Longer than the house numbers allow, each with its reason.
LONG_FILES: dict[str, str] = {}
LONG_FUNCTIONS: dict[str, str] = {}
BANNED_NAMES = {"utils", "util", "helpers", "helper", "common", "core", "base", "misc", "manager"}


def functions(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(SRC)))
def test_files_and_functions_are_short_and_well_named(path):
    name = str(path.relative_to(SRC))
    assert path.stem not in BANNED_NAMES
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 400 or name in LONG_FILES
    for node in functions(path):
        length = (node.end_lineno or 0) - node.lineno + 1
        assert length <= 60 or f"{name}:{node.name}" in LONG_FUNCTIONS, f"{node.name} has {length} lines"


def test_files_of_tests_are_short_and_well_named():
    assert not [path.name for path in TESTS if path.stem in BANNED_NAMES]
    lengths = {str(path.relative_to(ROOT)): len(path.read_text(encoding="utf-8").splitlines()) for path in TESTS}
    assert not {name: length for name, length in lengths.items() if length > 400 and name not in LONG_FILES}


@pytest.mark.parametrize("path", STATUTE, ids=lambda path: str(path.relative_to(SRC)))
def test_every_public_name_of_the_statute_has_a_docstring(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    assert ast.get_docstring(tree), "the module"

    def check(nodes, inside=""):
        for node in nodes:
            if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_"):
                assert ast.get_docstring(node), inside + node.name
                if isinstance(node, ast.ClassDef):
                    check(node.body, f"{node.name}.")

    check(tree.body)


@pytest.mark.parametrize("path", STATUTE, ids=lambda path: str(path.relative_to(SRC)))
def test_the_statute_has_no_clock_and_no_network(path):
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"\b(date\.today|datetime\.now|utcnow|time\.time)\(", text)
    assert not re.search(r"^\s*(import|from) (socket|urllib|http|requests|httpx|django)\b", text, re.MULTILINE)


def test_the_statute_loads_without_django_and_without_heavy_libraries():
    code = (
        "import sys, gongkai.statute.annual.check, gongkai.statute.readers, gongkai.statute.writers, gongkai.cli;"
        "heavy = {'django', 'openpyxl', 'docx', 'typst', 'cv2', 'rapidocr_onnxruntime', 'opencc', 'rich'} & set(sys.modules);"
        "print(*sorted(heavy))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout.strip()) == (0, ""), done.stderr


@pytest.mark.parametrize("name", sorted(PAGES))
def test_generated_pages_are_fresh(name):
    assert (DOCS / name).read_text(encoding="utf-8") == PAGES[name](), "run: make docs"


def test_the_root_holds_nothing_that_is_not_meant():
    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split(
        "\n"
    )
    roots = {name.split("/")[0] for name in tracked if name}
    assert roots <= {
        ".ci",
        ".gitignore",
        "AGENTS.md",
        "CHANGELOG.md",
        "CONTRIBUTING.md",
        "LICENSE",
        "Makefile",
        "README.md",
        "README.zh-CN.md",
        "benchmarks",
        "docs",
        "pyproject.toml",
        "samples",
        "src",
        "tests",
        "tools",
        "uv.lock",
    }


@pytest.mark.parametrize("page", ["README.md", "README.zh-CN.md", "AGENTS.md", "CONTRIBUTING.md"])
def test_links_of_the_front_pages_lead_somewhere(page):
    text = (ROOT / page).read_text(encoding="utf-8")
    for target in re.findall(r"\]\((?!https?://|#)([^)#\s]+)", text):
        assert (ROOT / target).exists(), target


@pytest.mark.parametrize("page", ["README.md", "README.zh-CN.md"])
def test_the_session_pasted_into_the_readme_is_what_the_commands_print(page, capsys, monkeypatch):
    from gongkai.cli import run

    monkeypatch.chdir(ROOT)
    text = (ROOT / page).read_text(encoding="utf-8")
    sessions = re.findall(r"```console\n(.*?)```", text, re.DOTALL)
    assert sessions
    for session in sessions:
        for call in re.split(r"^\$ ", session, flags=re.MULTILINE)[1:]:
            command, _, shown = call.partition("\n")
            if not command.startswith("gongkai "):
                continue
            run(command.split()[1:])
            printed = capsys.readouterr().out
            for line in filter(None, map(str.rstrip, shown.split("\n"))):
                assert line == "…" or line in [out.rstrip() for out in printed.split("\n")], line
