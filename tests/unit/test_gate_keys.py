"""The key file: made once, read by its owner only, rotated without a moment in which nobody can read."""

from __future__ import annotations

import json
from datetime import date

import pytest

from empact.gate.keys import begin_rotation, end_rotation, make_keys, read_keys
from empact.terms.errors import StorageError, UserError

TODAY = date(2026, 11, 25)
LATER = date(2027, 11, 25)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "gate" / "keys.json"


def test_what_is_made_is_what_is_read(path):
    assert make_keys(path, today=TODAY) == read_keys(path)
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_second_key_file_is_refused(path):
    before = make_keys(path, today=TODAY)
    with pytest.raises(StorageError, match="already"):
        make_keys(path, today=LATER)
    assert read_keys(path) == before


def test_a_key_file_that_others_may_read_is_refused(path):
    make_keys(path, today=TODAY)
    path.chmod(0o640)
    with pytest.raises(StorageError, match="Others"):
        read_keys(path)


@pytest.mark.parametrize(
    "text", ["", "{}", '{"versions": []}', '{"versions": [{"version": 1, "made": "x", "secret": "hush"}]}']
)
def test_a_damaged_key_file_is_refused_without_quoting_it(path, text):
    path.parent.mkdir()
    path.write_text(text)
    path.chmod(0o600)
    with pytest.raises(StorageError) as refused:
        read_keys(path)
    assert "hush" not in f"{refused.value}{refused.value.__cause__}"


def test_a_missing_key_file_is_a_sentence(path):
    with pytest.raises(StorageError, match="no key file"):
        read_keys(path)


def test_during_a_rotation_both_versions_read_and_afterwards_the_old_secret_is_gone(path):
    first = make_keys(path, today=TODAY)
    during = begin_rotation(path, today=LATER)
    assert [k.version for k in during.readable] == [2, 1] and during.old == first.current
    after = end_rotation(path, today=LATER)
    assert [k.version for k in after.readable] == [2]
    assert (after.versions[0].secret, after.versions[0].ended) == (b"", LATER)
    assert [one["secret"] for one in json.loads(path.read_text())["versions"]][0] == ""


def test_one_rotation_at_a_time(path):
    make_keys(path, today=TODAY)
    with pytest.raises(UserError, match="No rotation"):
        end_rotation(path, today=TODAY)
    begin_rotation(path, today=TODAY)
    with pytest.raises(UserError, match="under way"):
        begin_rotation(path, today=TODAY)


def test_whoever_is_killed_while_writing_leaves_the_old_keys(path, monkeypatch):
    before = make_keys(path, today=TODAY)
    monkeypatch.setattr("empact.gate.keys.os.replace", lambda *_: (_ for _ in ()).throw(OSError(28, "full")))
    with pytest.raises(StorageError):
        begin_rotation(path, today=LATER)
    monkeypatch.undo()
    assert read_keys(path) == before
    assert begin_rotation(path, today=LATER).current.version == 2


def test_a_key_does_not_show_its_secret(path):
    key = make_keys(path, today=TODAY).current
    assert "secret" not in repr(key) and len(key.mark) == 12
