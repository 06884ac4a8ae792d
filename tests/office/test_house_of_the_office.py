"""Arrows point down in the tables too, and every write of the office goes through a service."""

import ast
import re
from pathlib import Path

import pytest
from django.apps import apps

SRC = Path(__file__).parents[2] / "src" / "gongkai"
# From the ground up; applications on one line do not know each other.
FLOORS = [
    {"audit"},
    {"units"},
    {"accounts"},
    {"files", "search"},
    {"clearance"},
    {"catalog"},
    {"annualreport", "inspection"},
]
FLOOR = {app: number for number, line in enumerate(FLOORS) for app in line}
OFFICE = sorted(path for path in (SRC / "office").rglob("*.py") if "migrations" not in path.parts)
FACES = sorted(path for path in (SRC / "faces").rglob("*.py"))


def office_models():
    return [model for model in apps.get_models() if model._meta.app_config.name.startswith("gongkai.office.")]


@pytest.mark.parametrize("model", office_models(), ids=lambda model: model._meta.label)
def test_foreign_keys_point_down(model):
    here = model._meta.app_label
    for field in model._meta.get_fields():
        if not field.concrete or field.related_model is None:
            continue
        there = field.related_model._meta.app_label
        if not field.related_model._meta.app_config.name.startswith("gongkai."):
            continue
        assert there == here or FLOOR[there] < FLOOR[here], f"{model._meta.label}.{field.name} → {there}"


def test_every_application_of_the_office_has_a_floor_and_a_page_about_itself():
    for path in (SRC / "office").iterdir():
        if path.is_dir() and (path / "apps.py").exists():
            assert path.name in FLOOR, path.name
            assert (path / "README.md").exists(), f"{path.name} has no README.md"


def calls(tree):
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            yield node, node.func


@pytest.mark.parametrize("path", OFFICE, ids=lambda path: str(path.relative_to(SRC)))
def test_the_office_reads_no_clock(path):
    for node, func in calls(ast.parse(path.read_text(encoding="utf-8"))):
        name = f"{getattr(func.value, 'id', '')}.{func.attr}"
        clocks = {"timezone.now", "datetime.now", "date.today", "datetime.utcnow"}
        asks_the_clock = name in clocks or (name == "timezone.localdate" and not node.args)
        assert not asks_the_clock, f"line {node.lineno}: {name}"


def office_models_of(tree):
    """The names of models of the office that a module imports."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and re.fullmatch(r"gongkai\.office\.\w+\.models", node.module or ""):
            yield from (name.asname or name.name for name in node.names)


@pytest.mark.parametrize("path", FACES, ids=lambda path: str(path.relative_to(SRC)))
def test_faces_write_through_services(path):
    """A face may write what is its own (once-only tokens, heartbeats); tables of the office are written by services.

    The demo city and the city for load tests are made in bulk, with one entry in the trail a batch.
    """
    if "demo" in path.parts or path.name in {"loadtest.py", "loaditems.py"}:
        return
    tree = ast.parse(path.read_text(encoding="utf-8"))
    models = set(office_models_of(tree))
    writes = {"create", "bulk_create", "bulk_update", "get_or_create", "update_or_create", "update", "delete", "save"}
    for node, func in calls(tree):
        roots = {item.id for item in ast.walk(func) if isinstance(item, ast.Name)}
        assert not (func.attr in writes and roots & models), f"line {node.lineno}: {ast.unparse(func)}"
