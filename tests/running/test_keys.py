"""Keys and the folder they lie in: never empty, never another account's to read."""

import stat

import pytest
from django.core.exceptions import ImproperlyConfigured

from gongkai.config import environment


def test_a_key_is_made_once_and_only_its_owner_reads_it(tmp_path, monkeypatch):
    monkeypatch.delenv("GONGKAI_FIELD_KEY", raising=False)
    made = environment.key("field_key", tmp_path)
    assert len(made) >= 48
    assert environment.key("field_key", tmp_path) == made
    assert stat.S_IMODE((tmp_path / "field-key.txt").stat().st_mode) == 0o600


@pytest.mark.parametrize("left", ["", "\n", "short"])
def test_an_empty_or_cut_off_key_stops_the_start_instead_of_encrypting_with_nothing(tmp_path, monkeypatch, left):
    monkeypatch.delenv("GONGKAI_FIELD_KEY", raising=False)
    monkeypatch.setattr(environment, "_PATIENCE_SECONDS", 0)
    (tmp_path / "field-key.txt").write_text(left, encoding="ascii")
    with pytest.raises(ImproperlyConfigured, match=r"field-key\.txt"):
        environment.key("field_key", tmp_path)


def test_a_new_home_is_closed_to_other_accounts(tmp_path, monkeypatch):
    monkeypatch.setenv("GONGKAI_HOME", str(tmp_path / "home"))
    assert stat.S_IMODE(environment.home().stat().st_mode) == 0o700
