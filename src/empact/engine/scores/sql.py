"""From groups (0/1 per person) to score columns, in the portable subset of SQL."""

from __future__ import annotations

from ...definitions.models import Band, Score
from .shelf import weights_named

__all__ = ["group_ids", "hierarchy_sql", "members_sql", "quoted", "score_sql", "weighted_sql"]


def score_sql(score: Score, weights: str | None = None, *, relation: str, person: str = "person_id") -> str:
    """One row per row of ``relation``, which has a person column and one 0/1 (or boolean) column per group.

    Gives the person, each group after the hierarchy, one column per weight set (``weights`` None: all), the band
    (``<weights>_band``) where the score has bands, and ``count``: the groups present after the hierarchy.
    """
    who, groups, sets = quoted(person), [quoted(g) for g in group_ids(score)], weights_named(score, weights)
    present = ", ".join([who, *(f"{hierarchy_sql(score, g)} AS {quoted(g)}" for g in group_ids(score))])
    present = f"(SELECT {present} FROM {relation}) AS present"
    sums = [f"{weighted_sql(score, name)} AS {quoted(name)}" for name in sets]
    total = " + ".join(f"CAST({g} AS INTEGER)" for g in groups)
    summed = f'(SELECT {", ".join([who, *groups, *sums])}, {total} AS "count" FROM {present}) AS summed'
    shown = []
    for name in sets:
        shown.append(quoted(name))
        if name in score.bands:
            shown.append(f"{_band_sql(quoted(name), score.bands[name])} AS {quoted(name + '_band')}")
    return f'SELECT {", ".join([who, *groups, *shown])}, "count" FROM {summed}'


def members_sql(score: Score, *, relation: str, person: str = "person_id", group: str = "group_id") -> str:
    """From a (person, group) relation to 0/1 columns, one row per person in it; a null group marks a person without any."""
    columns = ", ".join(f"max(CASE WHEN {quoted(group)} = '{g}' THEN 1 ELSE 0 END) AS {quoted(g)}" for g in group_ids(score))
    return f"SELECT {quoted(person)}, {columns} FROM {relation} GROUP BY {quoted(person)}"


def hierarchy_sql(score: Score, group: str) -> str:
    """This group's 0/1 value: 0 where a group that replaces it is present."""
    replaced_by = [when for when, drop in score.hierarchy if drop == group]
    value = f"CAST({quoted(group)} AS TINYINT)"
    if not replaced_by:
        return value
    any_of = " OR ".join(f"CAST({quoted(when)} AS TINYINT) = 1" for when in replaced_by)
    return f"CAST(CASE WHEN {any_of} THEN 0 ELSE {value} END AS TINYINT)"


def weighted_sql(score: Score, weights: str) -> str:
    """The weighted sum.

    Decimal weights are summed as integers and divided once, so that 5.0 is 5.0 and no band edge blurs. A share
    (``normalise_by``) is rounded to six decimals, as the reference engine does.
    """
    of = {g: w for g, w in score.weights[weights].items() if w}
    scale = next(s for s in (1, 10, 100, 1000, 10_000, 100_000) if all(abs(w * s - round(w * s)) < 1e-6 for w in of.values()))
    total = " + ".join(f"{round(w * scale)} * CAST({quoted(g)} AS INTEGER)" for g, w in of.items()) or "0"
    if score.normalise_by != 1:
        return f"round(CAST({total} AS DOUBLE) / {scale * score.normalise_by!r}, 6)"
    return f"({total})" if scale == 1 else f"CAST({total} AS DOUBLE) / {scale}"


def group_ids(score: Score) -> tuple[str, ...]:
    """In the order of the definition."""
    return tuple(group for group, _ in score.groups)


def quoted(name: str) -> str:
    """A SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def _band_sql(value: str, bands: tuple[Band, ...]) -> str:
    cases = ""
    for band in bands:
        if band.below is not None:
            cases += f" WHEN {value} < {band.below:g} THEN '{band.label}'"
        else:
            cases += f" ELSE '{band.label}'"
    return f"CASE{cases} END"
