"""A library of a few short definitions over the codes that random people have."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from textwrap import dedent

from empact.definitions.models import Library
from empact.definitions.read import read_library

from .strategies import CROSSWALK

__all__ = ["small_library"]

HEAD = """
version: 1
title: {nl: x, fr: x, de: x, en: x}
source: [made up]
reviewer: nobody
reviewed: 2026-01-01
review_by: 2027-01-01
valid_from: 2026-01-01
"""
EXAMPLES = """
examples:
  - {name: none, as_of: 2024-01-01, person: {born: 1950-01-01}, records: [], expect: false}
  - {name: all, as_of: 2024-01-01, person: {born: 1950-01-01}, records: [], expect: true}
"""
DEFINITIONS = {
    "conditions/heart": """
        body_system: heart
        counted: true
        persistence: lifelong
        evidence:
          code: {recorded: {icd10: [I50]}}
          medicine: {dispensed: {atc: [C03C]}, within: 365 days, ddd_at_least: 90}
        """,
    "conditions/heart_severe": """
        body_system: lungs
        counted: true
        counts_with: heart
        persistence: active 365 days
        evidence:
          code: {recorded: {icd10: [I50.1], icd10cm: [I50.22]}, unless: [{recorded: {icpc2: [R95]}}]}
        """,
    "conditions/sugar": """
        body_system: glands
        counted: true
        persistence: first within 5 years
        evidence:
          code: {recorded: {icd10: [E10-E14], icpc2: [T90], snomed: ["44054006"]}}
          result: {measured: {loinc: ["4548-4"]}, latest: true, value: ">= 60", within: 5 years}
        """,
    "conditions/lungs": """
        body_system: lungs
        counted: true
        persistence: lifelong
        evidence: {code: {recorded: {icd10: [J44], icpc2: [R95]}, at_least: 2, dates_at_least: 2}}
        """,
    "conditions/uncounted": """
        body_system: mind
        counted: false
        persistence: lifelong
        evidence: {code: {recorded: {icd10: [F00]}, unless: [{has: sugar}]}}
        """,
    "determinants/ill": """
        rule:
          any_of:
            - {conditions_at_least: 2}
            - {score: {id: weighed, above: 1}}
            - {visited: {kind: inpatient}, spells_at_least: 2}
        """,
    "scores/weighed": """
        groups:
          a: {recorded: {icd10: [I50]}}
          b: {recorded: {icd10: [I11]}, within: 5 years}
          c: {has: sugar}
          d: {aged: {from: 65}}
        weights: {usual: {a: 1, b: 0.5, c: -1, d: null}}
        hierarchy: [{when: a, drop: b}, {when: b, drop: c}]
        default_weights: usual
        """,
    "scores/share": """
        groups: {a: {has: heart}, b: {has: lungs}, c: {dispensed: {atc: [A10]}}}
        weights: {one: {a: 1, b: 1, c: 1}}
        default_weights: one
        normalise_by: 4
        """,
}


def small_library(folder: Path) -> Library:
    """Written to ``folder``, read back, with the crosswalk of the random people."""
    for name, text in DEFINITIONS.items():
        kind, id = name.split("/")
        path = folder / kind / f"{id}.yaml"
        path.parent.mkdir(exist_ok=True)
        tail = EXAMPLES if kind in ("conditions", "determinants") else ""
        path.write_text(f"id: {id}\nkind: {kind[:-1]}{HEAD}{dedent(text)}{tail}", encoding="utf-8")
    return replace(read_library(folder, shipped=False), crosswalk=CROSSWALK)
