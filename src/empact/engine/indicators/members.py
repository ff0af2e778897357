"""Who is in each population of an indicator: asked again of the register, person by person, as when it was measured."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from ...definitions.models import Library
from ...terms.errors import DefinitionError, RegisterError
from ...terms.periods import Period
from ..evaluator import Evaluator
from ..register import Register
from ..session import Session
from .axes import AREA
from .count import Standing, stand
from .levels import EVERYWHERE, Sheet
from .measure import needs_of_periods
from .results import Measures

__all__ = ["Members", "Pseudonym", "members_of"]

Pseudonym = tuple[str, str]
"""Whose pseudonyms these are (the namespace), and the pseudonym as the source gave it."""
Members = Mapping[str, tuple[Pseudonym, ...]]


def members_of(
    measures: Measures, register: Register, library: Library, indicator: str, period: Period, memory: str | None = None
) -> Members:
    """People per population, in order of their pseudonym.

    Refuses where the definition or the register is not the one that was measured: lists must be as long as the counts.
    """
    from ..duckdb import connect

    described = measures.indicator(indicator)
    definition = library.indicators.get(indicator)
    if definition is None or definition.fingerprint != described["fingerprint"]:
        raise DefinitionError(
            f"'{indicator}' was measured with another definition.", hint="Add the --library it was measured with."
        )
    if register.version != measures.manifest["register"]["version"]:
        raise RegisterError("The register is not the one that was measured.", hint="Measure again, then ask for the list.")
    found: dict[str, list[Pseudonym]] = {}
    with connect(memory=memory, ordered=True) as db:
        session = Session.open(db, register, library, period.end)
        needs = needs_of_periods(session, definition.rules, [period])
        for part in register.parts:
            data = session.part(part, needs)
            standing = stand(Evaluator(data.at(period.end), library), definition, period)
            db.register("person", register.part_files("person", part.part))
            rows = db.fetch(
                "SELECT person_namespace AS space, person_source_value AS pseudonym FROM person ORDER BY person_id"
            )
            names = list(zip(rows["space"].to_pylist(), rows["pseudonym"].to_pylist(), strict=True))
            for population, places in _populations(standing).items():
                found.setdefault(population, []).extend(names[p] for p in places)
    members = {population: tuple(sorted(people)) for population, people in found.items()}
    _check(members, measures, indicator, period)
    return members


def _populations(standing: Standing) -> dict[str, list[int]]:
    inside = standing.excluded | standing.exception | standing.counted
    return {
        "initial_population": standing.people.tolist(),
        "denominator": standing.people[inside].tolist(),
        "denominator_exclusion": standing.people[standing.excluded].tolist(),
        "denominator_exception": standing.people[standing.exception].tolist(),
        "numerator": standing.people[standing.numerator > 0].tolist(),
    }


def _check(members: Members, measures: Measures, indicator: str, period: Period) -> None:
    """Lists as long as what was counted."""
    rolled = Sheet(measures, period).rolled(indicator, AREA, "age_sex")
    if rolled.nodes:
        whole = rolled.row(EVERYWHERE)
        counted = {name: round(float(np.sum(values[whole]))) for name, values in rolled.values.items()}
    else:
        counted = {}
    wanted = {
        "initial_population": counted.get("initial_population", 0),
        "denominator_exclusion": counted.get("excluded", 0),
        "denominator_exception": counted.get("exception", 0),
    }
    wanted["denominator"] = counted.get("people", 0) + wanted["denominator_exclusion"] + wanted["denominator_exception"]
    if measures.indicator(indicator)["scoring"] == "proportion":
        wanted["numerator"] = counted.get("numerator", 0)
    if any(len(members[name]) != n for name, n in wanted.items()):
        raise RegisterError("The register is not the one that was measured.", hint="Measure again, then ask for the list.")
