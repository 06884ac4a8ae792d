"""Arrows point down in the tables too, and every write of the office goes through a service."""

import ast
from pathlib import Path

import pytest
from django.apps import apps

SRC = Path(__file__).parents[2] / "src" / "gongkai"
# From the ground up; applications on one line do not know each other.
FLOORS = [{"audit"}, {"units"}, {"accounts"}, {"files", "search"}, {"clearance"}, {"catalog"}]
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
        assert name not in {"timezone.now", "datetime.now", "date.today", "datetime.utcnow", "timezone.localdate"}, (
            f"line {node.lineno}: {name}"
        )


@pytest.mark.parametrize("path", FACES, ids=lambda path: str(path.relative_to(SRC)))
def test_faces_write_through_services(path):
    """A face may save what is its own (sessions, once-only tokens); office tables are written by services."""
    if "demo" in path.parts:
        return  # the demo city and the load city are made in bulk, one entry in the trail a batch
    writes = {"bulk_create", "bulk_update", "get_or_create", "update_or_create"}
    for node, func in calls(ast.parse(path.read_text(encoding="utf-8"))):
        if func.attr in writes or (func.attr == "create" and getattr(func.value, "attr", "") == "objects"):
            raise AssertionError(f"line {node.lineno}: {ast.unparse(func)}")
