"""Numbers on screens: every sentence of the checks is known to the translators."""

from __future__ import annotations

import ast
from datetime import date
from pathlib import Path

import pytest
from django.utils import translation

from empact.terms import identifiers as ids
from empact.web.territory.numbers import SENTENCES, WrongNumber, number_of, sentence_of

WRONG = {
    ids.check_kbo: ("abc", "1", "0123456780", "9123456789", "2147812701"),
    ids.check_riziv: ("abc", "1", "10000008000"),
    ids.check_establishment: ("abc", "1", "0123456749", "2147812702"),
    ids.check_postcode: ("abc", "1", "0999"),
    ids.check_nis: ("abc", "1"),
    ids.check_sector: ("1",),
    ids.check_phone: ("abc", "016", "16123456", "+1"),
    ids.check_iban: ("NL", "BE1", "BE68539007547035"),
    ids.check_receipt: ("0OI", "7K4"),
    lambda text: ids.check_insz(text, today=date(2026, 3, 3)): (
        "abc", "1", "00000000197", "20023000118", "30010199826", "50130112318", "50010100057",
    ),
    lambda text: ids.check_postcode(text, {"8700"}): ("8701",),
}  # fmt: skip


def faults():
    for check, texts in WRONG.items():
        for text in texts:
            with pytest.raises(ids.IdentifierError) as wrong:
                check(text)
            yield wrong.value


def test_every_sentence_is_known_to_the_translators():
    with translation.override("en"):
        known = {str(s) for s in SENTENCES}
    said = {s for fault in faults() for s in (fault.template, fault.hint) if s}
    assert said <= known
    # What no example reaches is compared with the words in the code itself.
    code = ast.parse(Path(ids.__file__).read_text(encoding="utf-8"))
    words = {n.value for n in ast.walk(code) if isinstance(n, ast.Constant) and isinstance(n.value, str)}
    assert {s for s in known - said if s not in words and not s.startswith(("A ", "An ", "Check "))} == set()


@pytest.mark.parametrize("language", ["nl", "fr", "de"])
def test_a_fault_is_said_in_the_language_of_the_reader(language):
    for fault in faults():
        with translation.override(language):
            sentence, _hint = sentence_of(fault)
        assert sentence != fault.message
        assert "%(" not in sentence


def test_nothing_is_no_number_and_a_reason_keeps_an_exception_but_no_short_one():
    assert number_of(ids.check_kbo, "  ") == ""
    assert number_of(ids.check_kbo, "0123456780", reason="as in the KBO") == "0123456780"
    with pytest.raises(WrongNumber):
        number_of(ids.check_kbo, "012345", reason="as in the KBO")
