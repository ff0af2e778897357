"""What each node means, said in Python as slowly and plainly as possible.

The readings that the nodes leave open are listed in docs/reference/clarifications.md; each fast engine must agree with this.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable
from datetime import date, timedelta

from ...criteria.codeset import CodeSet
from ...criteria.nodes import (
    Aged,
    AllOf,
    AnyOf,
    AtLeast,
    AtLeastOf,
    CodedEvents,
    ConditionCount,
    Count,
    CountAtPractices,
    CountCodes,
    CountDates,
    CountDischarges,
    CountSpells,
    Deaths,
    Enrolled,
    Events,
    FirstWithin,
    Flag,
    Has,
    Insured,
    Lasting,
    LatestIs,
    LivesIn,
    Measured,
    Number,
    Observed,
    OfSex,
    Paid,
    PersonDays,
    Recorded,
    Registered,
    ScoreOf,
    Sum,
    SystemCount,
    Unless,
    Visited,
    core_of,
    window_of,
)
from ...definitions.models import Library, Score, Segment
from ...terms.codes import Code
from ...terms.periods import Window, age_on
from .records import Period, Person, Record

__all__ = [
    "classify",
    "counted_of",
    "evidence",
    "holds",
    "lineage",
    "number",
    "records_of",
    "residence",
    "score_groups",
    "spells",
]


def holds(flag: Flag, person: Person, as_of: date, library: Library) -> bool:
    """Is it true of this person on this day?"""

    def true(other: Flag) -> bool:
        return holds(other, person, as_of, library)

    match flag:
        case AllOf(of):
            return all(true(f) for f in of)
        case AnyOf(of):
            return any(true(f) for f in of)
        case AtLeastOf(n, of):
            return sum(true(f) for f in of) >= n
        case Unless(inner, exceptions):
            return true(inner) and not any(true(f) for f in exceptions)
        case AtLeast(counted, threshold, strict):
            value = number(counted, person, as_of, library)
            return value > threshold if strict else value >= threshold
        case FirstWithin(events, window):
            first = first_records(events, person, as_of, library)
            return bool(first) and is_inside(first[0].date, window, as_of)
        case LatestIs(events, comparison):
            return any(comparison.holds(r.value, r.unit) for r in latest_records(flag, person, as_of, library))
        case Has("condition", id):
            return true(library.conditions[id].rule)
        case Has("determinant", id):
            return true(library.determinants[id].rule)
        case Aged(at_least, at_most):
            age = age_on(person.birth_date, as_of)
            return at_least <= age and (at_most is None or age <= at_most)
        case OfSex(sex):
            return person.gender == sex
        case LivesIn(area):
            home = residence(person, as_of)
            return home is not None and area in lineage(home, person, as_of)
        case Registered():
            return any(p.holds_on(as_of) for p in person.relations)
        case Insured(status):
            return any(p.what == status and p.holds_on(as_of) for p in person.coverage)
        case Enrolled(programme, window):
            mine = [p for p in person.enrolments if not programme or p.what == programme]
            return any(p.holds_on(as_of) if window is None else meets(p, window, as_of) for p in mine)
    raise TypeError(f"no meaning for {type(flag).__name__}")


def number(asked: Number, person: Person, as_of: date, library: Library) -> float:
    """How much of it the person has on this day; 0 without a row. Rounded to six decimals, so that 89.9 + 0.1 reaches 90."""
    match asked:
        case Count(events):
            return len(records_of(events, person, as_of, library))
        case CountAtPractices(events, most):
            seen = Counter(r.practice for r in records_of(events, person, as_of, library) if r.practice)
            return max(seen.values(), default=0) if most else seen.total()
        case CountDates(events):
            return len({r.date for r in records_of(events, person, as_of, library)})
        case CountCodes(events, _, each_rows, each_ddd):
            by_code: dict[str, list[Record]] = {}
            for record in records_of(events, person, as_of, library):
                atc = atc_of(record, library)
                if atc is not None and len(atc) >= asked.length:
                    by_code.setdefault(atc[: asked.length], []).append(record)
            return sum(len(rows) >= each_rows and total_ddd(rows) >= each_ddd for rows in by_code.values())
        case CountSpells(events, without=without):

            def has(spell: list[Record], diagnosis: Recorded) -> bool:
                return is_for(spell, diagnosis, person, as_of, library)

            found = spells(events, person, as_of)
            if asked.wanted:
                found = [spell for spell in found if any(has(spell, one) for one in asked.wanted)]
            return len(found if without is None else [s for s in found if not has(s, Recorded(without))])
        case CountDischarges(events, again, days):
            return len(discharges(events, again, days, person, as_of))
        case PersonDays(window):
            return len(days_observed(person, *window.bounds(as_of)))
        case Deaths(window):
            return int(person.death_date is not None and is_inside(person.death_date, window, as_of))
        case Sum(events, "ddd"):
            return total_ddd(records_of(events, person, as_of, library))
        case Sum(events, "paid"):
            return sum(r.paid or 0 for r in records_of(events, person, as_of, library)) / 100
        case ScoreOf(id, weights):
            score = library.scores[id]
            weight = score.weights_of(weights)
            return round(
                math.fsum(weight.get(g, 0.0) for g in score_groups(score, person, as_of, library)) / score.normalise_by, 6
            )
        case ConditionCount():
            return len({counts_as for counts_as, _ in counted_of(person, as_of, library)})
        case SystemCount():
            return len({body_system for _, body_system in counted_of(person, as_of, library)})
    raise TypeError(f"no meaning for {type(asked).__name__}")


# ---------------------------------------------------------------- records


def records_of(events: Events, person: Person, as_of: date, library: Library) -> list[Record]:
    """The rows of these events, oldest first, none after the index date."""
    core, window = core_of(events), window_of(events)
    rows = [
        r
        for r in person.events.get(core.table, ())
        if r.date <= as_of and is_seen(r, events, window, as_of) and matches(core, r, library)
    ]
    return sorted(rows, key=lambda r: (r.date, r.key))


def matches(core: Events, record: Record, library: Library) -> bool:
    """Is this row one of these events, whatever its day?"""
    match core:
        case Measured(codes, value, answers) | Observed(codes, value, answers):
            right = value is None or value.holds(record.value, record.unit)
            return right and (not answers or record.answer in answers) and is_in(codes, record, library)
        case Recorded(codes, position):
            return (not position or record.position == position) and is_in(codes, record, library)
        case CodedEvents(codes):
            return is_in(codes, record, library)
        case Visited(kinds, unplanned, role):
            return (
                (not kinds or any(k in kinds for k in record.kinds))
                and (unplanned is None or record.unplanned is unplanned)
                and (not role or record.role == role)
            )
        case Paid(domain):
            return not domain or record.domain == domain
    raise TypeError(f"no meaning for {type(core).__name__}")


def is_in(codes: CodeSet, record: Record, library: Library) -> bool:
    """One of the row's codes is listed, and none of them is taken out again."""
    own = codes_of(record, library)
    return any(codes.lists(code) for code in own) and not any(codes.takes_out(code) for code in own)


def codes_of(record: Record, library: Library) -> list[Code]:
    """The code of a row, and the ATC code it stands for."""
    if record.code is None:
        return []
    also = library.crosswalk.get(record.code)
    return [record.code] if also is None else [record.code, also]


def atc_of(record: Record, library: Library) -> str | None:
    return next((c.value for c in codes_of(record, library) if c.system == "atc"), None)


def total_ddd(records: Iterable[Record]) -> float:
    return round(math.fsum(_ddd(r) for r in records), 6)


def _ddd(record: Record) -> float:
    if record.ddd is not None:
        return record.ddd
    return float(record.days_supply) if record.days_supply is not None else 0.0


def is_seen(record: Record, events: Events, window: Window, as_of: date) -> bool:
    """Does the row's day lie in the window, or, where they may last, one of its days?"""
    if not isinstance(events, Lasting):
        return is_inside(record.date, window, as_of)
    first, last = window.bounds(as_of)
    goes_on = date.max if record.table == "condition_occurrence" else record.date
    return record.date <= last and (record.until or goes_on) >= first


def meets(period: Period, window: Window, as_of: date) -> bool:
    """Does some day of the period lie in the window?"""
    first, last = window.bounds(as_of)
    return (period.start or date.min) <= last and (period.end or date.max) >= first


def is_inside(day: date, window: Window, as_of: date) -> bool:
    first, last = window.bounds(as_of)
    return first <= day <= last


def first_records(events: Events, person: Person, as_of: date, library: Library) -> list[Record]:
    """The row on the first day of all, as a list of one; empty where there is none."""
    return records_of(events, person, as_of, library)[:1]


def latest_records(flag: LatestIs, person: Person, as_of: date, library: Library) -> list[Record]:
    """The result that counts as the latest: no empty ones, none in another unit; the highest of the last day."""
    usable = [
        r
        for r in records_of(flag.events, person, as_of, library)
        if r.value is not None and (not flag.value.unit or r.unit == flag.value.unit)
    ]
    if not usable:
        return []
    last = max(r.date for r in usable)
    return [max((r for r in usable if r.date == last), key=lambda r: (r.value or 0.0, r.key))]


def spells(events: Events, person: Person, as_of: date) -> list[list[Record]]:
    """Hospital spells that meet the criterion and begin in the window, each as its stays."""
    window = window_of(events)
    return [spell for spell in every_spell(core_of(events), person, as_of) if is_inside(spell[0].date, window, as_of)]


def every_spell(core: Events, person: Person, as_of: date) -> list[list[Record]]:
    """Hospital spells that meet the criterion, whenever they were.

    All inpatient stays are merged first, whatever else is asked; then a spell counts when it lasted a night and a stay that
    began on its first day meets the criterion.
    """
    assert isinstance(core, Visited)
    stays = [r for r in person.events.get("visit_occurrence", ()) if "inpatient" in r.kinds and r.date <= as_of]
    merged: list[list[Record]] = []
    last_day = date.min
    for stay in sorted(stays, key=lambda r: (r.date, r.key)):
        if merged and stay.date <= last_day + timedelta(days=1):
            merged[-1].append(stay)
            last_day = max(last_day, end_of(stay, as_of))
        else:
            merged.append([stay])
            last_day = end_of(stay, as_of)
    found = []
    for spell in merged:
        first = spell[0].date
        a_night = max(end_of(stay, as_of) for stay in spell) > first
        begins_so = any(stay.date == first and (core.unplanned is None or stay.unplanned is core.unplanned) for stay in spell)
        if a_night and begins_so:
            found.append(spell)
    return found


def last_day(spell: list[Record], as_of: date) -> date:
    """The last day of a spell as known on the index date."""
    return max(end_of(stay, as_of) for stay in spell)


def is_for(spell: list[Record], diagnosis: Recorded, person: Person, as_of: date, library: Library) -> bool:
    """Was it recorded on a day of the spell?"""
    rows = records_of(diagnosis, person, as_of, library)
    return any(spell[0].date <= r.date <= last_day(spell, as_of) for r in rows)


def discharges(events: Events, again: Visited | None, days: int, person: Person, as_of: date) -> list[list[Record]]:
    """Spells that ended alive in the window and before the index date; with ``again``, those soon followed by such a spell."""
    following = [] if again is None else every_spell(again, person, as_of)
    found = []
    for spell in every_spell(core_of(events), person, as_of):
        last = last_day(spell, as_of)
        ended = is_inside(last, window_of(events), as_of) and last < as_of
        alive = person.death_date is None or person.death_date > last
        soon = any(last < other[0].date <= last + timedelta(days=days) for other in following)
        if ended and alive and (again is None or soon):
            found.append(spell)
    return found


def days_observed(person: Person, first: date, last: date) -> set[date]:
    """The days from first to last on which the person was alive and observed."""
    days = (first + timedelta(days=n) for n in range((last - first).days + 1))
    return {
        day
        for day in days
        if person.birth_date <= day
        and (person.death_date is None or day <= person.death_date)
        and any(p.holds_on(day) for p in person.observed)
    }


def end_of(stay: Record, as_of: date) -> date:
    """Last day as known on the index date: still there where it is open or ends later."""
    return as_of if stay.until is None or stay.until > as_of else stay.until


# ---------------------------------------------------------------- the person


def residence(person: Person, as_of: date) -> str | None:
    """Of several areas that hold on the day, the one that began last; of those, the first in alphabetical order."""
    held = [m for m in person.memberships if m.holds_on(as_of)]
    latest = max((m.start or date.min for m in held), default=None)
    return min((m.what for m in held if (m.start or date.min) == latest), default=None)


def lineage(area: str, person: Person, as_of: date) -> set[str]:
    """The area and all it lay in on that day."""
    found, new = set(), {area}
    while new:
        found |= new
        new = {row.parent for row in person.areas if row.area in new and row.parent and row.period.holds_on(as_of)} - found
    return found


def counted_of(person: Person, as_of: date, library: Library) -> list[tuple[str, str]]:
    """For each counted condition the person has: what it counts as, and the body system."""
    return [found for id, found in library.counting.items() if holds(library.conditions[id].rule, person, as_of, library)]


def evidence(condition: str, person: Person, as_of: date, library: Library) -> tuple[str, ...]:
    """The names of the alternatives that hold, in the order of the definition."""
    return tuple(name for name, flag in library.conditions[condition].evidence if holds(flag, person, as_of, library))


def score_groups(score: Score, person: Person, as_of: date, library: Library) -> list[str]:
    """The groups that hold, after the hierarchy."""
    true = {key for key, flag in score.groups if holds(flag, person, as_of, library)}
    dropped = {drop for when, drop in score.hierarchy if when in true}
    return [key for key, _ in score.groups if key in true - dropped]


def classify(segment: Segment, person: Person, as_of: date, library: Library) -> str:
    """The key of the first class that holds. Says nothing of whether the person is alive and observed."""
    for one in segment.classes:
        if one.when is None or holds(one.when, person, as_of, library):
            return one.key
    raise AssertionError("the last class takes everybody")
