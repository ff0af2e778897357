"""A list leaves: the lines as CSV for the gate, what may be told beside it, and, to stay inside, who is in which arm.

It leaves with a project, a legal ground, a purpose and a recipient, which stand on every line and in the book of the results.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np

from ...terms.errors import UserError
from ..release.disclosures import write_down
from ..release.hide import ALL, Axis, Cell, Unprotectable, hidden_cells
from ..release.indicators import SENSITIVE, THRESHOLD
from ..show.words import LANGUAGES, marked
from ..versions import storage_errors
from .draw import ARMS
from .equity import Reach, reach
from .make import Made, MadeList
from .scan import AGE_BANDS, SEXES
from .words import said

__all__ = ["FORMAT", "Notice", "record_of", "write_list"]

FORMAT: Final = "empact-worklist/1"
_PLACE: Final = "list"


@dataclass(frozen=True, slots=True)
class Notice:
    """On what ground a list leaves; none may be empty. ``name``: what the list is called. ``project``: of the pseudonyms."""

    name: str
    project: str
    ground: str
    purpose: str
    recipient: str

    def __post_init__(self) -> None:
        missing = [key for key, value in asdict(self).items() if not str(value).strip()]
        if missing:
            raise UserError(
                f"A list of people needs --{' and --'.join(missing)}.",
                hint="It leaves with a legal ground, a purpose and a recipient, which are written down with the day.",
            )


def write_list(made: Made, one: MadeList, notice: Notice, out: Path, results: Path, threshold: int = THRESHOLD) -> list[Path]:
    """Write ``out`` (CSV, leaves), beside it ``.json`` (leaves) and ``-inside.csv`` (stays); their paths.

    The book is written first: what leaves, leaves after that.
    """
    record = record_of(made, one, notice, threshold)
    paths = [out, out.with_suffix(".json"), out.with_name(f"{out.stem}-inside.csv")]
    entry = {
        "date": made.as_of.isoformat(),
        "what": "worklist",
        "rule": made.rule.asked,
        "version": made.rule.version,
        "fingerprint": made.rule.fingerprint,
        **made.sources,
        **{key: getattr(notice, key) for key in ("project", "ground", "purpose", "recipient")},
        "people": {"offered": len(one.lines)},
    }
    texts = (_lines(one, notice), json.dumps(record, indent=1, ensure_ascii=False) + "\n", _inside(made, one))
    with storage_errors(out):
        out.parent.mkdir(parents=True, exist_ok=True)
        write_down(results, entry)
        for path, text in zip(paths, texts, strict=True):
            path.write_text(text, encoding="utf-8", newline="")
    return paths


def _lines(one: MadeList, notice: Notice) -> str:
    about = [notice.project, notice.ground, notice.purpose, notice.recipient]
    return _csv(["pseudonym", "project", "ground", "purpose", "recipient", "reason"], [[p, *about, r] for p, r in one.lines])


def _inside(made: Made, one: MadeList) -> str:
    """Everybody who could be on the list, with arm and stratum: for who evaluates later."""
    rows = sorted((made.found.pseudonym[i], ARMS[a], int(s)) for i, a, s in zip(one.rows, one.arm, one.stratum, strict=True))
    return _csv(["pseudonym", "arm", "stratum"], [list(r) for r in rows])


def _csv(head: list[str], rows: list[list[Any]]) -> str:
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(head)
    writer.writerows(rows)
    return stream.getvalue()


# ---------------------------------------------------------------- what may be told


def record_of(made: Made, one: MadeList, notice: Notice, threshold: int = THRESHOLD) -> dict[str, Any]:
    """Rule, day, places, people at each step and who is reached, small numbers absent. Plain, ready for JSON.

    People at each step add up; what is hidden is ``None``. Of a rule about something sensitive more is hidden.
    """
    if made.rule.is_sensitive:
        threshold = max(threshold, SENSITIVE)
    rule = made.rule
    equity = _equity(made, one, threshold)
    return {
        "format": FORMAT,
        "name": notice.name,
        "as_of": made.as_of.isoformat(),
        **made.sources,
        "rule": {
            "asked": rule.asked, "title": dict(rule.title), "text": dict(rule.text),
            "version": rule.version, "fingerprint": rule.fingerprint,
            "period": rule.period.name if rule.period else "",
        },
        "places": made.wanted.places,
        "reserve": made.wanted.reserve,
        "first": made.wanted.first,
        "seed": made.wanted.seed,
        "strata": ["persona", "age", "increased_reimbursement", "sex"],
        "threshold": threshold,
        "steps": _steps(made, one, threshold),
        "balance": dict(one.balance),
        "equity": equity,
        "behind": {language: _behind(equity, language) for language in LANGUAGES},
    }  # fmt: skip


def _steps(made: Made, one: MadeList, threshold: int) -> dict[str, int | None]:
    """Of one list for all: also who died or left. Of a list per practice or area those are not told apart."""
    steps = dict(one.steps)
    if one.key == "" and not made.wanted.by and not made.wanted.groups:
        lives = dict(made.found.left_out)
        steps = {"meets": made.found.counts["meets"]} | lives | {k: v for k, v in steps.items() if k != "alive"}
    else:
        steps = {"meets": steps.pop("alive")} | steps
    total = steps.pop("meets")
    leaves = {k: (k, "meets") for k in steps}
    counts: dict[Cell, int] = {(_PLACE, k, ALL): n for k, n in steps.items()} | {(_PLACE, "meets", ALL): total}
    told = {(_PLACE, k, ALL) for k in ("offered",)}
    hidden = _hidden(counts, leaves, threshold, told)
    out: dict[str, int | None] = {"meets": None if (_PLACE, "meets", ALL) in hidden else total}
    return out | {k: None if (_PLACE, k, ALL) in hidden else n for k, n in steps.items()}


def _hidden(counts: Mapping[Cell, int], leaves: Mapping[str, tuple[str, ...]], threshold: int, told: set[Cell]) -> set[Cell]:
    """How many are offered a place is known to who holds the list: it protects nobody and cannot be hidden."""
    try:
        return set(
            hidden_cells(counts, Axis({_PLACE: (_PLACE,)}), Axis(leaves), [], threshold, settled=frozenset(), fixed=told)
        )
    except Unprotectable:
        return set(counts) - told


def _equity(made: Made, one: MadeList, threshold: int) -> list[dict[str, Any]]:
    """Two questions per trait. ``could``: of everybody alive who meets the rule, who could be on the list (was not left out).
    ``offered``: of those, who is offered a place. A trait of which a number would give somebody away is left out."""
    found = made.found
    everybody = one.everybody
    could = np.array([made.why_not[i] == "" for i in everybody], bool)
    offered = np.isin(everybody, one.rows[one.arm == 0])
    traits = (
        ("neighbourhood" if made.area_level == "neighbourhood" else "municipality", found.area, [*found.areas, "unknown"]),
        ("increased_reimbursement", found.increased, ["ordinary", "increased"]),
        ("age", found.age, list(AGE_BANDS)),
        ("sex", found.sex, list(SEXES)),
    )
    lines = []
    for trait, values, names in traits:
        mine = values[everybody]
        mine = np.where(mine < 0, len(names) - 1, mine)
        for of, base, got in (("could", np.ones(len(everybody), bool), could), ("offered", could, offered)):
            people = np.bincount(mine[base], minlength=len(names))
            reached = np.bincount(mine[base & got], minlength=len(names))
            for line in _shown(reach(names, people, reached), threshold):
                lines.append({"of": of, "trait": trait, **line, "name": made.area_names.get(line["group"], line["group"])})
    return lines


def _shown(lines: tuple[Reach, ...], threshold: int) -> list[dict[str, Any]]:
    """Groups of which both who is reached and who is not may be told; fewer than all, so that none follows from the others."""
    counts: dict[Cell, int] = {}
    for line in lines:
        counts[_PLACE, line.group, ALL] = line.people
        counts[_PLACE, line.group, "yes"] = line.reached
        counts[_PLACE, line.group, "no"] = line.people - line.reached
    for trait in (ALL, "yes", "no"):
        counts[_PLACE, "all", trait] = sum(n for (_, g, t), n in counts.items() if t == trait and g != "all")
    if not lines:
        return []
    classes = Axis({line.group: (line.group, "all") for line in lines})
    traits = [Axis({"yes": ("yes",), "no": ("no",)}, frozenset({"no"}), threshold)]
    told = {(_PLACE, "all", ALL), (_PLACE, "all", "yes"), (_PLACE, "all", "no")}
    try:
        hidden = hidden_cells(counts, Axis({_PLACE: (_PLACE,)}), classes, traits, threshold, fixed=told)
    except Unprotectable:
        return []
    out = []
    for line in lines:
        if any((_PLACE, line.group, t) in hidden for t in (ALL, "yes", "no")):
            continue
        out.append({k: round(v, 4) if isinstance(v, float) else v for k, v in asdict(line).items()})
    return out


def _behind(equity: list[dict[str, Any]], language: str) -> list[str]:
    """A sentence for each group that falls behind."""
    out = []
    for line in equity:
        if not line["falls_behind"]:
            continue
        percent = {k: marked(f"{100 * line[k]:.1f}", language) for k in ("proportion", "lower", "upper", "others")}
        group = (
            said(line["group"], language)
            if line["group"] in ("increased", "ordinary", "female", "male", "other", "unknown")
            else line["name"]
        )
        out.append(
            said("behind", language, group=group, reached=line["reached"], people=line["people"], own=percent["proportion"],
                 lower=percent["lower"], upper=percent["upper"], others=percent["others"])
        )  # fmt: skip
    return out
