"""Every criterion can be said, in every language, as something one can read aloud."""

from __future__ import annotations

import re

import pytest

from empact.criteria import nodes as n
from empact.criteria.codeset import CodeSet
from empact.criteria.nouns import NOUNS
from empact.criteria.say import say
from empact.criteria.words import LANGUAGES, PHRASES
from empact.definitions.read import read_library
from empact.definitions.references import rules_of
from empact.terms.errors import UserError
from empact.terms.periods import CALENDAR_YEAR, EVER, PERIOD, Window

LOOP = CodeSet.of({"atc": ["C03C"]})
HEART = CodeSet.of({"icd10": ["I50", "I11.0"]}, {"icd10": ["I50.1"]})
YEAR = Window(days=365)
EGFR = CodeSet.of({"loinc": ["33914-3"]})

ONE_OF_EACH = [
    n.Recorded(HEART),
    n.Dispensed(LOOP),
    n.Performed(CodeSet.of({"cvx": ["140"]})),
    n.Observed(EGFR, n.Comparison("=", 1)),
    n.Measured(EGFR, n.Comparison("<", 60.5, "mL/min")),
    n.Visited(("inpatient", "emergency"), True, "gp"),
    n.Paid("Drug"),
    n.Within(n.Recorded(HEART), YEAR),
    n.Count(n.Recorded(HEART)),
    n.CountDates(n.Recorded(HEART)),
    n.CountCodes(n.Within(n.Dispensed(LOOP), CALENDAR_YEAR), 5, 2, 80),
    n.CountSpells(n.Within(n.Visited(("inpatient",), True), YEAR)),
    n.Sum(n.Dispensed(LOOP)),
    n.Sum(n.Paid(), "paid"),
    n.ScoreOf("charlson", "quan_2011"),
    n.ConditionCount(),
    n.SystemCount(),
    n.AtLeast(n.Sum(n.Within(n.Dispensed(LOOP), YEAR)), 90),
    n.FirstWithin(n.Recorded(HEART), Window(days=1826)),
    n.LatestIs(n.Measured(EGFR), n.Comparison(">=", 30)),
    n.Aged(65, 74),
    n.Aged(65),
    n.Aged(0, 17),
    n.OfSex("female"),
    n.LivesIn("zone:x"),
    n.Registered(),
    n.Insured("chronic_status"),
    n.Enrolled("heart"),
    n.Enrolled("", PERIOD),
    n.Has("condition", "heart_failure"),
    n.Has("determinant", "frail"),
    n.AllOf((n.Aged(65), n.OfSex("male"))),
    n.AnyOf((n.Aged(65), n.Registered(), n.OfSex("male"))),
    n.AtLeastOf(2, (n.Aged(65), n.Registered(), n.OfSex("male"))),
    n.Unless(n.Registered(), (n.Aged(0, 17),)),
    n.CountSpells(n.Within(n.Visited(("inpatient",), True), PERIOD), HEART),
    n.AtLeast(n.CountSpells(n.Visited(("inpatient",)), HEART), 2),
    n.CountSpells(n.Within(n.Visited(("inpatient",), True), PERIOD), HEART, "main", HEART, HEART),
    n.Recorded(HEART, "secondary"),
    n.CountAtPractices(n.Within(n.Visited((), None, "gp"), PERIOD)),
    n.AtLeast(n.CountAtPractices(n.Visited((), None, "gp"), True), 2),
    n.CountDischarges(n.Within(n.Visited(("inpatient",)), PERIOD)),
    n.AtLeast(n.CountDischarges(n.Visited(("inpatient",)), n.Visited(("inpatient",), True), 30), 1),
    n.PersonDays(PERIOD),
    n.Deaths(YEAR),
    n.AtLeast(n.PersonDays(YEAR), 180),
    n.AtLeast(n.Deaths(YEAR), 1),
    n.Lasting(n.Recorded(HEART), YEAR),
    n.AtLeast(n.Count(n.Lasting(n.Observed(EGFR, None, ("yes", "no")), YEAR)), 1),
]


@pytest.fixture(scope="module")
def library():
    return read_library()


ABSTRACT = {n.Node, n.Events, n.Number, n.Flag, n.CodedEvents}


def test_the_list_above_has_one_of_each_kind_of_node():
    named = {getattr(n, name) for name in n.__all__ if isinstance(getattr(n, name), type)}
    assert {type(node) for node in ONE_OF_EACH} == {cls for cls in named if issubclass(cls, n.Node)} - ABSTRACT


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("node", ONE_OF_EACH, ids=lambda node: type(node).__name__)
def test_every_kind_of_node_is_said_in_every_language(node, language, library):
    said = say(node, language, library)
    assert said and not re.search(r"[{}]|None|  | ,|\(\)", said)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_threshold_is_said_in_every_language(language, library):
    for number in (node for node in ONE_OF_EACH if isinstance(node, n.Number)):
        for threshold, strict in ((1, False), (2, False), (1, True)):
            assert not re.search(r"[{}]|None|  ", say(n.AtLeast(number, threshold, strict), language, library))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_shipped_rule_is_said_in_every_language(language, library):
    for _, definition in library.definitions():
        for rule in rules_of(definition):
            assert say(rule, language, library)


def test_sentences_in_four_languages():
    rule = ONE_OF_EACH[17]
    assert say(rule, "nl") == "heeft in de 365 dagen tot en met de indexdatum minstens 90 DDD met ATC C03C"
    assert say(rule, "fr") == "a au moins 90 DDD avec ATC C03C dans les 365 jours jusqu'à la date de référence incluse"
    assert say(rule, "de") == "hat in den 365 Tagen bis einschließlich Stichtag mindestens 90 DDD mit ATC C03C"
    assert say(rule, "en") == "has at least 90 DDD with ATC C03C in the 365 days up to and including the index date"


def test_decimals_are_written_as_the_language_does():
    node = n.LatestIs(n.Measured(EGFR), n.Comparison("<", 60.5))
    assert "60,5" in say(node, "nl") and "60.5" in say(node, "en")


def test_windows_of_whole_years_are_said_in_years():
    assert "in the 5 years" in say(n.Within(n.Recorded(HEART), Window(days=1826)), "en")
    assert "at any time" in say(n.Within(n.Recorded(HEART), EVER), "en")


def test_combinations_inside_combinations_are_bracketed():
    inner = n.AnyOf((n.Aged(65), n.Registered()))
    assert (
        say(n.AllOf((inner, n.OfSex("male"))), "en")
        == "[is at least 65 years old or is registered with a practice] and is male"
    )


def test_different_questions_are_different_sentences(library):
    """Two rules that say the same would hide a difference from whoever reviews them."""
    for language in LANGUAGES:
        said = [say(node, language, library) for node in ONE_OF_EACH]
        assert len(set(said)) == len(said)


def test_every_word_exists_in_every_language():
    assert all(set(words) == set(LANGUAGES) and all(words.values()) for words in (*PHRASES.values(), *NOUNS.values()))


def test_an_unknown_language_is_refused_in_a_sentence():
    with pytest.raises(UserError, match="not a language"):
        say(n.Registered(), "xx")
