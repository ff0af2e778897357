"""The statements that read one part. Portable SQL: aliases everywhere, no dialect's own functions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from ..tables import TABLES, Table
from .database import sql_text
from .held import KINDS
from .needs import EPOCH, Need

__all__ = ["dated_sql", "events_sql", "lasting_sql", "names_codes", "sql_date", "visits_sql"]

_STRETCHES = 12
"""Up to this many stretches of neighbouring codes are named in a statement; beyond, all rows of the window are read and
sifted afterwards, which is cheaper than testing each row against many stretches. Never IN (...): an engine may turn a long
list into a join, and rows then come out of order."""

_AMOUNT = {"drug_exposure": "coalesce(ddd, days_supply, 0)"}


def sql_date(day: int) -> str:
    return f"DATE '{EPOCH + timedelta(days=day)}'"


def events_sql(table: str, need: Need, first: int, as_of: date) -> str:
    """Rows of a coded table in register order (person, code, date), as far back as the need says.

    ``day`` comes as a date, ``amount`` and ``value`` as DOUBLE; ``value`` is null where the row has no number,
    ``position`` where the source tells none.
    """
    of = TABLES[table]
    columns = [f"CAST(person_id - {first} AS INTEGER) AS person", f"{of.concept_column} AS concept", f"{of.date} AS day"]
    if table in _AMOUNT:
        columns.append(f"CAST({_AMOUNT[table]} AS DOUBLE) AS amount")
    if need.positions:
        columns.append("condition_status_concept_id AS position")
    if need.values:
        columns.append("value_as_number AS value")
        columns.append(("unit_source_value" if table == "measurement" else "CAST(NULL AS VARCHAR)") + " AS unit")
    return f"SELECT {', '.join(columns)} FROM {table} WHERE {_wanted(of, need, as_of)}"


def names_codes(table: str, need: Need) -> bool:
    """Whether the statement leaves out the rows of other codes, so that nothing is left to sift."""
    return bool(_stretches(TABLES[table], need.concepts))


def _wanted(of: Table, need: Need, as_of: date) -> str:
    last = f"{of.date} <= DATE '{as_of}'"
    numbers = need.concepts
    if not len(numbers):
        return "1 = 0"
    since, how_many = np.unique(need.since[numbers], return_counts=True)
    # Most codes share a short look-back; the few that are looked at further back are named.
    usual = int(since[np.argmax(how_many)])
    further = numbers[need.since[numbers] < usual]
    named = _stretches(of, further)
    if not len(further) or not named:
        days = _from(of, int(since[0]))
    else:
        days = f"({of.date} >= {sql_date(usual)} OR {named}) AND "
    only = _stretches(of, numbers)
    return f"({only}) AND {days}{last}" if only else f"{days}{last}"


def _from(of: Table, day: int) -> str:
    return "" if EPOCH.toordinal() + day < 1 else f"{of.date} >= {sql_date(day)} AND "


def _stretches(of: Table, numbers: NDArray[np.int32]) -> str:
    """A test for these concept numbers (ascending); '' where it would be long."""
    column, breaks = of.concept_column, np.flatnonzero(np.diff(numbers) != 1) + 1
    if not len(numbers) or len(breaks) >= _STRETCHES:
        return ""
    ends = [(int(s[0]), int(s[-1])) for s in np.split(numbers, breaks)]
    return " OR ".join(f"{column} = {low}" if low == high else f"{column} BETWEEN {low} AND {high}" for low, high in ends)


def visits_sql(first: int, since: Mapping[tuple[str, str], int], as_of: date, *, sites: bool = False) -> str:
    """Visits of each kind (``any``: of all) and role (empty: of all) from the day in ``since`` on.

    No stay ends after the index date. ``role`` is a column only where one is asked for.
    """
    of = TABLES["visit_occurrence"]
    role = ", coalesce(provider_role, '') AS role" if any(asked for _, asked in since) else ""
    site = ", CAST(coalesce(care_site_id, 0) AS DOUBLE) AS site" if sites else ""
    wanted = []
    for (kind, asked), day in since.items():
        only = f"visit_concept_id IN ({', '.join(map(str, KINDS[kind]))}) AND " if kind in KINDS else ""
        if asked:
            only += f"provider_role = {sql_text(asked)} AND "
        wanted.append(f"({only}{_from(of, day)}visit_start_date <= DATE '{as_of}')")
    return f"""
        SELECT CAST(person_id - {first} AS INTEGER) AS person, visit_concept_id AS kind, visit_start_date AS day,
               least(coalesce(visit_end_date, DATE '{as_of}'), DATE '{as_of}') AS last_day,
               coalesce(is_unplanned, FALSE) AS unplanned, coalesce(NOT is_unplanned, FALSE) AS planned{role}{site}
        FROM visit_occurrence WHERE {" OR ".join(wanted) or "1 = 0"}"""


def lasting_sql(table: str, numbers: NDArray[np.int32], answers: Sequence[str], first: int, as_of: date) -> str:
    """Rows of these concept numbers from their first to their last day, all that began by the index date.

    A diagnosis without a last day goes on, any other record without one lasts a day. With ``answers`` only rows whose result
    is written so. Where there are many concept numbers, rows of others come along.
    """
    of = TABLES[table]
    end = f"{of.date.removesuffix('_date').removesuffix('_start')}_end_date"
    otherwise = "DATE '9999-12-31'" if table == "condition_occurrence" else of.date
    said = {"measurement": "value_source_value", "observation": "value_as_string"}.get(table, "NULL")
    only = [_stretches(of, numbers), " OR ".join(f"{said} = {sql_text(a)}" for a in answers)]
    return f"""
        SELECT CAST(person_id - {first} AS INTEGER) AS person, {of.concept_column} AS concept,
               {of.date} AS first, coalesce({end}, {otherwise}) AS last
        FROM {table} WHERE {"".join(f"({text}) AND " for text in only if text)}{of.date} <= DATE '{as_of}'"""


def dated_sql(table: str, first: int, what: str, where: str) -> str:
    """All rows of a dated table that tell something: who, from when to when (null: open), and what."""
    start, end = {
        "observation_period": ("observation_period_start_date", "observation_period_end_date"),
        "area_membership": ("membership_start_date", "membership_end_date"),
        "care_relation": ("relation_start_date", "relation_end_date"),
        "payer_plan_period": ("payer_plan_period_start_date", "payer_plan_period_end_date"),
        "programme_enrolment": ("enrolment_start_date", "enrolment_end_date"),
    }[table]
    return f"""
        SELECT CAST(person_id - {first} AS INTEGER) AS person, {start} AS first, {end} AS last, CAST({what} AS VARCHAR) AS what
        FROM {table} WHERE {where}"""
