"""A list leaves: the lines as CSV for the gate, what may be told beside it, and, to stay inside, who is in which arm.

It leaves with a project, a legal ground, a purpose and a recipient, which stand on every line and in the book of the results.
"""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from collections.abc import Collection
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from ...terms.errors import UserError
from ..release.disclosures import write_down
from ..release.hide import ALL, Cell
from ..release.indicators import SENSITIVE, THRESHOLD
from ..show.words import LANGUAGES
from ..versions import storage_errors
from .compare import Comparison
from .draw import ARMS
from .effect_words import set_up
from .lens import PLACE, behind, equity_of, hidden
from .make import GONE, Made, MadeList

__all__ = ["FORMAT", "Notice", "read_before", "record_of", "write_list"]

FORMAT: Final = "empact-worklist/1"
_INSIDE: Final = "-inside.csv"


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


def write_list(
    made: Made,
    one: MadeList,
    notice: Notice,
    out: Path,
    results: Path,
    threshold: int = THRESHOLD,
    comparison: Comparison | None = None,
) -> list[Path]:
    """Write ``out`` (CSV, leaves), beside it ``.json`` (leaves) and ``-inside.csv`` (stays); their paths.

    ``comparison``: how the effect will be known, set up with this list; the book holds its fingerprint from this day on.

    The book is written first: what leaves, leaves after that.
    """
    record = record_of(made, one, notice, threshold, comparison)
    paths = [out, out.with_suffix(".json"), out.with_name(f"{out.stem}{_INSIDE}")]
    entry = {
        "date": made.as_of.isoformat(),
        "what": "worklist",
        "rule": made.rule.asked,
        "version": made.rule.version,
        "fingerprint": made.rule.fingerprint,
        **made.sources,
        **({"comparison": comparison.fingerprint} if comparison else {}),
        **{key: getattr(notice, key) for key in ("project", "ground", "purpose", "recipient")},
        "people": {"offered": len(one.lines)} | ({"left": len(one.left)} if one.left else {}),
    }
    texts = (_lines(one, notice), json.dumps(record, indent=1, ensure_ascii=False) + "\n", _inside(made, one))
    with storage_errors(out):
        out.parent.mkdir(parents=True, exist_ok=True)
        write_down(results, entry)
        for path, text in zip(paths, texts, strict=True):
            path.write_text(text, encoding="utf-8", newline="")
    return paths


def read_before(path: Path) -> dict[str, dict[str, str]]:
    """What stayed inside of an earlier run, for ``Wanted.before``: of one list its file, of lists per place their folder."""
    files = {"": path} if not path.is_dir() else {f.name.removesuffix(_INSIDE): f for f in path.glob(f"*{_INSIDE}")}
    try:
        found = {key: _arms_of(file) for key, file in files.items()}
    except (OSError, UnicodeDecodeError, KeyError):
        found = {}
    if not found:
        raise UserError(
            f"'{path.name}' is nothing that stayed inside of an earlier list.",
            hint=f"Give the file NAME{_INSIDE} that was written beside it, or their folder.",
        )
    return found


def _arms_of(file: Path) -> dict[str, str]:
    with file.open(encoding="utf-8", newline="") as stream:
        return {row["pseudonym"]: row["arm"] for row in csv.DictReader(stream)}


def _lines(one: MadeList, notice: Notice) -> str:
    """Who is on it, with the reason; and who was on the list before and is not any more, with ``left`` saying why."""
    about = [notice.project, notice.ground, notice.purpose, notice.recipient]
    rows = [[p, *about, r, ""] for p, r in one.lines] + [[p, *about, "", why] for p, why in one.left]
    return _csv(["pseudonym", "project", "ground", "purpose", "recipient", "reason", "left"], rows)


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


def record_of(
    made: Made, one: MadeList, notice: Notice, threshold: int = THRESHOLD, comparison: Comparison | None = None
) -> dict[str, Any]:
    """Rule, day, places, people at each step and who is reached, small numbers absent. Plain, ready for JSON.

    People at each step add up; what is hidden is ``None``. Of a rule about something sensitive more is hidden.
    """
    if made.rule.is_sensitive:
        threshold = max(threshold, SENSITIVE)
    rule = made.rule
    equity = equity_of(made, one, threshold)
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
        "left": _left(made, one, threshold),
        "balance": dict(one.balance),
        "effect": {language: set_up(comparison, language) for language in LANGUAGES} if comparison else {},
        "equity": equity,
        "behind": {language: behind(equity, language) for language in LANGUAGES},
    }  # fmt: skip


def _steps(made: Made, one: MadeList, threshold: int) -> dict[str, int | None]:
    """Of one list for all: also who died or left. Of a list per practice or area those are not told apart."""
    steps = dict(one.steps)
    if one.key == "" and not made.wanted.by and not made.wanted.groups:
        lives = dict(made.found.left_out)
        steps = {"meets": made.found.counts["meets"]} | lives | {k: v for k, v in steps.items() if k != "alive"}
    else:
        steps = {"meets": steps.pop("alive")} | steps
    return _told("meets", steps.pop("meets"), steps, threshold, told={"offered"})


def _left(made: Made, one: MadeList, threshold: int) -> dict[str, int | None]:
    """Of who was offered a place before: who still is (``stays``), and who left by reason; empty without a list before."""
    if not len(one.earlier) and not one.left:
        return {}
    counts = Counter(why for _, why in one.left)
    gone = {pseudonym for pseudonym, _ in one.left}
    stays = sum(made.found.earlier.pseudonym[i] not in gone for i in one.earlier)
    return _told(
        "before", stays + len(one.left), {"stays": stays} | {why: counts[why] for why in GONE if counts[why]}, threshold
    )


def _told(whole: str, total: int, parts: dict[str, int], threshold: int, told: Collection[str] = ()) -> dict[str, int | None]:
    """A whole and its parts, small numbers and what would give them away being ``None``. How many are on a list is known to
    who holds it: it protects nobody and cannot be hidden (``told``)."""
    leaves = {k: (k, whole) for k in parts}
    counts: dict[Cell, int] = {(PLACE, k, ALL): n for k, n in parts.items()} | {(PLACE, whole, ALL): total}
    away = hidden(counts, leaves, threshold, {(PLACE, k, ALL) for k in told})
    return {k: None if (PLACE, k, ALL) in away else n for k, n in {whole: total, **parts}.items()}
