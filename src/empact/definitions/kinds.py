"""One reader per kind of definition, with what each adds to the head they share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from ..criteria.codeset import CodeSet
from ..criteria.nodes import Flag
from .examples import read_examples
from .grammar import Context, read_codes, read_flag, read_persistence
from .head import read_head, read_titles
from .models import Band, Condition, Determinant, Score, Segment, SegmentClass
from .place import Place

__all__ = ["read_codelist", "read_condition", "read_determinant", "read_score", "read_segment"]


def read_codelist(file: str, value: Any) -> CodeSet:
    place, given, _ = read_head(file, value, "codelist", ("codes", "except"), ("codes",))
    codes = read_codes(place / "codes", given["codes"], Context(), given.get("except"))
    if codes.excluded:
        raise (place / "except").error("a code list only lists.", "Take codes out where the list is used.")
    return replace(codes, name=file.removesuffix(".yaml"))


def read_condition(file: str, value: Any, context: Context) -> Condition:
    keys = ("body_system", "counted", "sensitive", "ho2022", "counts_with", "persistence", "evidence", "examples")
    place, given, shared = read_head(
        file, value, "condition", keys, ("body_system", "counted", "persistence", "evidence", "examples")
    )
    window, first = read_persistence(place / "persistence", given["persistence"])
    inside = Context(context.codelists, window, first)
    evidence = _named_rules(place / "evidence", given["evidence"], inside)
    examples = read_examples(place / "examples", given["examples"], _yes_or_no)
    _need_both(place / "examples", [e.expect for e in examples])
    names = {name for name, _ in evidence}
    for example in examples:
        unknown = sorted(set(example.evidence or ()) - names)
        if unknown:
            raise (place / "examples").error(f"'{example.name}' expects evidence '{unknown[0]}', which is not defined.")
    return Condition(
        **shared,
        examples=examples,
        body_system=(place / "body_system").text(given["body_system"]),
        counted=(place / "counted").yes_no(given["counted"]),
        sensitive=(place / "sensitive").yes_no(given.get("sensitive", False)),
        ho2022=(place / "ho2022").one_of(given.get("ho2022", "none"), ("always", "usually", "none")),
        counts_with=(place / "counts_with").text(given["counts_with"]) if given.get("counts_with") is not None else None,
        persistence=" ".join(given["persistence"].lower().split()),
        evidence=evidence,
    )


def read_determinant(file: str, value: Any, context: Context) -> Determinant:
    keys = ("rule", "examples", "sensitive")
    place, given, shared = read_head(file, value, "determinant", keys, ("rule", "examples"))
    examples = read_examples(place / "examples", given["examples"], _yes_or_no)
    _need_both(place / "examples", [e.expect for e in examples])
    sensitive = (place / "sensitive").yes_no(given.get("sensitive", False))
    return Determinant(
        **shared, examples=examples, rule=read_flag(place / "rule", given["rule"], context), sensitive=sensitive
    )


def read_score(file: str, value: Any, context: Context) -> Score:
    keys = ("groups", "weights", "default_weights", "hierarchy", "bands", "normalise_by", "examples")
    place, given, shared = read_head(file, value, "score", keys, ("groups", "weights", "default_weights"))
    groups_place = place / "groups"
    raw = groups_place.mapping(given["groups"])
    if not raw:
        raise groups_place.error("a score needs groups.")
    groups = tuple((key, read_flag(groups_place / key, rule, context, extra=("title",))) for key, rule in raw.items())
    titles = {key: read_titles(groups_place / key / "title", rule["title"]) for key, rule in raw.items() if "title" in rule}
    weights = {
        name: _weights(place / "weights" / name, w, raw) for name, w in (place / "weights").mapping(given["weights"]).items()
    }
    default = (place / "default_weights").one_of(given["default_weights"], (*weights, "count"))
    hierarchy = []
    for i, pair in enumerate(given.get("hierarchy") or []):
        at = place / "hierarchy" / i
        at.mapping(pair, ("when", "drop"), ("when", "drop"))
        hierarchy.append(((at / "when").one_of(pair["when"], raw), (at / "drop").one_of(pair["drop"], raw)))
    banded = (place / "bands").mapping(given.get("bands") or {}, (*weights, "count"))
    examples = read_examples(place / "examples", given.get("examples"), lambda at, v: float(at.number(v)))
    for example in examples:
        if example.weights and example.weights not in (*weights, "count"):
            raise (place / "examples").error(f"'{example.name}' names weights '{example.weights}', which are not defined.")
    return Score(
        **shared,
        groups=groups,
        group_titles=titles,
        weights=weights,
        default_weights=default,
        hierarchy=tuple(hierarchy),
        bands={name: _bands(place / "bands" / name, v) for name, v in banded.items()},
        normalise_by=float((place / "normalise_by").number(given.get("normalise_by", 1), 1)),
        examples=examples,
    )


def _weights(place: Place, value: Any, groups: Mapping[str, Any]) -> dict[str, float]:
    given = place.mapping(value, groups)
    missing = [key for key in groups if key not in given]
    if missing:
        raise place.error(
            f"group '{missing[0]}' has no weight.", "Say 0 where it does not weigh, null where none was published."
        )
    return {key: 0.0 if given[key] is None else float((place / key).number(given[key])) for key in groups}


def _bands(place: Place, value: Any) -> tuple[Band, ...]:
    bands: list[Band] = []
    ends: list[float] = []
    listed = place.list_of(value)
    for i, one in enumerate(listed):
        at = place / i
        given = at.mapping(one, ("label", "below", "up_to"), ("label",))
        end = {key: float((at / key).number(given[key])) for key in ("below", "up_to") if given.get(key) is not None}
        if len(end) != (i < len(listed) - 1):
            raise at.error("each band but the last says 'below' or 'up_to'; the last says neither.")
        bands.append(Band((at / "label").text(given["label"]), **end))
        ends += end.values()
    if sorted(set(ends)) != ends:
        raise place.error("bands rise from low to high.")
    return tuple(bands)


def read_segment(file: str, value: Any, context: Context) -> Segment:
    place, given, shared = read_head(file, value, "segment", ("classes", "examples"), ("classes",))
    classes = []
    listed = (place / "classes").list_of(given["classes"])
    for i, one in enumerate(listed):
        at = place / "classes" / i
        entry = at.mapping(one, ("key", "title", "when", "otherwise"), ("key", "title"))
        key, last = (at / "key").text(entry["key"]), i == len(listed) - 1
        if last != (entry.get("otherwise") is True) or last == ("when" in entry):
            raise at.error("the last class, and only the last, says 'otherwise: true' instead of 'when'.")
        when: Flag | None = None if last else read_flag(at / "when", entry["when"], context)
        classes.append(SegmentClass(key, read_titles(at / "title", entry["title"]), when))
    keys = [c.key for c in classes]
    if len(set(keys)) != len(keys):
        raise (place / "classes").error("two classes have the same key.")
    examples = read_examples(place / "examples", given.get("examples"), lambda at, v: at.one_of(v, keys))
    return Segment(**shared, classes=tuple(classes), examples=examples)


def _named_rules(place: Place, value: Any, context: Context) -> tuple[tuple[str, Flag], ...]:
    given = place.mapping(value)
    if not given:
        raise place.error("at least one way to tell is needed.", "As in: gp_code: {recorded: {icpc2: [K77]}}.")
    return tuple((key, read_flag(place / key, rule, context)) for key, rule in given.items())


def _yes_or_no(place: Place, value: Any) -> bool:
    return place.yes_no(value)


def _need_both(place: Place, expected: list[Any]) -> None:
    if True not in expected or False not in expected:
        raise place.error("one example that is true and one that is false are needed.", "Show each side of every threshold.")
