"""Rx-Risk-V: our ATC lists against the published patterns, and the corrections we made on purpose."""

import csv
import random
import re
import string
from pathlib import Path

import pytest

from empact.engine.scores import load_score
from empact.engine.scores.expand import groups_of_codes
from empact.engine.scores.shelf import coded_groups

SEED = 20261122
# One published label is another disease in ATC: the label is corrected, the weight stays with its codes.
RENAMED = {
    "Hyperthyroidism": "hypothyroidism",
    "Hypothyroidism": "hyperthyroidism",
    "Irritable bowel syndrome": "inflammatory_bowel",
}
# Where our list is a whole ATC group and the pattern names its letters one by one: no such codes exist.
UNUSED = re.compile(r"N04[AB][E-W]|.{3,4}[YZ]")


@pytest.fixture
def published(shared: Path) -> list[dict[str, str]]:
    with (shared / "domain" / "tables" / "rxrisk_v_pratt.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_every_category_matches_what_its_published_pattern_matches(published: list[dict[str, str]]) -> None:
    score = load_score("rxrisk_v")
    codes = _codes({r.low[:5].ljust(5, "A") for of in coded_groups(score).values() for r in of.included})
    ours = groups_of_codes(score, "atc", codes)
    assert len(published) == len(score.groups) == 46
    for place, (row, (group, _)) in enumerate(zip(published, score.groups, strict=True)):
        pattern = re.compile("(?:" + _python(row["atc_regex_source"]) + ")")
        differing = [c for c in codes if bool(pattern.match(c)) != bool(ours.get(c, 0) >> place & 1) and not UNUSED.match(c)]
        assert differing == [], (row["category"], group, f"seed {SEED}")


def test_every_category_has_its_published_weight_and_its_name(published: list[dict[str, str]]) -> None:
    score = load_score("rxrisk_v")
    for row, (group, _) in zip(published, score.groups, strict=True):
        assert score.weights["pratt_2018"][group] == float(row["weight_pratt_2018"] or 0)
        assert row["category"] not in RENAMED or group == RENAMED[row["category"]]


def test_levothyroxine_is_for_a_slow_thyroid() -> None:
    score = load_score("rxrisk_v")
    names = [group for group, _ in score.groups]
    found = groups_of_codes(score, "atc", ["H03AA01", "H03BB01"])
    assert found == {"H03AA01": 1 << names.index("hypothyroidism"), "H03BB01": 1 << names.index("hyperthyroidism")}


def _python(pattern: str) -> str:
    """POSIX classes spelled out; two patterns end in an empty alternative, which would match anything."""
    return pattern.replace("[:digit:]", "0-9").replace("[:alnum:]", "0-9A-Z").replace("|)", ")")


def _codes(groups: set[str]) -> list[str]:
    """All hundred endings of the groups of five characters that we list, and random groups of the same classes."""
    draw = random.Random(SEED)
    stems = sorted({group[:3] for group in groups})
    others = {stem + "".join(draw.choices(string.ascii_uppercase[:24], k=2)) for stem in stems for _ in range(40)}
    return sorted({f"{g}{n:02}" for g in groups for n in range(100)} | {f"{g}{n}" for g in others for n in ("00", "01", "10")})
