"""Lists made: the rule asked of the register, people left out with reasons counted, places filled, each line explained."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from ...definitions.models import Library
from ...terms.errors import UserError
from ...terms.periods import quarter_day
from ..areas import LEVELS
from ..boundaries import practice_names
from ..describe.cohort import areas_of
from ..people import read_some
from ..register import Register
from ..run.results import Results
from .draw import ARMS, HELD_OUT, OFFERED, WAITING, draw, lots
from .equity import standardised_differences
from .reasons import reason_of, sentences_of
from .rule import Rule
from .scan import AGE_BANDS, SEXES, Found, scan

__all__ = ["GONE", "LEFT_OUT", "LIVES", "TAKEN_UP", "Made", "MadeList", "Wanted", "file_name", "make_lists"]

TAKEN_UP: Final = ("taken_up", "done", "has_plan", "has_coordinator", "in_review")
"""Something was done for the person."""
LEFT_OUT: Final = ("opted_out", "refused", "no_answer", "declined", *TAKEN_UP)
"""Why whoever asks leaves somebody out; the register itself adds: dead, departed, in_programme, no_place."""
LIVES: Final = ("dead", "departed", "in_programme", "no_place")
GONE: Final = (*LIVES, *LEFT_OUT, "not_met", "elsewhere", "waiting")
"""Why somebody who was offered a place by the list before is not on this one."""
_WHOLE: Final = ""


@dataclass(frozen=True, slots=True)
class Wanted:
    """``places``: offers per list, ``None`` as many as there are people. ``reserve``: the share held out, below 0.9.

    ``by``: practice, or a level of area, or empty for one list. ``groups``: name to members (practices, or areas
    of ``by``, by id or name), each group one list. ``first``: a score of the results; who has most of it comes first.
    ``leave_out``: pseudonym to one of :data:`LEFT_OUT`. ``programme``: leave out who is enrolled in it ('' any).
    ``before``: by :func:`file_name` of a list, pseudonym to arm in the run before, to go on from there. ``waves``: lists per
    place begin in so many waves, drawn by lot, a quarter after each other: from ``begun`` on those whose quarter has come by
    ``day`` (without them both are the day of the run). ``drawn``: by key, the wave that was drawn at the start; a place that
    joined since begins with the last, and is no part of the comparison.
    """

    places: int | None
    reserve: float = 0.0
    seed: int = 1
    by: str = ""
    groups: Mapping[str, Sequence[str]] | None = None
    first: str = ""
    leave_out: Mapping[str, str] = field(default_factory=dict)
    programme: str | None = None
    before: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    waves: int = 0
    begun: date | None = None
    day: date | None = None
    drawn: Mapping[str, int] = field(default_factory=dict)
    language: str = "en"

    def __post_init__(self) -> None:
        if self.places is not None and self.places < 1:
            raise UserError("A list has at least one place.", hint="As in --places 40.")
        if not 0 <= self.reserve < 0.9:
            raise UserError("The share held out lies from 0 to below 0.9.", hint="As in --reserve 0.2.")
        if self.waves and (self.waves < 2 or self.reserve or not (self.by or self.groups)):
            raise UserError("Waves are of lists per place, without a reserve.", hint="As in --by practice --waves 4.")
        unknown = set(self.leave_out.values()) - set(LEFT_OUT)
        if unknown:
            raise UserError("Somebody is left out for a reason that is not known.", hint="Known: " + ", ".join(LEFT_OUT) + ".")
        if self.by not in ("", "practice", *LEVELS):
            raise UserError(f"There are no lists by '{self.by}'.", hint="Known: practice, " + ", ".join(LEVELS) + ".")


@dataclass(frozen=True, slots=True)
class MadeList:
    """One list. ``everybody`` who belongs to it, and in ``rows`` who was not left out, index the people of ``found``; ``arm``
    and ``stratum`` are of ``rows``.

    ``lines``: pseudonym and reason of who is offered a place, in order of pseudonym. ``steps``: people per step, exact.
    ``wave``: from 0, in which it begins; before that everybody in it is held out.
    ``earlier``: of ``found.earlier``, who was offered a place by this list before. ``left``: pseudonym of who was and is not
    any more, and why (:data:`GONE`).
    """

    key: str
    name: str
    everybody: NDArray[np.intp]
    rows: NDArray[np.intp]
    arm: NDArray[np.int8]
    stratum: NDArray[np.int64]
    lines: tuple[tuple[str, str], ...]
    steps: Mapping[str, int]
    balance: Mapping[str, float]
    earlier: NDArray[np.intp]
    left: tuple[tuple[str, str], ...]
    wave: int = 0


@dataclass(frozen=True, slots=True)
class Made:
    """All lists of one rule, the people they were made from, and who was left out (in ``found``, by reason)."""

    rule: Rule
    wanted: Wanted
    as_of: date
    found: Found
    why_not: tuple[str, ...]
    area_names: Mapping[str, str]
    area_level: str
    lists: tuple[MadeList, ...]
    unknown: int
    sources: Mapping[str, Any]


def make_lists(
    register: Register, results: Results, library: Library, rule: Rule, wanted: Wanted, *, workers: int | None = None
) -> Made:
    """Everything stays inside until :func:`~.files.write_list`, which asks the ground on which it may leave."""
    if len(register.tables) and rule.period is not None and rule.period.end > results.as_of:
        raise UserError("The period ends after the day of the run.", hint="Name an earlier period, or run again.")
    areas = areas_of(results)
    area_level = "neighbourhood" if "neighbourhood" in areas.level.values() else "municipality"
    by = wanted.by or ("practice" if wanted.groups else "")
    found = scan(
        register, results, library, rule, by=by, area_level=area_level,
        score=f"score_{wanted.first}" if wanted.first else "", programme=wanted.programme,
        offered_before={p for list_ in wanted.before.values() for p, arm in list_.items() if arm == ARMS[OFFERED]},
        workers=workers,
    )  # fmt: skip
    if len(found.namespace) > 1:
        raise UserError("The people have pseudonyms of several projects.", hint="One list is of one project.")
    names = practice_names(register) if by == "practice" else dict(areas.name)
    place, keys = _places(found, wanted, by, names)
    why_not = tuple(_why_not(found, wanted, place, bool(by)))
    stratum = _strata(found)
    lists = []
    waves = _waves(keys, wanted)
    day = wanted.day or results.as_of
    begun = _waves_begun(wanted.begun or day, day, max(wanted.waves, 1))
    for number, key in enumerate(keys):
        here = np.flatnonzero(place == number)
        mine = here[[why_not[i] == "" for i in here]] if len(here) else here
        arm = draw(
            [found.pseudonym[i] for i in mine], stratum[mine], places=wanted.places, reserve=wanted.reserve,
            seed=f"{wanted.seed}|{key}", urgency=found.urgency[mine] if wanted.first else None,
            before=_arms_before(found, mine, wanted.before.get(file_name(key)), wanted),
        )  # fmt: skip
        if waves[number] >= begun:
            arm[:] = HELD_OUT
        left = Counter(why_not[i] for i in here if why_not[i])
        steps = {"alive": len(here)} | {r: left[r] for r in LEFT_OUT}
        steps |= {"offered": int((arm == OFFERED).sum()), "held_out": int((arm == HELD_OUT).sum())}
        steps["waiting"] = int((arm == WAITING).sum())
        lists.append((key, names.get(key, key), here, mine, arm, steps))
    said = _said(register, library, rule, wanted, results.as_of, found, [m[a == OFFERED] for _, _, _, m, a, _ in lists])
    made = tuple(
        MadeList(
            key, name, here, mine, arm, stratum[mine],
            tuple(sorted((found.pseudonym[i], said[int(found.person[i])]) for i in mine[arm == OFFERED])),
            steps, _balance(found, mine, arm),
            *_left(found, wanted, key, here, mine[arm == OFFERED]), wave,
        )
        for (key, name, here, mine, arm, steps), wave in zip(lists, waves, strict=True)
    )  # fmt: skip
    known = set(found.pseudonym)
    sources = {"register": register.version, "results": results.version, "library": results.manifest["library"]}
    unknown = sum(p not in known for p in wanted.leave_out)
    return Made(rule, wanted, results.as_of, found, why_not, areas.name, area_level, made, unknown, sources)


def _places(found: Found, wanted: Wanted, by: str, names: Mapping[str, str]) -> tuple[NDArray[np.intp], list[str]]:
    """To which list each person belongs, as an index into the keys; -1 to none."""
    if not by:
        return np.zeros(len(found.person), np.intp), [_WHOLE]
    if wanted.groups is None:
        return found.place, list(found.places)
    keys = sorted(wanted.groups)
    onto = np.full(len(found.places) + 1, -1, np.intp)
    for number, group in enumerate(keys):
        members = {m.casefold() for m in wanted.groups[group]}
        for i, one in enumerate(found.places):
            if members & {one.casefold(), one.partition(":")[2].casefold(), names.get(one, one).casefold()}:
                if onto[i] >= 0:
                    raise UserError("A practice or area is in two groups.", hint="Nobody can be on two lists.")
                onto[i] = number
    return onto[found.place], keys


def _why_not(found: Found, wanted: Wanted, place: NDArray[np.intp], is_divided: bool) -> list[str]:
    return [
        wanted.leave_out.get(pseudonym, "") or ("no_place" if is_divided and where < 0 else "")
        for pseudonym, where in zip(found.pseudonym, place.tolist(), strict=True)
    ]


def file_name(key: str) -> str:
    """Of the list of a practice, team or area: letters and digits."""
    return "".join(c if c.isalnum() else "-" for c in key)


def _waves(keys: Sequence[str], wanted: Wanted) -> list[int]:
    """The wave of each list: in an order by lot, as many lists in each as can be. It is drawn once."""
    if not wanted.waves:
        return [0] * len(keys)
    if wanted.drawn:
        return [wanted.drawn.get(key, wanted.waves - 1) for key in keys]
    order = np.argsort(lots(keys, str(wanted.seed), "wave"), kind="stable")
    wave = np.empty(len(keys), np.intp)
    wave[order] = np.arange(len(keys)) * wanted.waves // max(len(keys), 1)
    return [int(w) for w in wave]


def _waves_begun(begun: date, day: date, waves: int) -> int:
    return sum(quarter_day(begun, n) <= day for n in range(waves))


def _arms_before(
    found: Found, rows: NDArray[np.intp], before: Mapping[str, str] | None, wanted: Wanted
) -> NDArray[np.int8] | None:
    """Whose wave comes later was held out until now, and is not for good."""
    if not before:
        return None
    code = {name: number for number, name in enumerate(ARMS) if not (wanted.waves and number == HELD_OUT)}
    return np.array([code.get(before.get(found.pseudonym[i], ""), -1) for i in rows], np.int8)


def _left(
    found: Found, wanted: Wanted, key: str, here: NDArray[np.intp], offered: NDArray[np.intp]
) -> tuple[NDArray[np.intp], tuple[tuple[str, str], ...]]:
    """Who left comes with the nearest reason: death before what was done, what was done before what the records say."""
    before = {p for p, arm in wanted.before.get(file_name(key), {}).items() if arm == ARMS[OFFERED]}
    if not before:
        return np.empty(0, np.intp), ()
    rows = [i for i, pseudonym in enumerate(found.earlier.pseudonym) if pseudonym in before]
    gone = {found.earlier.pseudonym[i]: found.earlier.gone[i] for i in rows}
    mine, on_it = {found.pseudonym[i] for i in here}, {found.pseudonym[i] for i in offered}
    left = []
    for pseudonym in sorted(before - on_it):
        why = gone.get(pseudonym, "departed")
        if why not in ("dead", "departed"):
            why = wanted.leave_out.get(pseudonym, "") or why or ("waiting" if pseudonym in mine else "elsewhere")
        left.append((pseudonym, why))
    return np.array(rows, np.intp), tuple(left)


def _strata(found: Found) -> NDArray[np.int64]:
    """Persona x age band x sex x increased reimbursement; neighbours in number are alike, the persona weighing most."""
    stratum = (found.persona + 1).astype(np.int64)
    for values, kinds in ((found.age, len(AGE_BANDS)), (found.increased, 2), (found.sex, len(SEXES))):
        stratum = stratum * kinds + values
    return stratum


def _balance(found: Found, rows: NDArray[np.intp], arm: NDArray[np.int8]) -> dict[str, float]:
    """The largest difference between who is held out and who is offered a place, per trait, in standard deviations."""
    candidates = rows[arm != WAITING]
    held = arm[arm != WAITING] == HELD_OUT
    if not held.any():
        return {}
    traits = {
        "persona": (found.persona + 1, len(found.personas) + 1),
        "age": (found.age, len(AGE_BANDS)),
        "sex": (found.sex, len(SEXES)),
        "increased_reimbursement": (found.increased, 2),
    }
    return {
        name: round(float(np.abs(standardised_differences(values[candidates], held, kinds)).max()), 4)
        for name, (values, kinds) in traits.items()
    }


def _said(
    register: Register,
    library: Library,
    rule: Rule,
    wanted: Wanted,
    as_of: date,
    found: Found,
    offered: list[NDArray[np.intp]],
) -> dict[int, str]:
    """The reason of each person who is offered a place."""
    from ..duckdb import connect

    ids = [int(i) for rows in offered for i in found.person[rows]]
    called = sentences_of(library, wanted.language)
    with connect(ordered=True) as db:
        return {
            person.person_id: reason_of(person, rule, library, as_of, wanted.language, called).text
            for person in read_some(db, register, ids)
        }
