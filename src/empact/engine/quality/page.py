"""The reference page of the checks, made from what the library and the declarations say."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, Final

from ...tables import TABLES
from .coded import code_checks
from .declared import EVENTS, SPANS, VALUES, checks_of
from .people import PEOPLE_CHECKS
from .rules import Rules, Threshold

__all__ = ["quality_page"]

_HOW: Final = """
`empact show quality --register DIR` counts all of them; `--by source`, `table`, `practice` or `month` tells them apart. The
categories are those of Kahn and others (2016, doi:10.13063/2327-9214.1244). Most checks follow from the
[tables](tables.md): a new column is checked without anything being written. A check has *failed*, or asks for *attention*,
when its share is larger than the limit; a region lays limits of its own over these with `--library DIR` (see below).

- **Future** is after the day of the last load.
- **Before birth** is before the first day on which somebody with this year, month and day of birth can have been born.
- **After death** is told as a share and never fails: certificates and bills are written after death.
- **Outside observation** leaves out people who have no observation period at all: those are counted by `no_observation`.
- **Repeated rows** are equal in person, code, days, values and source; number, contact, practitioner and spelling may differ.
- **The practice of a record** is the practice with which its person was last registered (`care_relation`), else that of
  `person`; where a register knows neither for anybody, the one most often visited. Not the place where the record was made.
- **Months**: what is usual is the median of up to twelve months before that were not themselves found wanting (six at least);
  of a practice it is the median of its rows per row of all others, times theirs of that month, so that what is quiet for all
  is nobody's fault. Where at least {usual} rows are usual, a month is *empty* with none, and *dropped* with fewer than half
  when chance (Poisson, one in a thousand: the outer limit of a funnel) does not explain it. The last {months} full months
  are judged.
- **A silent practice** has no row at all where {usual} were to be expected at the rate of all.
- **Prevalence**: people with a diagnosis by the codes of a condition of the library, per practice, outside 99.8 % limits that
  allow for over-dispersion (additive, winsorised); only practices with five or more expected, and five or more such practices.
  Sensitive conditions are left out.

A count of rows or people from 1 to 4, or one that gives such a count away, is hidden unless `--internal` is given; the verdict
stays. Months, practices and tables are counted openly. `seconds` in JSON is what the whole reading took in which a check was
counted, together with others: more than the check would cost alone.

Measured (`benchmarks/quality.py`, synthetic people whose records name no contact): 1,080,000 people, 81 million rows,
390 checks in 54 seconds on two cores that others used too (three rounds, 45 to 57); the slowest reading took 5.9 seconds,
the largest process 0.6 GB.
"""


def quality_page(rules: Rules) -> str:
    """Markdown: kinds, limits, what they are applied to, and what a measurement can be."""
    from .volume import MONTHS, USUAL

    lines = ["# Checks of data quality", _HOW.replace("{usual}", str(USUAL)).replace("{months}", str(MONTHS))]
    lines += ["## Kinds", "", "| kind | category | counted | finding | hint | attention above | failed above | applied to |"]
    lines += ["|---|---|---|---|---|---|---|---|"]
    applied = _applied(rules)
    for kind in rules.kinds.values():
        category = kind.category + (f", {kind.subcategory}" if kind.subcategory else "")
        limit = rules.thresholds.get((kind.id, "*", "*")) or rules.thresholds.get((kind.id, "*", "source"))
        said = kind.says["en"].replace("{", "*").replace("}", "*")
        about = f"{category} | {kind.of} | {said} | {kind.hint['en']} | {_limits(limit)} | {applied.get(kind.id, '')}"
        lines.append(f"| `{kind.id}` | {about} |")
    lines += ["", "Limits of single tables and columns, which hold before those above:", ""]
    lines += ["| kind | table | column | attention above | failed above |", "|---|---|---|---|---|"]
    for (name, table, column), limit in rules.thresholds.items():
        if (table, column) != ("*", "*"):
            lines.append(f"| `{name}` | {_any(table)} | {_any(column)} | {_limits(limit)} |")
    lines += ["", "## Fixed lists", "", "| column | values |", "|---|---|"]
    lines += [f"| `{t}.{c}` | {', '.join(map(str, values))} |" for (t, c), values in VALUES.items()]
    lines += ["", "## What a measurement can be", ""]
    lines += ["| LOINC | measurement | unit, also written | from | to |", "|---|---|---|---|---|"]
    for code, limits in rules.plausible.items():
        for of in limits:
            lines.append(f"| {code} | {of.name} | {', '.join(f'`{u}`' for u in of.units)} | {of.low:g} | {of.high:g} |")
    lines += [
        "",
        "## Limits of a region",
        "",
        "A folder with `reference/quality_thresholds.csv` (columns `kind,table,column,attention,failed`; `*` is any; empty",
        "is never; shares from 0 to 1) or `reference/plausible_values.csv` (columns `loinc,name,unit,low,high`; spellings of",
        "a unit parted by `|`). What exists is replaced, what is new is added. All limits shipped are our proposal.",
    ]
    return "\n".join(lines) + "\n"


def _applied(rules: Rules) -> Mapping[str, str]:
    """Per kind the number of columns or tables it is counted on when every table has rows and every measurement occurs."""
    plain = {"vocabulary_id": "loinc", "is_local": False, "is_misshapen": False}
    loinc = [plain | {"concept_id": i, "concept_code": code} for i, code in enumerate(rules.plausible, 1)]
    found: dict[str, int] = {"no_rows": len(TABLES) - 1, "duplicate": len(EVENTS), "overlap": len(SPANS)}
    found |= {"gap": 2 * len(EVENTS), "drop": 2 * len(EVENTS), "silent_practice": len(EVENTS), "pseudonym": 1}
    for kind in _kinds(loinc, rules):
        found[kind] = found.get(kind, 0) + 1
    said = {kind: f"{n} column{'s' if n > 1 else ''}" for kind, n in found.items()}
    tables = ("no_rows", "duplicate", "overlap", "silent_practice", "person")
    said |= {kind: f"{found[kind]} tables" for kind in tables}
    said |= {kind: f"{len(EVENTS)} tables, by source and practice" for kind in ("gap", "drop")}
    said |= {kind: f"{found[kind]} measurements" for kind in ("unit_unknown", "value_implausible", "unit_mixed_up")}
    return said | {c.kind: "people" for c in PEOPLE_CHECKS} | {"prevalence": "every condition", "key": "numbered tables"}


def _kinds(concepts: list[dict[str, Any]], rules: Rules) -> Iterator[str]:
    for name, table in TABLES.items():
        if name != "reject":
            for check in (*checks_of(table, date(2000, 1, 1), {}), *code_checks(table, concepts, rules)):
                yield check.kind


def _limits(limit: Threshold | None) -> str:
    shares = (None, None) if limit is None else (limit.attention, limit.failed)
    return " | ".join("never" if share is None else f"{100 * share:g} %" for share in shares)


def _any(word: str) -> str:
    return "any" if word == "*" else f"`{word}`"
