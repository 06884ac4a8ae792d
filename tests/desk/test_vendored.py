"""Libraries that are shipped with the desk are the ones that were locked, and nothing else stands beside them."""

import pytest

import vendor


@pytest.mark.parametrize("place", vendor.LISTS, ids=lambda place: place.parent.name)
def test_shipped_libraries_are_as_locked(place):
    assert vendor.check(place) == []


def test_a_changed_file_is_noticed(tmp_path):
    source = vendor.LISTS[0]
    place = tmp_path / source.name
    place.write_bytes(source.read_bytes())
    (tmp_path / "tinymce.min.js").write_text("changed", encoding="utf-8")
    (tmp_path / "stranger.js").write_text("x", encoding="utf-8")
    wrong = vendor.check(place)
    assert "tinymce.min.js: differs from tinymce 6.8.6" in wrong
    assert "stranger.js: not named in VENDOR.toml" in wrong
