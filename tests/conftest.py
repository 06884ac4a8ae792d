"""What all tests share: where the real reports are, if they are."""

from __future__ import annotations

from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SHARED = ROOT.parent / "shared"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests on real reports are skipped, visibly, where ../shared is missing."""
    if SHARED.is_dir():
        return
    missing = pytest.mark.skip(reason=f"the real reports are not here ({SHARED})")
    for item in items:
        if item.get_closest_marker("shared"):
            item.add_marker(missing)
