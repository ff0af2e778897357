"""The shipped indicators: none forgotten, none without whoever answers for it, each state worked out by hand.

And how populations are told apart, with the cases that other engines got wrong.
"""

from __future__ import annotations

import csv
import re
from dataclasses import fields, is_dataclass, replace
from datetime import date
from functools import lru_cache
from itertools import product
from pathlib import Path
from string import ascii_uppercase
from textwrap import dedent
from typing import Any

import pytest

from empact.criteria.nodes import Aged, CountSpells, LatestIs, PersonDays, Within, walk
from empact.criteria.say import say
from empact.definitions.indicators import AIMS, POPULATIONS
from empact.definitions.models import Indicator, Library
from empact.definitions.read import read_library, read_with_problems, shipped_folder
from empact.engine.checks import check_library
from empact.engine.reference.examples import person_of, run_examples
from empact.engine.reference.indicators import standing, year_until
from empact.terms.codes import Code
from empact.terms.errors import DefinitionError
from empact.terms.periods import Window

PARTS = (*POPULATIONS, "numerator_observation", "denominator_observation")


@lru_cache(maxsize=1)
def library() -> Library:
    return read_library()


def computed() -> list[Indicator]:
    return [i for i in library().indicators.values() if not i.waits_for]


def waiting() -> list[Indicator]:
    return [i for i in library().indicators.values() if i.waits_for]


# ---------------------------------------------------------------- what is shipped


def test_every_row_of_the_catalogue_is_an_indicator(shared: Path) -> None:
    with (shared / "domain" / "tables" / "indicator_catalogue.csv").open(encoding="utf-8", newline="") as lines:
        keys = {row["key"] for row in csv.DictReader(lines)}
    assert len(keys) >= 44
    assert keys <= set(library().indicators)


def test_directions_are_those_of_the_catalogue(shared: Path) -> None:
    with (shared / "domain" / "tables" / "indicator_catalogue.csv").open(encoding="utf-8", newline="") as lines:
        better = {row["key"]: row["better_when"] for row in csv.DictReader(lines)}
    words = {"higher": "up", "lower": "down", "context": "neutral", "closer to 0": "neutral"}
    found = {key: library().indicators[key].direction for key in better}
    assert found == {key: words[said] for key, said in better.items()}


def test_every_aim_of_the_five_has_an_indicator() -> None:
    assert {i.aim for i in library().indicators.values()} == set(AIMS)


def test_the_targets_of_the_project_plan_are_kept() -> None:
    targets = {i.id: i.target for i in library().indicators.values() if i.target is not None}
    assert targets == {
        "care_efficiency": 0.01,
        "reach": 0.10,
        "prev_actions": 0.25,
        "vuln_actions": 0.50,
        "social_actions": 0.50,
    }


def test_components_are_a_few_words_used_again_and_again() -> None:
    assert {i.component for i in library().indicators.values()} == {
        "access", "chronic care", "cost", "equity", "experience", "hospital", "medication safety", "population", "prevention",
        "programme", "workforce",
    }  # fmt: skip


def test_an_indicator_that_waits_says_for_what_and_computes_nothing() -> None:
    for indicator in waiting():
        assert len(indicator.waits_for) > 10, indicator.id
        assert indicator.rules == () and indicator.examples == (), indicator.id


@pytest.mark.parametrize("id", sorted(i.id for i in computed()))
def test_an_indicator_that_is_computed_has_an_example_of_every_state_it_can_have(id: str) -> None:
    indicator = library().indicators[id]
    expected = [e.expect for e in indicator.examples]
    wanted = {"met", "open"} if indicator.scoring == "proportion" else set()
    if indicator.initial_population is not None or indicator.denominator is not None:
        wanted.add("not applicable")
    if indicator.denominator_exclusion is not None:
        wanted.add("excluded")
    if indicator.denominator_exception is not None:
        wanted.add("exception")
    assert wanted <= {e for e in expected if isinstance(e, str)}
    if indicator.scoring != "proportion":
        assert any(isinstance(e, dict) and e["numerator"] > 0 for e in expected)


@pytest.mark.parametrize("id", sorted(i.id for i in computed()))
def test_an_indicator_can_be_said_in_four_languages(id: str) -> None:
    for rule in library().indicators[id].rules:
        assert all(say(rule, language, library()) for language in ("nl", "fr", "de", "en"))


def alone(indicator: Indicator) -> Library:
    """The library with this indicator as the only definition that brings examples."""
    shipped = library()
    return replace(
        shipped,
        conditions={k: replace(c, examples=()) for k, c in shipped.conditions.items()},
        determinants={k: replace(d, examples=()) for k, d in shipped.determinants.items()},
        scores={},
        segments={},
        indicators={indicator.id: indicator},
    )


def exchanged(node: Any, old: Any, new: Any) -> Any:
    """The same rule with one piece of it exchanged, however deep."""
    if node == old and type(node) is type(old):
        return new
    if isinstance(node, tuple):
        return tuple(exchanged(n, old, new) for n in node)
    if not is_dataclass(node):
        return node
    return replace(node, **{f.name: exchanged(getattr(node, f.name), old, new) for f in fields(node)})


def slips_of(indicator: Indicator) -> list[tuple[Any, Any]]:
    """A window a day longer or shorter, an age limit a year, a target a step."""
    slips: list[tuple[Any, Any]] = []
    for node in (n for rule in indicator.rules for n in walk(rule)):
        if isinstance(node, Within) and node.window.days is not None:
            slips += [(node, replace(node, window=replace(node.window, days=node.window.days + by))) for by in (-1, 1)]
        elif isinstance(node, Within) and node.window.period:
            slips += [(node, replace(node, window=Window(days=days))) for days in (364, 366)]
        elif isinstance(node, Aged):
            slips += [(node, replace(node, at_least=node.at_least + by)) for by in (-1, 1) if node.at_least]
            slips += [(node, replace(node, at_most=node.at_most + by)) for by in (-1, 1) if node.at_most is not None]
        elif isinstance(node, LatestIs):
            step = 1.0 if node.value.value > 20 else 0.1  # mmol/mol are whole numbers
            limits = (replace(node.value, value=node.value.value + by) for by in (-step, step))
            slips += [(node, replace(node, value=limit)) for limit in limits]
    return slips


@pytest.mark.parametrize("id", sorted(i.id for i in computed()))
def test_examples_stand_on_each_side_of_every_window_age_and_target(id: str) -> None:
    """Whoever shifts one of them makes an example of the same file fail."""
    indicator = library().indicators[id]
    assert run_examples(alone(indicator)) == []
    unguarded = []
    for old, new in slips_of(indicator):
        slipped = replace(indicator, **{f: exchanged(getattr(indicator, f), old, new) for f in PARTS})
        if not run_examples(alone(slipped)):
            unguarded.append(f"{old} may become {new}")
    assert unguarded == []


def test_a_rule_that_changed_in_time_says_until_when_it_holds() -> None:
    old, new = library().indicators["cervical_screen_2024"], library().indicators["cervical_screen"]
    assert (old.head.valid_to, new.head.valid_from) == (date(2024, 12, 31), date(2025, 1, 1))
    assert new.head.valid_to is None


@pytest.mark.parametrize("pqi", ["01", "03", "05", "07", "08", "11", "12", "14", "15"])
def test_codes_of_the_clinical_modification_are_those_of_the_source(shared: Path, pqi: str) -> None:
    """Every code of the AHRQ numerator is counted, and none of the codes of its exclusions is lost."""
    indicator = library().indicators[f"pqi{pqi}"]
    assert isinstance(indicator.numerator_observation, CountSpells)
    counted = indicator.numerator_observation.codes
    asked = indicator.numerator_observation
    assert asked.position == "main"
    taken_out = [] if asked.without is None else [asked.without]
    with (shared / "domain" / "tables" / "ahrq_pqi_icd10cm.csv").open(encoding="utf-8", newline="") as lines:
        rows = [row for row in csv.DictReader(lines) if row["pqi"] == f"PQI_{pqi}"]
    assert counted is not None and rows
    missed = [r["icd10cm"] for r in rows if r["role"] == "numerator" and not counted.matches(Code.of("icd10cm", r["icd10cm"]))]
    # Q25.4 and the dialysis pair of PQI 07 are exclusions only beside something that cannot be said.
    known = {"Q254"} if pqi in ("05", "15") else {"I129", "I1310"} if pqi == "07" else set()
    kept = {
        r["icd10cm"]
        for r in rows
        if r["role"] == "exclusion" and not any(codes.matches(Code.of("icd10cm", r["icd10cm"])) for codes in taken_out)
    }
    assert (missed, kept) == ([], known)


def test_the_19_reasons_are_those_of_the_nhs_and_no_others(shared: Path) -> None:
    """Every three- and four-character code there could be, through their patterns and through ours."""
    with (shared / "domain" / "tables" / "acsc_nhs_icd10.csv").open(encoding="utf-8", newline="") as lines:
        theirs: dict[str, list[str]] = {"primary": [], "any": []}
        for row in csv.DictReader(lines):
            theirs[row["diagnosis_position"]].append(row["icd10_regex_nodots"])
    asked = library().indicators["acsc19"].numerator_observation
    assert isinstance(asked, CountSpells) and asked.codes is not None
    stems = [f"{letter}{n:02}" for letter in ascii_uppercase for n in range(100)]
    every = stems + [f"{stem}{n}" for stem in stems for n in range(10)]
    assert asked.position == "main" and asked.also is not None
    for codes, patterns in ((asked.codes, theirs["primary"]), (asked.also, theirs["any"])):
        ours = {code for code in every if codes.matches(Code("icd10", code))}
        assert ours == {code for code in every if any(re.search(pattern, code) for pattern in patterns)}


# ---------------------------------------------------------------- what is refused

GOOD = """
id: seen
kind: indicator
version: 1
title: {nl: Gezien, fr: Vu, de: Gesehen, en: Seen}
source: [made up]
reviewer: somebody
reviewed: 2026-01-01
review_by: 2027-01-01
valid_from: 2026-01-01
aim: health
type: process
component: access
owner: somebody
direction: up
scoring: proportion
initial_population: {aged: {from: 50}}
denominator: {recorded: {icpc2: [T90]}}
denominator_exclusion: {recorded: {icpc2: [A96]}}
denominator_exception: {observed: {snomed: ["105529008"]}}
numerator: {visited: {role: gp}, within: period}
examples:
  - {name: met, as_of: 2023-12-31, person: {born: 1950-01-01}, expect: met,
     records: [{recorded: {icpc2: T90}, on: 2020-01-01}, {visited: {role: gp}, on: 2023-05-01}]}
  - {name: open, as_of: 2023-12-31, person: {born: 1950-01-01}, expect: open,
     records: [{recorded: {icpc2: T90}, on: 2020-01-01}]}
  - {name: excluded, as_of: 2023-12-31, person: {born: 1950-01-01}, expect: excluded,
     records: [{recorded: {icpc2: T90}, on: 2020-01-01}, {recorded: {icpc2: A96}, on: 2023-01-01}]}
  - {name: exception, as_of: 2023-12-31, person: {born: 1950-01-01}, expect: exception,
     records: [{recorded: {icpc2: T90}, on: 2020-01-01}, {observed: {snomed: "105529008"}, on: 2023-01-01}]}
  - {name: young, as_of: 2023-12-31, person: {born: 1990-01-01}, expect: not applicable,
     records: [{recorded: {icpc2: T90}, on: 2020-01-01}]}
"""
RATIO = """
scoring: ratio
numerator_observation: {ddd: {dispensed: {atc: [J01C]}, within: period}}
denominator_observation: {ddd: {dispensed: {atc: [J01]}, within: period}}
examples:
  - {name: half, as_of: 2023-12-31, person: {born: 1950-01-01}, expect: {numerator: 1, denominator: 1},
     records: [{dispensed: {atc: J01CA04}, on: 2023-05-01, ddd: 1}]}
"""


def read(folder: Path, text: str, id: str = "seen") -> Library:
    (folder / "indicators").mkdir(exist_ok=True)
    (folder / "indicators" / f"{id}.yaml").write_text(dedent(text).lstrip("\n"), encoding="utf-8")
    return read_library(folder)


def without(key: str, text: str = GOOD) -> str:
    kept = [line for line in text.splitlines() if not line.startswith(f"{key}:")]
    assert len(kept) < len(text.splitlines()), key
    return "\n".join(kept) + "\n"


def as_ratio() -> str:
    return GOOD[: GOOD.index("scoring:")] + RATIO.lstrip("\n")


@pytest.mark.shows("B1")
def test_an_indicator_without_direction_checker_or_review_date_is_refused_and_overdue_ones_are_listed(tmp_path: Path) -> None:
    assert "seen" in read(tmp_path, GOOD).indicators
    for key in ("direction", "reviewer", "reviewed", "review_by", "source", "aim", "owner"):
        with pytest.raises(DefinitionError, match=rf"seen.yaml: '{key}' is missing"):
            read(tmp_path, without(key))
    for key in ("direction", "owner", "reviewer"):
        with pytest.raises(DefinitionError, match=rf"seen.yaml: {key}"):
            read(tmp_path, without(key) + f"{key}:\n")
    read(tmp_path, GOOD)
    due = [w for w in check_library([tmp_path], as_of=date(2027, 1, 2)).warnings if "review was due" in w]
    assert due == ["seen.yaml: review was due on 2027-01-01."]


@pytest.mark.shows("DAT-03")
def test_an_indicator_without_denominator_or_owner_is_refused(tmp_path: Path) -> None:
    """What a proportion, rate or mean is over is fixed by its scoring; a ratio must say it, and nobody may leave it open."""
    assert "seen" in read(tmp_path, as_ratio()).indicators
    with pytest.raises(DefinitionError, match="'denominator_observation' is missing: a ratio needs it"):
        read(tmp_path, without("denominator_observation", as_ratio()))
    with pytest.raises(DefinitionError, match="'owner' is missing"):
        read(tmp_path, without("owner"))
    for indicator in computed():
        if indicator.scoring in ("rate", "ratio"):
            assert indicator.denominator_observation is not None
        if indicator.scoring == "rate":
            assert isinstance(indicator.denominator_observation, PersonDays)


def test_an_indicator_without_numerator_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DefinitionError, match="'numerator' is missing: a proportion needs it"):
        read(tmp_path, without("numerator"))
    with pytest.raises(DefinitionError, match="'numerator_observation' is missing: a ratio needs it"):
        read(tmp_path, without("numerator_observation", as_ratio()))


@pytest.mark.parametrize("state", ["met", "open", "excluded", "exception", "not applicable"])
def test_an_indicator_without_an_example_of_a_state_it_can_have_is_refused(tmp_path: Path, state: str) -> None:
    blocks = GOOD[GOOD.index("examples:\n") :].split("  - ")
    kept = [b for b in blocks if f"expect: {state}," not in b]
    assert len(kept) == len(blocks) - 1
    with pytest.raises(DefinitionError, match=f"an example that expects '{state}' is needed"):
        read(tmp_path, GOOD[: GOOD.index("examples:\n")] + "  - ".join(kept))


def test_an_indicator_that_waits_may_not_have_populations(tmp_path: Path) -> None:
    with pytest.raises(DefinitionError, match="waits for data has no populations yet"):
        read(tmp_path, GOOD + "waits_for: a survey\n")


def test_a_region_replaces_an_indicator_by_a_file_of_the_same_name(tmp_path: Path) -> None:
    text = (shipped_folder() / "indicators" / "flu_vacc_65.yaml").read_text(encoding="utf-8")
    (tmp_path / "indicators").mkdir()
    (tmp_path / "indicators" / "flu_vacc_65.yaml").write_text(text.replace("owner: to be appointed", "owner: the zone"))
    theirs, problems = read_with_problems(tmp_path)
    assert problems == []
    assert theirs.indicators["flu_vacc_65"].owner == "the zone"
    assert len(theirs.indicators) == len(library().indicators)


# ---------------------------------------------------------------- populations, and what others got wrong

DIABETES, PALLIATIVE, ALONE, SEEN = (
    "{recorded: {icpc2: T90}, on: 2020-01-01}",
    "{recorded: {icpc2: A96}, on: 2023-01-01}",
    '{observed: {snomed: "105529008"}, on: 2023-01-01}',
    "{visited: {role: gp}, on: 2023-05-01}",
)
# Born, records, and what must be said: state, numerator, denominator.
CASES = [
    ("1950-01-01", (DIABETES, SEEN), "met", 1, 1),
    ("1950-01-01", (DIABETES,), "open", 0, 1),
    # An exclusion is asked before the numerator: whoever was seen all the same is out.
    ("1950-01-01", (DIABETES, PALLIATIVE), "excluded", 0, 0),
    ("1950-01-01", (DIABETES, PALLIATIVE, SEEN), "excluded", 0, 0),
    ("1950-01-01", (DIABETES, PALLIATIVE, ALONE), "excluded", 0, 0),
    # An exception counts only for whoever is not in the numerator.
    ("1950-01-01", (DIABETES, ALONE), "exception", 0, 0),
    ("1950-01-01", (DIABETES, ALONE, SEEN), "met", 1, 1),
    # Outside the initial population, or inside it and outside the denominator: never an open gap, whatever else is true.
    ("1990-01-01", (DIABETES,), "not applicable", 0, 0),
    ("1990-01-01", (DIABETES, SEEN), "not applicable", 0, 0),
    ("1950-01-01", (), "not applicable", 0, 0),
    ("1950-01-01", (SEEN,), "not applicable", 0, 0),
    ("1950-01-01", (PALLIATIVE,), "not applicable", 0, 0),
    ("1950-01-01", (ALONE,), "not applicable", 0, 0),
]


def asked(folder: Path, cases) -> list[tuple[str, float, float]]:
    """Where each of these people stands on the indicator above."""
    blocks = [
        f"  - {{name: case {i}, as_of: 2023-12-31, person: {{born: {born}}}, expect: {state},\n"
        f"     records: [{', '.join(records)}]}}"
        for i, (born, records, state, *_) in enumerate(cases)
    ]
    read_in = read(folder, GOOD + "\n".join(blocks) + "\n")
    indicator = read_in.indicators["seen"]
    found = []
    for example in indicator.examples[-len(cases) :]:
        person = person_of(example.person, example.records, example)
        stands = standing(indicator, person, year_until(example.as_of), read_in)
        found.append((stands.state, stands.numerator, stands.denominator))
    return found


def test_all_states_come_out_in_their_order(tmp_path: Path) -> None:
    """Exclusion before numerator, numerator before exception, and nothing before the denominator."""
    assert asked(tmp_path, CASES) == [(state, above, below) for _, _, state, above, below in CASES]
    assert {state for _, _, state, _, _ in CASES} == {"not applicable", "excluded", "exception", "open", "met"}


def test_every_mixture_of_populations_agrees_with_the_rule_of_the_standard(tmp_path: Path) -> None:
    """A proportion counts who is in I and D and not E, less those in X and not N (CQFM measure conformance), for all 32."""
    cases, wanted = [], []
    for i, d, e, x, n in product((False, True), repeat=5):
        chosen = [r for there, r in ((d, DIABETES), (e, PALLIATIVE), (x, ALONE), (n, SEEN)) if there]
        below = i and d and not e and not (x and not n)
        cases.append(("1950-01-01" if i else "1990-01-01", chosen, "open"))
        wanted.append((float(below and n), float(below)))
    assert [(above, below) for _, above, below in asked(tmp_path, cases)] == wanted


def test_who_is_not_eligible_for_screening_has_no_open_gap() -> None:
    """cqframework/clinical-reasoning 373: open gaps were reported for people outside the denominator."""
    screening = library().indicators["colorectal_screen"]
    by_name = {e.name: e for e in screening.examples}
    for name, state in (("50 on the day after", "not applicable"), ("never tested", "open")):
        example = by_name[name]
        assert example.records == ()
        person = person_of(example.person, example.records, example)
        found = standing(screening, person, example.period, library())
        assert (found.state, found.numerator, found.denominator) == (state, 0, float(state == "open"))


def test_a_person_outside_the_population_adds_nothing_to_a_stratum(tmp_path: Path) -> None:
    """projecttacoma/fqm-execution 306: a stratum counted people for whom its population was false."""
    found = asked(tmp_path, CASES)
    strata: dict[str, list[float]] = {}
    for (born, *_), (_, above, below) in zip(CASES, found, strict=True):
        sums = strata.setdefault("50 and over" if born < "1973" else "under 50", [0.0, 0.0])
        sums[0] += above
        sums[1] += below
    assert strata == {"50 and over": [2, 3], "under 50": [0, 0]}


@pytest.mark.parametrize("died", ["2022-12-31", "2023-12-31"])
def test_who_is_not_there_on_the_last_day_is_not_applicable(died: str) -> None:
    vaccination = library().indicators["flu_vacc_65"]
    example = next(e for e in vaccination.examples if e.expect == "met")
    person = replace(person_of(example.person, example.records, example), death_date=date.fromisoformat(died))
    assert standing(vaccination, person, example.period, library()).state == "not applicable"


def test_populations_are_the_five_of_a_measure() -> None:
    assert POPULATIONS == ("initial_population", "denominator", "denominator_exclusion", "denominator_exception", "numerator")
