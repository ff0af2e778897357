"""Pseudonyms: equal for one person in one project, unlike in two, and translated when the key changes."""

from __future__ import annotations

import csv
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from empact.gate.files import translate_file
from empact.gate.keys import Key, Keys, begin_rotation, end_rotation, make_keys
from empact.gate.pseudonyms import is_pseudonym, pseudonymiser, readers, translations
from empact.terms.errors import UserError

TODAY = date(2026, 11, 25)
KEY = Key(1, TODAY, bytes(range(32)))
ONE, OTHER = "00000000196", "00000000128"


def numbers(count):
    """Constructed numbers without a date: nobody has them."""
    return [f"{sequence:09d}{97 - sequence % 97:02d}" for sequence in range(1, min(count, 997) + 1)]


def test_the_form_is_stable():
    """A change of this line makes strangers of everybody in every register."""
    assert pseudonymiser(KEY, "popbox")(ONE) == "k1-dpakv6lifahbbfxsnihrzypji4"


@pytest.mark.parametrize("written", ["00.00.00-001.96", "00 00 00 001 96", "000000-001-96", " 00000000196 "])
def test_a_number_has_one_pseudonym_however_it_is_written(written):
    assert pseudonymiser(KEY, "popbox")(written) == pseudonymiser(KEY, "popbox")(ONE)


def test_projects_and_versions_do_not_share_pseudonyms():
    second = Key(2, TODAY, bytes(32))
    made = {pseudonymiser(key, project)(ONE) for key in (KEY, second) for project in ("popbox", "falls", "fall", "s")}
    assert len(made) == 8 and all(is_pseudonym(p) for p in made)
    assert len({p.partition("-")[2] for p in made}) == 8  # nor behind the version


def test_different_people_have_different_pseudonyms():
    make = pseudonymiser(KEY, "popbox")
    assert len({make(n) for n in numbers(997)}) == 997


@given(st.text(max_size=14))
def test_what_is_no_number_is_refused_and_not_repeated(text):
    try:
        made = pseudonymiser(KEY, "popbox")(text)
    except UserError as refused:
        digits = "".join(c for c in text if c.isdigit())
        assert len(digits) < 3 or digits not in f"{refused} {refused.hint}"
    else:
        assert is_pseudonym(made)


@pytest.mark.parametrize("project", ["", "Popbox", "pop box", "x" * 61, "é"])
def test_a_project_is_a_code(project):
    with pytest.raises(UserError, match="project"):
        pseudonymiser(KEY, project)


def test_a_destroyed_key_makes_nothing():
    with pytest.raises(UserError, match="destroyed"):
        pseudonymiser(Key(1, TODAY, b"", TODAY), "popbox")


def test_a_rotation_translates_every_pseudonym_in_one_pass(tmp_path):
    """Both are readable on the way; afterwards the file is as if it had been made with the new key."""
    keys_file, old_file, new_file = tmp_path / "keys.json", tmp_path / "old.csv", tmp_path / "new.csv"
    people = numbers(500)
    before = pseudonymiser(make_keys(keys_file, today=TODAY).current, "popbox")
    with old_file.open("w", newline="") as file:
        csv.writer(file).writerows(
            [["who", "note"], *([before(n), f'a "note", {i}'] for i, n in enumerate(people)), ["stranger", ""]]
        )

    keys = begin_rotation(keys_file, today=TODAY)
    assert {before(ONE), pseudonymiser(keys.current, "popbox")(ONE)} == {read(ONE) for read in readers(keys, "popbox")}
    table = dict(translations(people, keys, "popbox"))
    done = translate_file(old_file, new_file, "who", table)
    assert (done.changed, done.current, done.unknown) == (500, 0, 1)
    again = translate_file(new_file, new_file, "who", table)
    assert (again.changed, again.current, again.unknown) == (0, 500, 1)

    after = pseudonymiser(end_rotation(keys_file, today=TODAY).current, "popbox")
    with new_file.open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert [r["who"] for r in rows] == [*(after(n) for n in people), "stranger"]
    assert rows[7]["note"] == 'a "note", 7'


def test_without_a_rotation_there_is_nothing_to_translate():
    with pytest.raises(UserError, match="No rotation"):
        next(translations([ONE], Keys((KEY,)), "popbox"))
