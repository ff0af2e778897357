"""Lists that come up from the mill: one ground, one recipient, pseudonyms only."""

from __future__ import annotations

import json
from datetime import date

import pytest

from empact.fhir.measure_report import Disclosure, Heading, subject_list
from empact.gate.keys import Key
from empact.gate.pseudonyms import pseudonymiser
from empact.gate.worklists import Line, read_worklist
from empact.terms.errors import UserError
from empact.terms.periods import Period

MAKE = pseudonymiser(Key(1, date(2026, 11, 25), bytes(32)), "popbox")
A, B, C = (MAKE(n) for n in ("00000000196", "00000000128", "00000008908"))
HEAD = "pseudonym,project,ground,purpose,recipient,reason\n"


def row(pseudonym, ground="care relation", reason="no eye check for 24 months"):
    return f"{pseudonym},popbox,{ground},call for a check,practice-1,{reason}\n"


def test_a_table_becomes_a_list_with_each_person_once():
    found = read_worklist(("\ufeff" + HEAD + row(A) + row(B, reason="") + row(A)).encode())
    assert (found.project, found.ground, found.purpose, found.recipient) == (
        "popbox", "care relation", "call for a check", "practice-1",
    )  # fmt: skip
    assert found.lines == (Line(A, "no eye check for 24 months"), Line(B))


@pytest.mark.parametrize(
    "text, said",
    [
        (HEAD, "Nobody"),
        ("pseudonym\n" + A + "\n", "lacks the column project, ground, purpose, recipient"),
        (HEAD + row(A) + row(B, ground="research"), "one value of .ground"),
        (HEAD + row(A, ground=""), "one value of .ground"),
        (HEAD + row(A) + row("00000000196"), "Line 3"),
        (HEAD + row(A) + row("Jozef Peeters"), "Line 3"),
        ("{", "subject-list"),
        ("[1]", "Nobody"),
        ('{"resourceType": "Patient"}', "subject-list"),
    ],
)
def test_what_is_no_list_is_refused_without_repeating_it(text, said):
    with pytest.raises(UserError, match=said) as refused:
        read_worklist(text.encode())
    assert "Jozef" not in str(refused.value) and "00000000196" not in str(refused.value)


def test_another_encoding_is_a_sentence():
    with pytest.raises(UserError, match="UTF-8"):
        read_worklist(b"\xff\xfe\x00")


def test_a_subject_list_is_read_as_it_was_exported():
    """Of a report, those for whom something is open: in the denominator, not excused, not in the numerator."""
    members = {
        "initial_population": [("popbox", A), ("popbox", B), ("popbox", C)],
        "denominator": [("popbox", A), ("popbox", B), ("popbox", C)],
        "denominator_exclusion": [("popbox", C)],
        "numerator": [("popbox", B)],
    }
    said = {"scoring": "proportion", "says": ["numerator", "denominator_exclusion"], "version": 1, "direction": "up"}
    report = subject_list(
        "dm_eye", said | {"fingerprint": "f"}, Period(date(2025, 1, 1), date(2025, 12, 31)), members,
        Disclosure("care relation", "call for a check", "practice-1"), Heading("urn:empact", "2026-01-01"),
    )  # fmt: skip
    found = read_worklist(json.dumps(report).encode())
    assert [line.pseudonym for line in found.lines] == [A]
    assert (found.project, found.ground, found.recipient) == ("popbox", "care relation", "practice-1")
