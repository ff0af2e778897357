"""10,000 random persons: the fast scores equal an implementation that shares nothing with them but the published tables.

It reads ``domain/tables`` (not the library), walks person by person and code by code, and matches by ``startswith``.
"""

import csv
import random
import string
from collections import defaultdict
from datetime import date
from pathlib import Path

import pyarrow
import pytest

from empact.criteria.nodes import ScoreOf
from empact.definitions.models import Example, ExamplePerson, ExampleRecord
from empact.definitions.read import read_library
from empact.engine.reference.evaluate import number
from empact.engine.reference.examples import person_of
from empact.engine.scores import score_table
from empact.engine.scores.shelf import coded_groups
from empact.terms.codes import SYSTEMS, Code

SEED = 20261122
PEOPLE = 10_000
TABLES = {
    "charlson": (
        "charlson_quan_icd10.csv",
        "charlson_weights.csv",
        {"charlson_1987": "weight_charlson_1987", "quan_2011": "weight_quan_2011"},
    ),
    "elixhauser": (
        "elixhauser_quan_icd10.csv",
        "elixhauser_weights.csv",
        {"van_walraven": "weight_van_walraven", "swiss": "weight_swiss"},
    ),
}


@pytest.mark.shows("A6")
@pytest.mark.parametrize("score", TABLES)
def test_ten_thousand_random_persons_score_as_the_slow_way_says(shared: Path, score: str) -> None:
    tables = shared / "domain" / "tables"
    prefix_file, weight_file, sets = TABLES[score]
    prefixes = defaultdict(list)
    for row in _rows(tables / prefix_file):
        prefixes[row["group"]].append(row["icd10_prefix"])
    weights = _rows(tables / weight_file)
    people = _random_people([p for of in prefixes.values() for p in of])
    found = {row["person"]: row for row in _fast(people, score, "icd10")}
    assert set(found) == set(people)
    for person, codes in people.items():
        plain = [c.upper().replace(".", "") for c in codes]
        present = {g: any(c.startswith(p) for c in plain for p in of) for g, of in prefixes.items()}
        kept = {row["group"]: present[row["group"]] and not _replaced(row["hierarchy"], present) for row in weights}
        expected = {name: sum(float(row[column]) for row in weights if kept[row["group"]]) for name, column in sets.items()}
        expected |= {g: int(v) for g, v in kept.items()} | {"count": sum(kept.values())}
        assert expected.items() <= found[person].items(), f"seed {SEED}, person {person}"


@pytest.mark.shows("A6")
def test_ten_thousand_random_persons_have_the_hospital_frailty_the_slow_way_says(shared: Path) -> None:
    points = {row["icd10_3char"]: float(row["points"]) for row in _rows(shared / "domain" / "tables" / "hfrs_weights.csv")}
    people = _random_people(list(points))
    found = {row["person"]: row for row in _fast(people, "hfrs", "icd10")}
    for person, codes in people.items():
        present = {c.upper().replace(".", "")[:3] for c in codes} & set(points)
        assert found[person]["hfrs"] == round(sum(points[c] for c in present), 6), f"seed {SEED}, person {person}"
        assert found[person]["count"] == len(present)


def test_one_person_gives_the_same_score_alone_and_among_ten_thousand() -> None:
    people = _random_people(["I21", "E11", "C78", "K74"])
    together = {row["person"]: row for row in _fast(people, "charlson", "icd10")}
    for person in list(people)[:5]:
        assert _fast({person: people[person]}, "charlson", "icd10") == [together[person]]


@pytest.mark.parametrize(
    ("score", "event", "system"),
    [
        ("charlson", "recorded", "icd10"),
        ("charlson", "recorded", "icd9cm"),
        ("elixhauser", "recorded", "icd10cm"),
        ("hfrs", "recorded", "icd10cm"),
        ("rxrisk_v", "dispensed", "atc"),
    ],
)
def test_a_plain_table_scores_as_the_reference_engine_does(score: str, event: str, system: str) -> None:
    """The oracle walks records and criteria; the plain table knows neither."""
    library, day = read_library(), date(2024, 1, 1)
    definition = library.scores[score]
    sets = [of for codes in coded_groups(definition).values() for of in codes.included]
    answering = "icd10" if system == "icd10cm" else system
    people = {
        p: [c for c in codes if SYSTEMS[system].is_valid(c)]
        for p, codes in list(_random_people([r.low for r in sets if r.system == answering]).items())[:150]
    }
    for row in _fast(people, score, system):
        records = tuple(ExampleRecord(event, day, Code.of(system, code)) for code in people[int(str(row["person"]))])
        example = Example("", day, ExamplePerson(date(1950, 1, 1)), records, 0.0)
        person = person_of(example.person, records, example)
        for weights in (*definition.weights, "count"):
            slow = number(ScoreOf(score, weights), person, day, library)
            assert row[weights] == slow, f"seed {SEED}, person {row['person']}, {weights}"


def _random_people(prefixes: list[str]) -> dict[int, list[str]]:
    """Codes under the listed prefixes, near misses and others; with and without dots, in both cases; some have none."""
    draw = random.Random(SEED)
    people = {}
    for person in range(PEOPLE):
        codes = []
        for _ in range(draw.choice((0, 0, 1, 2, 3, 5, 8, 20))):
            if draw.random() < 0.6:
                code = draw.choice(prefixes) + "".join(draw.choices("0123456789", k=draw.randrange(3)))
            elif draw.random() < 0.5:
                code = draw.choice(prefixes)[:-1] + draw.choice("0123456789")
            else:
                code = draw.choice(string.ascii_uppercase) + f"{draw.randrange(100):02}" + draw.choice(["", "0", "9", "11"])
            if draw.random() < 0.5:
                code = code[:3] + "." + code[3:] if len(code) > 3 else code
            codes.append(code.lower() if draw.random() < 0.1 else code)
        people[person] = codes
    return people


def _fast(people: dict[int, list[str]], score: str, system: str) -> list[dict[str, object]]:
    rows = [(person, code) for person, codes in people.items() for code in (codes or [None])]
    random.Random(SEED).shuffle(rows)
    table = pyarrow.table({"person": [p for p, _ in rows], "code": pyarrow.array([c for _, c in rows], pyarrow.string())})
    return score_table(table, score=score, person="person", code="code", system=system).to_pylist()


def _replaced(hierarchy: str, present: dict[str, bool]) -> bool:
    """The table says it in words: 'set to 0 when msld=1'."""
    return hierarchy != "" and present[hierarchy.removeprefix("set to 0 when ").removesuffix("=1")]


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
