"""Random people and random criteria.

Criteria are built backwards from the grain that is wanted: a flag is asked for, and each choice asks for the grain it needs
(a threshold asks for a number, a number asks for records). So every criterion drawn can be asked, and none is thrown away.
Dates crowd around the edges of the windows, because that is where engines differ.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from empact.criteria import nodes as n
from empact.criteria.codeset import CodeSet
from empact.tables.care_events import EMERGENCY, EMERGENCY_INPATIENT, HOME_VISIT, INPATIENT, OUTPATIENT, POSITIONS
from empact.tables.persons import FEMALE, MALE, OTHER_GENDER, UNKNOWN_GENDER
from empact.terms.codes import Code
from empact.terms.periods import CALENDAR_YEAR, EVER, Window

__all__ = ["AS_OF", "CROSSWALK", "random_flag", "random_tables"]

AS_OF = date(2024, 3, 1)  # the day after a leap day
CROSSWALK = {Code.of("rxnorm", "310429"): Code.of("atc", "C03CA01"), Code.of("rxnorm", "1000"): Code.of("atc", "A10BA02")}

CODES = {
    "condition_occurrence": [("icd10", c) for c in ("I50", "I500", "I501", "I11", "I110", "J44", "E119", "F00")]
    + [("icd10cm", c) for c in ("I5022", "I110", "J449", "E1165")]
    + [("icpc2", c) for c in ("K77", "T90", "R95")]
    + [("snomed", "88805009"), ("snomed", "44054006")],
    "drug_exposure": [("atc", c) for c in ("C03CA01", "C03CA02", "C03C", "C07AB02", "A10BA02", "A10BB09", "N02BE01", "A10")]
    + [("rxnorm", "310429"), ("rxnorm", "1000"), ("rxnorm", "2000")],
    "procedure_occurrence": [("nihdi", "475075"), ("cvx", "140"), ("snomed", "73761001")],
    "measurement": [("loinc", "33914-3"), ("loinc", "4548-4"), ("snomed", "27113001")],
    "observation": [("loinc", "72166-2"), ("snomed", "105529008")],
}
LISTS: dict[str, list[tuple[dict[str, list[str]], dict[str, list[str]]]]] = {
    "condition_occurrence": [
        ({"icd10": ["I50"]}, {}),
        ({"icd10": ["I11-I50"], "icpc2": ["K77"]}, {"icd10": ["I500"]}),
        ({"icpc2": ["T90"]}, {}),
        ({"icd10": ["I11.0", "E10-E14"], "icd10cm": ["I50.22"]}, {}),
        ({"snomed": ["88805009"]}, {}),
        ({"icd10": ["Z99"]}, {}),
        ({"icd10cm": ["I50", "J44"]}, {}),
        ({"icd10": ["I50.0"], "icpc2": ["K77", "R95"], "snomed": ["44054006"]}, {}),
    ],
    "drug_exposure": [
        ({"atc": ["C03C"]}, {}),
        ({"atc": ["A10"]}, {"atc": ["A10BB"]}),
        ({"atc": ["A", "C", "N"]}, {}),
        ({"rxnorm": ["310429"]}, {}),
        ({"atc": ["C03CA01"], "rxnorm": ["1000"]}, {}),
        ({"atc": ["C03-C07"]}, {"atc": ["C03CA02"]}),
        ({"rxnorm": ["2000"]}, {}),
    ],
    "procedure_occurrence": [({"nihdi": ["475075"]}, {}), ({"cvx": ["140"], "snomed": ["73761001"]}, {})],
    "measurement": [({"loinc": ["33914-3"]}, {}), ({"loinc": ["4548-4"], "snomed": ["27113001"]}, {})],
    "observation": [({"loinc": ["72166-2"]}, {}), ({"snomed": ["105529008"]}, {})],
}
WINDOWS = [
    EVER,
    CALENDAR_YEAR,
    *(Window(days=d) for d in (1, 2, 30, 365, 366, 1826)),
    Window(days=365, before=30),
    Window(before=1),
]
UNITS = (None, "mL/min", "mg/dL")
AREAS = ("municipality:1", "municipality:2", "zone:a", "zone:b", "region:x", "nowhere:9")
Draw = random.Random


# ---------------------------------------------------------------- people


def random_tables(draw: Draw, people: int) -> dict[str, list[dict[str, Any]]]:
    """Tables for ``make_register``."""
    tables: dict[str, list[dict[str, Any]]] = {
        name: []
        for name in (
            *CODES,
            "person",
            "death",
            "observation_period",
            "visit_occurrence",
            "cost",
            "area_membership",
            "care_relation",
            "payer_plan_period",
            "programme_enrolment",
        )
    }
    tables["area"] = _areas()
    for id in range(1, people + 1):
        _person(draw, id, tables)
        for table, codes in CODES.items():
            for _ in range(draw.choice((0, 0, 1, 2, 3, 6))):
                tables[table].append(_coded(draw, id, table, codes))
        for _ in range(draw.choice((0, 1, 2, 4))):
            visit = _visit(draw, id)
            tables["visit_occurrence"].append(visit)
            if draw.random() < 0.5:
                tables["condition_occurrence"].append(_at(draw, visit))
            if visit["visit_end_date"] and draw.random() < 0.6:
                tables["visit_occurrence"].append(_transfer(draw, visit))
        for _ in range(draw.choice((0, 1, 3))):
            tables["cost"].append(
                {
                    "person_id": id,
                    "cost_domain_id": draw.choice(("Drug", "Visit", "Other")),
                    "cost_date": _day(draw),
                    "total_paid_minor": draw.choice((-500, 1, 38727, 10000, 38726)),
                }
            )
    return tables


def _day(draw: Draw) -> date:
    """Often at the edge of a window, sometimes after the index date."""
    if draw.random() < 0.7:
        edge = draw.choice([w.bounds(AS_OF)[draw.randrange(2)] for w in WINDOWS if w.days or w.calendar_year])
        return edge + timedelta(days=draw.choice((-1, 0, 0, 1)))
    return AS_OF - timedelta(days=draw.randrange(-40, 2200))


def _person(draw: Draw, id: int, tables: dict[str, list[dict[str, Any]]]) -> None:
    birthday = draw.choice((date(1959, 3, 1), date(1959, 3, 2), date(1960, 2, 29), date(1958, 2, 28), date(2024, 3, 2), AS_OF))
    birth = birthday if draw.random() < 0.5 else date(draw.randrange(1925, 2024), draw.randrange(1, 13), draw.randrange(1, 29))
    tables["person"].append(
        {
            "person_id": id,
            "birth_date": birth,
            "gender_concept_id": draw.choice((MALE, FEMALE, FEMALE, OTHER_GENDER, UNKNOWN_GENDER)),
        }
    )
    if draw.random() < 0.2:
        tables["death"].append({"person_id": id, "death_date": _day(draw)})
    for table, start, end, extra in (
        ("observation_period", "observation_period_start_date", "observation_period_end_date", {}),
        ("area_membership", "membership_start_date", "membership_end_date", {"area_id": AREAS}),
        ("care_relation", "relation_start_date", "relation_end_date", {}),
        ("programme_enrolment", "enrolment_start_date", "enrolment_end_date", {"programme": ("heart", "o'steo")}),
        (
            "payer_plan_period",
            "payer_plan_period_start_date",
            "payer_plan_period_end_date",
            {"increased_reimbursement": (True, False, None), "chronic_status": (True, False, None)},
        ),
    ):
        for _ in range(draw.choice((0, 1, 1, 2))):
            since = _day(draw)
            until = None if draw.random() < 0.5 else max(since, _day(draw))
            row = {"person_id": id, start: since, end: until} | {k: draw.choice(v) for k, v in extra.items()}
            if table in ("area_membership", "care_relation") and draw.random() < 0.2:
                row[start] = None
            tables[table].append(row)


def _coded(draw: Draw, id: int, table: str, codes: list[tuple[str, str]]) -> dict[str, Any]:
    row: dict[str, Any] = {"person_id": id, "code": Code.of(*draw.choice(codes))}
    day = _day(draw)
    dates = {
        "condition_occurrence": "condition_start_date",
        "drug_exposure": "drug_exposure_start_date",
        "procedure_occurrence": "procedure_date",
        "measurement": "measurement_date",
        "observation": "observation_date",
    }
    row[dates[table]] = day
    ends = {
        "condition_occurrence": "condition_end_date",
        "drug_exposure": "drug_exposure_end_date",
        "procedure_occurrence": "procedure_end_date",
        "measurement": "measurement_end_date",
        "observation": "observation_end_date",
    }
    if table in ends:
        row[ends[table]] = draw.choice((None, None, max(day, _day(draw)), day + timedelta(days=draw.choice((0, 1, 365)))))
    if table in ("measurement", "observation"):
        row["value_source_value" if table == "measurement" else "value_as_string"] = draw.choice(
            (None, None, "yes", "it's no")
        )
    if table == "condition_occurrence":
        row["condition_status_concept_id"] = draw.choice((None, *POSITIONS.values()))
    if table == "drug_exposure":
        row["ddd"] = draw.choice((None, 0.0, 0.5, 30.0, 45.0, 89.5, 89.9, 0.1, 90.0))
        row["days_supply"] = draw.choice((None, 0, 30, 45, 90))
    if table in ("measurement", "observation"):
        row["value_as_number"] = draw.choice((None, 0.0, 29.5, 30.0, 59.0, 60.0, 60.5, -1.0))
    if table == "measurement":
        row["unit_source_value"] = draw.choice(UNITS)
    return row


def _visit(draw: Draw, id: int) -> dict[str, Any]:
    day = _day(draw)
    return {
        "person_id": id,
        "visit_concept_id": draw.choice(
            (INPATIENT, INPATIENT, INPATIENT, EMERGENCY_INPATIENT, EMERGENCY, OUTPATIENT, HOME_VISIT, 0)
        ),
        "visit_start_date": day,
        "visit_end_date": draw.choice((None, *(day + timedelta(days=d) for d in (0, 0, 1, 1, 2, 9, 40)))),
        "is_unplanned": draw.choice((True, False, None)),
        "provider_role": draw.choice(("gp", "nurse", None)),
        "care_site_id": draw.choice((1, 1, 2, None)),
    }


def _at(draw: Draw, visit: dict[str, Any]) -> dict[str, Any]:
    """A diagnosis at a stay or contact, or a day beside it."""
    row = _coded(draw, visit["person_id"], "condition_occurrence", CODES["condition_occurrence"])
    edge = draw.choice((visit["visit_start_date"], visit["visit_end_date"] or visit["visit_start_date"]))
    return row | {"condition_start_date": edge + timedelta(days=draw.choice((-1, 0, 0, 1))), "condition_end_date": None}


def _transfer(draw: Draw, before: dict[str, Any]) -> dict[str, Any]:
    """A stay that follows another by about a day: the gap decides whether they are one spell."""
    start = before["visit_end_date"] + timedelta(days=draw.choice((0, 1, 1, 2, 2, 3)))
    return _visit(draw, before["person_id"]) | {
        "visit_concept_id": INPATIENT,
        "visit_start_date": start,
        "visit_end_date": start + timedelta(days=draw.choice((0, 1, 3))),
    }


def _areas() -> list[dict[str, Any]]:
    """A municipality moved from one zone to the other on the index date; both zones lie in the region, one only before."""
    rows = [
        ("municipality:1", "municipality", "zone:a", date(2000, 1, 1), AS_OF - timedelta(days=1)),
        ("municipality:1", "municipality", "zone:b", AS_OF, None),
        ("municipality:2", "municipality", "zone:a", date(2000, 1, 1), AS_OF),
        ("zone:a", "zone", "region:x", date(2000, 1, 1), AS_OF),
        ("zone:b", "zone", "region:x", date(2000, 1, 1), AS_OF - timedelta(days=1)),
        ("region:x", "region", None, date(2000, 1, 1), None),
    ]
    return [
        {
            "area_id": a,
            "area_level": level,
            "area_code": a,
            "area_name": a,
            "parent_area_id": parent,
            "valid_start_date": start,
            "valid_end_date": end,
        }
        for a, level, parent, start, end in rows
    ]


# ---------------------------------------------------------------- criteria, backwards from the grain


def random_flag(draw: Draw, library: Any, depth: int = 3) -> n.Flag:
    """A yes or no. At depth 0 only leaves are drawn."""
    if depth and draw.random() < 0.4:
        several = tuple(random_flag(draw, library, depth - 1) for _ in range(draw.randrange(1, 4)))
        return draw.choice(
            (
                lambda: n.AllOf(several),
                lambda: n.AnyOf(several),
                lambda: n.AtLeastOf(draw.randrange(1, len(several) + 1), several),
                lambda: n.Unless(random_flag(draw, library, depth - 1), several),
            )
        )()
    return draw.choices((_threshold, _first_within, _latest_is, _personal, _has), (8, 2, 2, 4, 1))[0](draw, library)


def _threshold(draw: Draw, library: Any) -> n.Flag:
    number, thresholds = draw.choice(_NUMBERS)(draw, library)
    return n.AtLeast(number, draw.choice(thresholds), strict=draw.random() < 0.2)


def _few(make: type[Any]) -> Callable[[Draw, Any], tuple[n.Number, tuple[float, ...]]]:
    return lambda draw, _: (make(_windowed(draw, _events(draw))), (1, 1, 2, 3))


_NUMBERS: tuple[Callable[[Draw, Any], tuple[n.Number, tuple[float, ...]]], ...] = (
    _few(n.Count),
    _few(n.Count),
    _few(n.CountDates),
    lambda draw, _: (n.Count(n.Lasting(_lasting(draw), draw.choice(WINDOWS))), (1, 1, 2)),
    lambda draw, _: (n.CountSpells(_windowed(draw, _stays(draw))), (1, 2)),
    lambda draw, _: (
        n.CountAtPractices(_windowed(draw, n.Visited((), None, draw.choice(("", "gp")))), draw.random() < 0.6),
        (1, 2, 3),
    ),
    lambda draw, _: (_spells_for(draw), (1, 2)),
    lambda draw, _: (n.CountDischarges(_windowed(draw, _stays(draw))), (1, 2)),
    lambda draw, _: (n.CountDischarges(_windowed(draw, _stays(draw)), _stays(draw), draw.choice((2, 3, 9, 30, 365))), (1, 2)),
    lambda draw, _: (
        n.CountCodes(
            _windowed(draw, _medicines(draw)), draw.choice((3, 4, 5)), draw.choice((1, 2)), draw.choice((0.0, 0.0, 80.0, 90.0))
        ),
        (1, 2, 3),
    ),
    lambda draw, _: (n.Sum(_windowed(draw, _medicines(draw)), "ddd"), (0.5, 90, 90, 180)),
    lambda draw, _: (n.Sum(_windowed(draw, n.Paid(draw.choice(("", "Drug", "Visit")))), "paid"), (0.01, 387.27, 100, -5)),
    lambda draw, library: (n.ScoreOf(draw.choice(list(library.scores)), draw.choice(("", "count"))), (1, 2, 0.5, 0.24)),
    lambda draw, _: (n.ConditionCount(), (1, 2)),
    lambda draw, _: (n.SystemCount(), (1, 2)),
)


def _stays(draw: Draw) -> n.Visited:
    return n.Visited(("inpatient",), draw.choice((None, True, False)))


def _position(draw: Draw) -> str:
    return draw.choice(("", "main", "main", "secondary", "admission"))


def _spells_for(draw: Draw) -> n.CountSpells:
    codes = _codes(draw, "condition_occurrence") if draw.random() < 0.8 else None
    without = _codes(draw, "condition_occurrence") if codes is None or draw.random() < 0.4 else None
    also = _codes(draw, "condition_occurrence") if codes is not None and draw.random() < 0.3 else None
    return n.CountSpells(_windowed(draw, _stays(draw)), codes, _position(draw) if codes else "", also, without)


def _first_within(draw: Draw, _: Any) -> n.Flag:
    return n.FirstWithin(_events(draw), draw.choice([w for w in WINDOWS if w != EVER]))


def _latest_is(draw: Draw, _: Any) -> n.Flag:
    table, make = draw.choice((("measurement", n.Measured), ("observation", n.Observed)))
    return n.LatestIs(_windowed(draw, make(_codes(draw, table))), _comparison(draw, units=table == "measurement"))


def _personal(draw: Draw, _: Any) -> n.Flag:
    low = draw.choice((0, 18, 64, 65, 66))
    return draw.choice(
        (
            lambda: n.Aged(low, draw.choice((None, low, 74, 80) if low < 74 else (None,))),
            lambda: n.OfSex(draw.choice(("male", "female", "other", "unknown"))),
            lambda: n.LivesIn(draw.choice(AREAS)),
            n.Registered,
            lambda: n.Insured(draw.choice(("increased_reimbursement", "chronic_status"))),
            lambda: n.Enrolled(draw.choice(("", "heart", "o'steo", "none")), draw.choice((None, *WINDOWS))),
        )
    )()


def _has(draw: Draw, library: Any) -> n.Flag:
    return draw.choice(
        [n.Has("condition", id) for id in library.conditions] + [n.Has("determinant", id) for id in library.determinants]
    )


def _windowed(draw: Draw, events: n.Events) -> n.Events:
    window = draw.choice(WINDOWS)
    return events if window == EVER and draw.random() < 0.5 else n.Within(events, window)


def _events(draw: Draw) -> n.Events:
    def valued(make: type[Any], table: str) -> n.Events:
        if draw.random() < 0.3:
            return _answered(draw, make, table)
        return make(_codes(draw, table), _comparison(draw, units=table == "measurement") if draw.random() < 0.5 else None)

    return draw.choice(
        (
            lambda: n.Recorded(_codes(draw, "condition_occurrence")),
            lambda: n.Recorded(_codes(draw, "condition_occurrence"), _position(draw)),
            lambda: _medicines(draw),
            lambda: n.Performed(_codes(draw, "procedure_occurrence")),
            lambda: valued(n.Observed, "observation"),
            lambda: valued(n.Measured, "measurement"),
            lambda: n.Paid(draw.choice(("", "Drug"))),
            lambda: n.Visited(
                tuple(draw.sample(("inpatient", "outpatient", "emergency", "home"), draw.randrange(0, 3))),  # type: ignore[arg-type]
                draw.choice((None, True, False)),
                draw.choice(("", "", "gp")),
            ),
        )
    )()


def _lasting(draw: Draw) -> n.Events:
    return draw.choice(
        (
            lambda: n.Recorded(_codes(draw, "condition_occurrence")),
            lambda: n.Performed(_codes(draw, "procedure_occurrence")),
            lambda: _medicines(draw),
            lambda: _answered(draw, n.Observed, "observation"),
        )
    )()


def _answered(draw: Draw, make: type[Any], table: str) -> n.Events:
    return make(_codes(draw, table), None, draw.choice((("yes",), ("it's no",), ("yes", "it's no"), ("maybe",))))


def _medicines(draw: Draw) -> n.Events:
    return n.Dispensed(_codes(draw, "drug_exposure"))


def _codes(draw: Draw, table: str) -> CodeSet:
    return CodeSet.of(*draw.choice(LISTS[table]))


def _comparison(draw: Draw, *, units: bool) -> n.Comparison:
    unit = draw.choice(("", "", "mL/min")) if units else ""
    return n.Comparison(draw.choice(("<", "<=", ">", ">=", "=")), draw.choice((0.0, 30.0, 60.0)), unit)
