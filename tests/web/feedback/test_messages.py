"""The message of a figure: whole, plain, neutral, and never two things at once."""

from __future__ import annotations

import random
import re

import pytest
from django.utils import translation

from empact.web.feedback.examples import example_for, examples
from empact.web.feedback.messages import Standing, message, standing
from empact.web.insight.figures import Course, Figure, Peers

LANGUAGES = ("en", "nl", "fr", "de")
JUDGING = r"\b(worst|best|bad|poor|fail\w*|slecht\w*|slechtst\w*|pire|mauvais\w*|schlecht\w*|rank\w*|rang\w*)\b"


def figure(value, of=400, period="2025-Q4", status="ok"):
    if status != "ok":
        return Figure("practice/1", "", period, status, *[None] * 10)
    met = round(value * of)
    value = met / of
    half = 1.96 * (value * (1 - value) / of) ** 0.5
    return Figure("practice/1", "", period, "ok", of, met, of, value, value - half, value + half, *[None] * 4)


def drawn(seed):
    """200 practices of one level, each with a figure, an earlier one, a direction and perhaps a target and a course."""
    chance = random.Random(seed)
    values = [min(0.97, max(0.03, chance.gauss(0.6, 0.12))) for _ in range(200)]
    middle = sorted(values)[100]
    for n, value in enumerate(values):
        direction = ("up", "down", "neutral")[n % 3]
        quarter = {"up": sorted(values)[150], "down": sorted(values)[50], "neutral": None}[direction]
        before = figure(min(0.99, max(0.01, value + chance.gauss(0, 0.05))), period="2025-Q3") if n % 11 else None
        course = None
        if n % 2:
            signals = {"2025-Q4": "improvement"} if n % 4 == 1 else {}
            course = Course("2022-Q1", "2025-Q4", 16, value, value - 0.1, value + 0.1, signals)
        yield (
            {"scoring": "proportion", "direction": direction, "per": 1},
            figure(value, of=chance.randint(60, 2000)),
            before,
            Peers(200, middle, quarter, None),
            course,
            chance.choice((None, 0.5, 0.75)),
        )


@pytest.mark.shows("B10")
@pytest.mark.parametrize("language", LANGUAGES)
def test_two_hundred_practices_get_a_whole_and_plain_message_that_cannot_contradict_itself(language):
    lower, higher = _words("lower", language), _words("higher", language)
    with translation.override(language):
        for described, own, before, peers, course, target in drawn(7):
            found = message(described, own, before, peers, course, target, example_for("flu_vacc_65").do)
            parts = (found.value, found.stands, found.changed, found.sure, found.people, found.brings, found.do)
            assert all(parts), "what changed, how sure, how many people, what to do, what it brings"
            text = found.text()
            assert not re.search(JUDGING, text, re.IGNORECASE)
            assert "%(" not in text and "None" not in text
            beside = found.stands.split(":")[0]
            assert not (lower in beside and higher in beside)
            sentences = [s.split() for s in re.split(r"(?<=[.?])\s+(?=[A-ZÀ-Ý])", text)]
            assert max(map(len, sentences)) <= 25
            assert sum(map(len, sentences)) / len(sentences) <= 15
            assert len(text) <= 900  # one page


def _words(side, language):
    return {
        "en": {"lower": "lower than", "higher": "higher than"},
        "nl": {"lower": "lager dan", "higher": "hoger dan"},
        "fr": {"lower": "plus bas que", "higher": "plus haut que"},
        "de": {"lower": "niedriger als", "higher": "höher als"},
    }[language][side]


def test_a_figure_has_one_standing_and_it_turns_with_the_middle():
    own = figure(0.6)
    for median, said in ((0.4, Standing.HIGHER), (0.61, Standing.NEAR), (0.8, Standing.LOWER)):
        assert standing(own, Peers(20, median, None, None)) is said
    assert standing(own, None) is Standing.UNKNOWN


def test_fewer_than_five_give_no_comparison():
    assert standing(figure(0.6), Peers(4, 0.2, None, None)) is Standing.UNKNOWN
    described = {"scoring": "proportion", "direction": "up", "per": 1}
    with translation.override("en"):
        said = message(described, figure(0.6), None, Peers(4, 0.2, 0.3, None), None, None, "Do it.").text()
    assert "middle" not in said and "quarter" not in said


def test_above_the_middle_but_under_the_target_there_is_still_something_to_win():
    described = {"scoring": "proportion", "direction": "up", "per": 1}
    with translation.override("en"):
        found = message(described, figure(0.7, of=1000), None, Peers(20, 0.5, 0.6, None), None, 0.75, "Do it.")
    assert "higher than the middle" in found.stands and "75.0 % is not reached yet" in found.stands
    assert found.brings == "At the target it would be 50 people more."


def test_what_it_brings_is_counted_in_people_and_rounded_to_reach_the_aim():
    described = {"scoring": "proportion", "direction": "down", "per": 1}
    with translation.override("en"):
        found = message(described, figure(0.405, of=200), None, None, None, 0.4, "Do it.")
    assert found.brings == "At the target it would be 1 person fewer."


def test_a_small_number_is_said_to_be_small_with_what_to_do_and_no_number():
    described = {"scoring": "proportion", "direction": "up", "per": 1}
    with translation.override("en"):
        said = message(described, figure(0, status="hidden"), figure(0.6), None, None, 0.75, "Do it.").text()
    assert "Small number" in said and "two years" in said and not re.search(r"\d", said)


def test_limits_of_chance_decide_where_there_are_enough_periods():
    described = {"scoring": "proportion", "direction": "up", "per": 1}
    before, own = figure(0.5, period="2025-Q3"), figure(0.9)
    course = Course("2022-Q1", "2025-Q4", 16, 0.6, 0.2, 1.0, {})
    with translation.override("en"):
        assert message(described, own, before, None, course, None, "").sure == "This can be chance."
        assert message(described, own, before, None, None, None, "").sure == "This is more than chance."


def test_every_example_is_said_in_four_languages_with_its_source_and_the_last_fits_all():
    for one in examples():
        assert one.source and all(set(said) == set(LANGUAGES) and all(said.values()) for said in one.texts.values())
        for language in LANGUAGES:
            for part in ("do", "example"):
                assert len(one.texts[part][language].split()) <= 25
    assert example_for("no such indicator") is examples()[-1]
    named = [i for e in examples() for i in e.indicators]
    assert len(named) == len(set(named))
