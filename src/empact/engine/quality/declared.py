"""The checks of rows that follow from how a table is declared: nothing here is written twice."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Final

from ...tables import Column, Table
from ...tables.care_events import EMERGENCY, EMERGENCY_INPATIENT, HOME_VISIT, INPATIENT, OUTPATIENT, ROLES
from ...tables.persons import FEMALE, MALE, OTHER_GENDER, UNKNOWN_GENDER
from ..areas import LEVELS
from .check import Check

__all__ = ["EVENTS", "IN_GAP", "SPANS", "VALUES", "checks_of", "span_of"]

EVENTS: Final = (
    "visit_occurrence",
    "condition_occurrence",
    "drug_exposure",
    "procedure_occurrence",
    "measurement",
    "observation",
    "cost",
)
"""Tables of things that happened on a day, which observation and practices have to do with."""

SPANS: Final = ("observation_period", "area_membership", "care_relation", "payer_plan_period")
"""Of these a person has one at a time."""

VALUES: Final[Mapping[tuple[str, str], tuple[str | int, ...]]] = {
    ("person", "gender_concept_id"): (MALE, FEMALE, OTHER_GENDER, UNKNOWN_GENDER),
    ("visit_occurrence", "visit_concept_id"): (INPATIENT, OUTPATIENT, EMERGENCY, EMERGENCY_INPATIENT, HOME_VISIT, 0),
    ("visit_occurrence", "provider_role"): ROLES,
    ("cost", "cost_domain_id"): ("Visit", "Drug", "Procedure", "Measurement", "Device", "Other"),
    ("area", "area_level"): tuple(LEVELS),
}
"""The fixed lists that the declarations tell in words."""

IN_GAP: Final = " OR g.person_id IS NOT NULL"
"""The end of a check that also fails between two periods of observation; who counts may leave it out where nobody has two."""

_ENDED: Final = ("visit_end_date", "condition_end_date", "procedure_end_date")  # an end that cannot be planned
_OLDEST: Final = 115
_LONGEST_STAY: Final = 365


def checks_of(table: Table, loaded: date, dense: Mapping[str, tuple[int, int]]) -> Iterator[Check]:
    """All checks that one pass over a table counts, but for codes and units (``coded``).

    ``loaded`` is the day of the last load. ``dense`` gives the lowest and highest key of tables whose keys have no holes.
    """
    for column in table.columns:
        null = f"e.{column.name} IS NULL"
        yield Check("empty" if column.null is not None else "required", table.name, column.name, null)
        yield from _of_column(table, column, dense)
    yield from _of_dates(table, loaded)
    yield from _computed(table)
    if table.person_sorted and table.name != "person":
        yield Check("person", table.name, "person_id", "p.person_id IS NULL")
    if table.name == "person":
        born = f"e.year_of_birth < {loaded.year - _OLDEST}"
        yield Check("age", "person", "year_of_birth", born, "p.died IS NULL", detail=str(_OLDEST))
    if table.name == "visit_occurrence":
        since = date.fromordinal(loaded.toordinal() - _LONGEST_STAY)
        stays = f"e.visit_concept_id IN ({INPATIENT}, {EMERGENCY_INPATIENT}) AND e.visit_start_date < DATE '{since}'"
        yield Check("open_stay", table.name, "visit_end_date", "e.visit_end_date IS NULL AND p.died IS NULL", stays)


def span_of(table: Table) -> tuple[str, str] | None:
    """The columns in which something begins and ends."""
    names = [c.name for c in table.columns]
    ends = [n for n in names if n.endswith("end_date")]
    starts = [n for n in names if n.endswith("start_date") or n == table.date]
    return (starts[0], ends[0]) if starts and ends else None


def _of_column(table: Table, column: Column, dense: Mapping[str, tuple[int, int]]) -> Iterator[Check]:
    name, said = f"e.{column.name}", f"e.{column.name} IS NOT NULL"
    limits = [(column.minimum, "<"), (column.maximum, ">")]
    outside = " OR ".join(f"{name} {sign} {limit:g}" for limit, sign in limits if limit is not None)
    if outside:
        low, high = ("" if x is None else f"{x:g}" for x in (column.minimum, column.maximum))
        within = f"{low} to {high}" if low and high else f"{low} and more" if low else f"up to {high}"
        yield Check(
            "range", table.name, column.name, outside, said, detail=within.replace(" to ", "–").replace(" and more", "+")
        )
    if (table.name, column.name) in VALUES:
        listed = ", ".join(str(v) if isinstance(v, int) else f"'{v}'" for v in VALUES[table.name, column.name])
        yield Check("values", table.name, column.name, f"{name} NOT IN ({listed})", said)
    target = target_of(table, column)
    if target in dense:
        first, last = dense[target]
        fails = f"{name} < {first} OR {name} > {last}"
        yield Check("refers", table.name, column.name, fails, said, detail=target)
    elif target:
        yield Check("refers", table.name, column.name, f"r_{column.name}.found IS NULL", said, detail=target)


def target_of(table: Table, column: Column) -> str:
    """The table a column refers to; an area is referred to by its id, which is no key: it comes back when it moves."""
    return "area" if column.name == "area_id" and table.name != "area" or column.name == "parent_area_id" else column.refers_to


def _of_dates(table: Table, loaded: date) -> Iterator[Check]:
    span = span_of(table)
    if span:
        start, end = span
        among = f"e.{start} IS NOT NULL AND e.{end} IS NOT NULL"
        yield Check("order", table.name, end, f"e.{end} < e.{start}", among, detail=start)
    if not table.person_sorted:
        return
    dates = [n for n in (table.date, *_ENDED) if n and n in [c.name for c in table.columns]]
    dates += ["birth_date"] if table.name == "person" else []
    for name in dates:
        yield Check("future", table.name, name, f"e.{name} > DATE '{loaded}'", f"e.{name} IS NOT NULL")
    if table.date:
        dated = f"e.{table.date} IS NOT NULL"
        yield Check("before_birth", table.name, table.date, f"e.{table.date} < p.born", dated)
        if table.name in EVENTS:
            yield Check("after_death", table.name, table.date, f"e.{table.date} > p.died", dated)
            before_or_after = f"e.{table.date} < p.first_day OR e.{table.date} > p.last_day"
            outside = f"{before_or_after}{IN_GAP}"
            observed = f"{dated} AND p.first_day IS NOT NULL"  # who never is has a check of its own
            yield Check("outside_observation", table.name, table.date, outside, observed)


def _computed(table: Table) -> Iterator[Check]:
    """What follows from other columns must agree with them."""
    if table.name == "person":
        parts = " OR ".join(f"extract({part} FROM e.birth_date) <> e.{part}_of_birth" for part in ("year", "month", "day"))
        yield Check("computed", "person", "birth_date", parts, detail="year_of_birth, month_of_birth, day_of_birth")
    if table.name == "area":
        yield Check("computed", "area", "area_id", "e.area_id <> concat(e.area_level, ':', e.area_code)", detail="area_code")
    if table.name == "cost":
        more = "e.total_paid_minor >= 0 AND e.paid_by_payer_minor > e.total_paid_minor"
        among = "e.paid_by_payer_minor IS NOT NULL"
        yield Check("computed", "cost", "paid_by_payer_minor", more, among, detail="total_paid_minor")
