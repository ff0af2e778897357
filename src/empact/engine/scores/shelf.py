"""One score from the library, without reading the rest of it, and the codes of a group."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TypeAlias

from ...criteria.codeset import CodeSet
from ...criteria.nodes import AtLeast, Count, Dispensed, Flag, Recorded, Within
from ...definitions.grammar import Context
from ...definitions.kinds import read_score
from ...definitions.models import Score
from ...definitions.read import shipped_folder
from ...definitions.yaml_files import load_yaml
from ...terms.errors import DefinitionError

__all__ = ["Overlays", "coded_groups", "known_systems", "load_score", "score_ids", "weights_named"]

Overlays: TypeAlias = "Path | str | Sequence[Path | str] | None"
"""A region's own definitions: one folder, or several of which a later one goes before an earlier."""


def score_ids(library: Overlays = None) -> tuple[str, ...]:
    """The ids on the shelf: the shipped scores and those of a region's own library laid over them."""
    return tuple(sorted({path.stem for folder in _folders(library) for path in folder.glob("*.yaml")}))


def load_score(score_id: str, library: Overlays = None) -> Score:
    """The definition of that id; a region's own goes before the shipped one. It may not use code lists."""
    for folder in _folders(library):
        path = folder / f"{score_id}.yaml"
        if score_id.isidentifier() and path.is_file():
            return read_score(path.name, load_yaml(path), Context())
    raise DefinitionError(f"There is no score '{score_id}'.", hint="Known: " + ", ".join(score_ids(library)) + ".")


def coded_groups(score: Score) -> dict[int, CodeSet]:
    """Place of a group -> its codes, for the groups that ask no more than one diagnosis or dispensing in some window.

    A group that is a rule (a laboratory value, another condition) is left out: only a register can answer it.
    """
    return {i: codes for i, (_, flag) in enumerate(score.groups) if (codes := _codes(flag)) is not None}


def known_systems(score: Score) -> tuple[str, ...]:
    """Code systems in which *every* group can be looked up on a plain table; empty for scores of rules."""
    coded = coded_groups(score)
    if len(coded) < len(score.groups):
        return ()
    everywhere = set.intersection(*(set(codes.systems) for codes in coded.values()))
    return tuple(sorted(everywhere | ({"icd10cm"} if "icd10" in everywhere else set())))


def weights_named(score: Score, name: str | None) -> tuple[str, ...]:
    """That weight set, or all of them for None."""
    if name is None:
        return tuple(score.weights)
    if name not in score.weights:
        known = ", ".join(score.weights)
        raise DefinitionError(f"The {score.id} score has no weights '{name}'.", hint=f"Known: {known}.")
    return (name,)


def _folders(library: Overlays) -> tuple[Path, ...]:
    """Where to look, the last overlay first."""
    overlays = [] if library is None else [library] if isinstance(library, (str, Path)) else list(library)
    for folder in overlays:
        if not Path(folder).is_dir():
            raise DefinitionError(f"There is no folder '{folder}'.", hint="Give a folder with scores/, conditions/ ...")
    return (*(Path(folder) / "scores" for folder in reversed(overlays)), shipped_folder() / "scores")


def _codes(flag: Flag) -> CodeSet | None:
    if not (isinstance(flag, AtLeast) and isinstance(flag.number, Count) and flag.threshold == 1):
        return None
    events = flag.number.events
    events = events.events if isinstance(events, Within) else events
    return events.codes if isinstance(events, (Recorded, Dispensed)) else None
