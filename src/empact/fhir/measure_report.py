"""A released indicator as a FHIR MeasureReport: summary for the many, subject-list for those who may know who.

What is hidden is not zero: the number is left out and the reason stands in its place.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import NAMESPACE_URL, uuid5

from ..engine.indicators.axes import PRACTICE
from ..engine.indicators.levels import EVERYWHERE
from ..engine.indicators.members import Members
from ..engine.release.released import FEW, HIDDEN, NONE, Released, Row
from ..terms.periods import Period
from .elements import MASKED, NOT_APPLICABLE, UNKNOWN, Heading, Json, absent, code_of, improvement, populations_of, unit_of

__all__ = ["Disclosure", "subject_list", "summary", "summary_bundle"]

_WHY: Final[Mapping[str, str]] = {HIDDEN: MASKED, NONE: NOT_APPLICABLE, FEW: UNKNOWN}
_RESTRICTED: Final[Json] = {
    "security": [{"system": "http://terminology.hl7.org/CodeSystem/v3-Confidentiality", "code": "R", "display": "restricted"}]
}


@dataclass(frozen=True, slots=True)
class Disclosure:
    """Why names, even pseudonymous ones, may leave: all three are said, or nothing leaves."""

    ground: str
    purpose: str
    recipient: str

    def __post_init__(self) -> None:
        if not all(said.strip() for said in (self.ground, self.purpose, self.recipient)):
            raise ValueError("a list of people needs a legal ground, a purpose and a recipient")


def summary(released: Released, strata: Sequence[Released], heading: Heading) -> Json:
    """One report about everybody together; ``strata``: the same indicator by each way of dividing people."""
    return _report(released, released.whole, {s.stratum: s.rows for s in strata}, heading)


def summary_bundle(released: Released, strata: Sequence[Released], heading: Heading) -> Json:
    """A collection: the report of the whole, then one per area or practice of the level."""
    reports = [_report(released, released.whole, {}, heading)]
    for row in released.rows:
        mine = {s.stratum: [r for r in s.rows if r.node == row.node] for s in strata}
        reports.append(_report(released, row, mine, heading))
    return {
        "resourceType": "Bundle",
        "type": "collection",
        "timestamp": f"{heading.day}T00:00:00Z",
        "entry": [{"fullUrl": _name_of(report), "resource": report} for report in reports],
    }


def subject_list(
    indicator: str, described: Mapping[str, Any], period: Period, members: Members, disclosure: Disclosure, heading: Heading
) -> Json:
    """Who is in each population, by pseudonym. Counts are exact: they are the lengths of the lists."""
    lists, populations = [], []
    for ours, code in populations_of(described):
        if ours.endswith("_observation"):
            continue
        people = members[ours]
        entries = [
            {"item": {"type": "Patient", "identifier": {"system": heading.address("namespace", space), "value": pseudonym}}}
            for space, pseudonym in people
        ]
        lists.append(
            {"resourceType": "List", "id": code, "status": "current", "mode": "snapshot"}
            | ({"entry": entries} if entries else {"emptyReason": code_of("list-empty-reason", "nilknown")})
        )
        populations.append(
            {
                "code": code_of("measure-population", code),
                "count": len(people),
                "subjectResults": {"reference": f"#{code}", "type": "List"},
            }
        )
    said = (("legal-ground", disclosure.ground), ("purpose", disclosure.purpose), ("recipient", disclosure.recipient))
    why = heading.extension("disclosure", extension=[{"url": name, "valueString": text} for name, text in said])
    head = _head(indicator, described, period, "subject-list", heading, [why])
    return {"resourceType": "MeasureReport", "meta": _RESTRICTED, "contained": lists, **head} | {
        "group": [{"population": populations}]
    }


# ---------------------------------------------------------------- one report


def _report(released: Released, row: Row, strata: Mapping[str, Iterable[Row]], heading: Heading) -> Json:
    described = released.described
    meta = {"meta": _RESTRICTED} if released.internal else {}
    head = _head(released.indicator, described, released.period, "summary", heading)
    group = _numbers(row, described, heading)
    divided = [
        {
            "code": [{"coding": [{"system": heading.address("CodeSystem", "stratifier"), "code": name}]}],
            "stratum": [
                {"value": {"coding": [{"system": heading.address("CodeSystem", name), "code": r.stratum}]}}
                | _numbers(r, described, heading)
                for r in rows
            ],
        }
        for name, rows in strata.items()
    ]
    divided = [d for d in divided if d["stratum"]]
    if divided:
        group["stratifier"] = divided
    return {"resourceType": "MeasureReport", **meta, **head, **_subject(row, heading), "group": [group]}


def _head(
    indicator: str, described: Mapping[str, Any], period: Period, kind: str, heading: Heading, extensions: Sequence[Json] = ()
) -> Json:
    said: Json = {
        "extension": [heading.extension("fingerprint", valueString=described["fingerprint"]), *extensions],
        "status": "complete",
        "type": kind,
        "measure": heading.canonical(indicator, described["version"]),
        "date": heading.day,
        "period": {"start": period.start.isoformat(), "end": period.end.isoformat()},
    }
    if heading.reporter:
        said["reporter"] = {"type": "Organization", "display": heading.reporter}
    return said | improvement(described["direction"])


def _subject(row: Row, heading: Heading) -> Json:
    """The area or practice a report is about; nothing where it is about everybody."""
    if row.node == EVERYWHERE:
        return {}
    kind = PRACTICE if row.level == PRACTICE else "area"
    name = {} if not row.name or row.node.endswith("/") else {"display": row.name}
    identifier = {"system": heading.address("namespace", kind), "value": row.node}
    return {"subject": {"type": "Location", "identifier": identifier, **name}}


def _numbers(row: Row, described: Mapping[str, Any], heading: Heading) -> Json:
    """Populations and score of a group or of a stratum."""
    populations = []
    for ours, code in populations_of(described):
        if ours.endswith("_observation"):
            populations.append(_observed(row, ours, described, heading))
        else:
            why = UNKNOWN if row.status == FEW and ours == "numerator" else MASKED
            populations.append({"code": code_of("measure-population", code)} | _count(_people(row, ours, described), why))
    return {"population": populations, "measureScore": _score(row, described, heading)}


def _people(row: Row, population: str, described: Mapping[str, Any]) -> int | None:
    """How many, or ``None`` where it may not be said.

    Who is counted in the result (``row.people``) is the denominator less exclusions and exceptions. How many those are is
    said to insiders only, so where there is such a rule the denominator is not said to others either.
    """
    says = described["says"]
    if population == "numerator":
        return None if row.numerator is None else round(row.numerator)
    if population == "denominator_exclusion":
        return row.excluded
    if population == "denominator_exception":
        return row.exception
    if row.people is None:
        return None
    if population == "initial_population" and row.initial_population is not None:
        return row.initial_population
    if row.excluded is not None and row.exception is not None:
        inside: int | None = row.people + row.excluded + row.exception
    else:
        inside = None if "denominator_exclusion" in says or "denominator_exception" in says else row.people
    return None if population == "initial_population" and "denominator" in says else inside


def _count(people: int | None, why: str = MASKED) -> Json:
    return {"_count": absent(why)} if people is None else {"count": people}


def _observed(row: Row, which: str, described: Mapping[str, Any], heading: Heading) -> Json:
    """An observation of each person counted: of how many people, and what it adds up to."""
    above = which == "numerator_observation"
    amount = row.numerator if above else row.denominator
    said: Json = {"code": code_of("measure-population", "measure-observation", which.replace("_", " "))}
    if amount is not None:
        unit = {"unit": "d", "system": "http://unitsofmeasure.org", "code": "d"}
        days = described["scoring"] == "rate" and not above
        said["extension"] = [heading.extension("amount", valueQuantity={"value": amount} | (unit if days else {}))]
    elif row.status in _WHY:
        said["extension"] = [heading.extension("amount", valueQuantity=absent(_WHY[row.status]))]
    return said | _count(row.people)


def _score(row: Row, described: Mapping[str, Any], heading: Heading) -> Json:
    if row.value is None:
        return absent(_WHY.get(row.status, UNKNOWN))
    score: Json = {"value": round(row.value, 6), **unit_of(described)}
    more = []
    if row.lower is not None and row.upper is not None:
        more.append(heading.extension("limits", valueRange=_range(row.lower, row.upper)))
    if row.standardised is not None:
        more.append(heading.extension("standardised", valueQuantity={"value": round(row.standardised, 6)}))
    if row.standardised_lower is not None and row.standardised_upper is not None:
        limits = _range(row.standardised_lower, row.standardised_upper)
        more.append(heading.extension("standardised-limits", valueRange=limits))
    return ({"extension": more} if more else {}) | score


def _range(low: float, high: float) -> Json:
    return {"low": {"value": round(low, 6)}, "high": {"value": round(high, 6)}}


def _name_of(report: Json) -> str:
    """A name for an entry that follows from what it says: equal reports have equal names."""
    return f"urn:uuid:{uuid5(NAMESPACE_URL, json.dumps(report, sort_keys=True, ensure_ascii=False))}"
