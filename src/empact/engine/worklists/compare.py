"""How the effect of acting on a list will be known: set up when the list is first used, and looked at on set days.

A list with a reserve compares by lot, one rolled out in waves by the order of the waves, any other with people alike who
wait. It stays inside: it says who is in which arm.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

import numpy as np

from ...definitions.models import Indicator, Library
from ...terms.errors import DefinitionError, UserError
from ...terms.periods import quarter_day
from ..versions import storage_errors
from .draw import ARMS, HELD_OUT, OFFERED, WAITING
from .make import Made

__all__ = ["ALPHA", "LOOKS", "OUTCOME", "Comparison", "comparison_of", "read_comparison", "write_comparison"]

FORMAT: Final = "empact-comparison/1"
OUTCOME: Final = "emerg_adm"
"""Unplanned admissions: what predictive lists were seen to raise (PRISMATIC, doi 10.1136/bmjqs-2018-007976)."""
ALPHA: Final = 0.05
"""Chance of a false alarm, over all looks together."""
LOOKS: Final = 4
"""One each quarter, for a year."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """``method``: lot, waves, matched, or none where there is nobody to compare with. ``harm``: the sign of what is worse.
    ``people``: pseudonym, group, and arm with stratum (a wave has neither). ``groups``: the wave of each, from 0; ``keys``:
    which list each is."""

    name: str
    method: str
    outcome: str
    version: int
    harm: int
    start: date
    looks: tuple[date, ...]
    alpha: float
    rule: str
    seed: int
    groups: tuple[int, ...]
    people: tuple[tuple[str, int, str, int], ...]
    keys: tuple[str, ...] = ()

    @property
    def fingerprint(self) -> str:
        """Of all of it: 16 hexadecimal digits, for the book of what left."""
        return hashlib.sha256(json.dumps(_plain(self)).encode()).hexdigest()[:16]


def comparison_of(made: Made, library: Library, name: str, outcome: str = OUTCOME) -> Comparison:
    """What is fixed before anything can be known of it. Raises :class:`DefinitionError` for an outcome that is not better one
    way or is not counted per person."""
    indicator = outcome_of(library, outcome)
    arms = np.concatenate([one.arm for one in made.lists]) if made.lists else np.empty(0, np.int8)
    if made.wanted.waves:
        method = "waves"
    elif (arms == HELD_OUT).any():
        method = "lot"
    else:
        method = "matched" if (arms == WAITING).any() else "none"
    control = {"lot": HELD_OUT, "matched": WAITING}.get(method)
    people = tuple(
        (made.found.pseudonym[i], group, ARMS[arm], int(stratum))
        for group, one in enumerate(made.lists)
        for i, arm, stratum in zip(one.rows.tolist(), one.arm.tolist(), one.stratum.tolist(), strict=True)
        if method == "waves" or arm in (OFFERED, control)
    )
    start = made.wanted.day or made.as_of
    looks = tuple(quarter_day(start, n + 1) for n in range(LOOKS))
    return Comparison(
        name, method, outcome, indicator.version, -1 if indicator.direction == "up" else 1, start, looks, ALPHA,
        made.rule.fingerprint, made.wanted.seed, tuple(one.wave for one in made.lists), people,
        tuple(one.key for one in made.lists),
    )  # fmt: skip


def outcome_of(library: Library, asked: str) -> Indicator:
    """The indicator that is watched."""
    found = library.indicators.get(asked)
    if found is None or found.waits_for or found.direction not in ("up", "down"):
        raise DefinitionError(
            f"'{asked}' cannot be watched.", hint="Name an indicator that is computed and of which more or less is better."
        )
    return found


def write_comparison(comparison: Comparison, file: Path) -> None:
    """Once: a comparison that was begun is not begun again, save with the same people on the same day."""
    if file.exists() and read_comparison(file) != comparison:
        raise UserError(f"'{file.name}' was set up before.", hint="Go on with --after, or write the list elsewhere.")
    with storage_errors(file):
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(_plain(comparison), indent=1) + "\n", encoding="utf-8")


def read_comparison(file: Path) -> Comparison:
    """As it was written. Raises :class:`UserError` for anything else."""
    try:
        said = json.loads(file.read_text(encoding="utf-8"))
        if said.pop("format") != FORMAT:
            raise ValueError
        said["start"] = date.fromisoformat(said["start"])
        said["looks"] = tuple(date.fromisoformat(d) for d in said["looks"])
        said["groups"], said["keys"] = tuple(said["groups"]), tuple(said.get("keys", ()))
        said["people"] = tuple((str(p), int(g), str(a), int(s)) for p, g, a, s in said["people"])
        return Comparison(**said)
    except (OSError, ValueError, KeyError, TypeError):
        raise UserError(
            f"'{file.name}' is no comparison.", hint="Give the -compare.json that 'empact list' wrote at the first use."
        ) from None


def _plain(comparison: Comparison) -> dict[str, Any]:
    days = {"start": comparison.start.isoformat(), "looks": [d.isoformat() for d in comparison.looks]}
    return {"format": FORMAT, **asdict(comparison), **days}
