"""Reads the shipped library and the folders a region lays over it: the same id replaces, a new id adds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from ..criteria.codeset import CodeSet
from ..instruments.instrument import Instrument
from ..instruments.shelf import Shelf
from ..terms.errors import DefinitionError
from .crosswalks import read_crosswalk
from .evaluations import Evaluation, read_evaluation, with_arms
from .frames import frames_of
from .grammar import Context
from .indicators import read_indicator
from .instruments import read_instrument
from .kinds import read_codelist, read_condition, read_determinant, read_score, read_segment
from .models import Condition, Determinant, Indicator, Library, Score, Segment
from .references import check_references, with_fingerprints
from .scorecards import Scorecard, check_scorecards, read_scorecard
from .yaml_files import load_yaml, shipped_folder

__all__ = ["read_library", "read_with_problems", "shipped_folder"]

KINDS: Final = {
    "conditions": "condition",
    "determinants": "determinant",
    "scores": "score",
    "segments": "segment",
    "indicators": "indicator",
    "evaluations": "evaluation",
    "scorecards": "scorecard",
    "instruments": "instrument",
    "frames": "frame",
    "codelists": "codelist",
}


def read_library(*overlays: Path | str, shipped: bool = True) -> Library:
    """All definitions, checked. Raises :class:`DefinitionError` for the first problem; ``empact check`` lists them all.

    ``shipped=False`` reads the given folders alone.
    """
    library, problems = read_with_problems(*overlays, shipped=shipped)
    if problems:
        more = f" ({len(problems) - 1} more: run 'empact check')" if len(problems) > 1 else ""
        raise DefinitionError(problems[0].message, hint=problems[0].hint + more)
    return library


def read_with_problems(*overlays: Path | str, shipped: bool = True) -> tuple[Library, list[DefinitionError]]:
    """What can be read, and a sentence for each definition that cannot."""
    folders = ([shipped_folder()] if shipped else []) + [Path(o) for o in overlays]
    problems: list[DefinitionError] = []
    for folder in folders:
        if not folder.is_dir():
            problems.append(
                DefinitionError(f"There is no folder '{folder}'.", hint="Give a folder with conditions/, segments/ ...")
            )
    found = _files(folders, problems)
    codelists: dict[str, CodeSet] = {}
    for name, path in found["codelists"].items():
        _keep(problems, codelists, name, lambda p=path: read_codelist(p.name, load_yaml(p)))
    context = Context(codelists)
    conditions: dict[str, Condition] = {}
    determinants: dict[str, Determinant] = {}
    scores: dict[str, Score] = {}
    segments: dict[str, Segment] = {}
    indicators: dict[str, Indicator] = {}
    evaluations: dict[str, Evaluation] = {}
    scorecards: dict[str, Scorecard] = {}
    instruments: dict[str, Instrument] = {}
    for folder_name, into, read in (
        ("conditions", conditions, read_condition),
        ("determinants", determinants, read_determinant),
        ("scores", scores, read_score),
        ("segments", segments, read_segment),
        ("indicators", indicators, read_indicator),
        ("evaluations", evaluations, read_evaluation),
        ("scorecards", scorecards, read_scorecard),
        ("instruments", instruments, read_instrument),
    ):
        for name, path in found[folder_name].items():
            _keep(problems, into, name, lambda p=path, r=read: r(p.name, load_yaml(p), context))
    frames, unread = frames_of(found["frames"])
    problems += unread
    library = Library(
        conditions=conditions,
        determinants=determinants,
        scores=scores,
        segments=segments,
        indicators=indicators,
        evaluations=evaluations,
        scorecards=scorecards,
        instruments=_shelf(instruments.values(), problems),
        frames=frames,
        codelists=codelists,
        crosswalk=_crosswalk(folders, problems),
    )
    arms, unknown = with_arms(library)
    library = replace(library, indicators=dict(sorted((indicators | arms).items())))
    problems += unknown + check_references(library) + check_scorecards(library)
    return (library if problems else with_fingerprints(library)), problems


def _keep(problems: list[DefinitionError], into: dict[str, Any], name: str, read: Any) -> None:
    try:
        into[name] = read()
    except DefinitionError as error:
        problems.append(error)


def _shelf(instruments: Iterable[Instrument], problems: list[DefinitionError]) -> Shelf:
    try:
        return Shelf(tuple(instruments))
    except DefinitionError as error:
        problems.append(error)
        return Shelf()


def _files(folders: list[Path], problems: list[DefinitionError]) -> dict[str, dict[str, Path]]:
    """Folder of a kind -> id -> file; later folders win. A folder or file that nobody would read is a problem, not silence."""
    found: dict[str, dict[str, Path]] = {kind: {} for kind in KINDS}
    for folder in folders:
        for entry in sorted(folder.iterdir()) if folder.is_dir() else []:
            if entry.is_dir() and entry.name not in (*KINDS, "reference", "__pycache__") and not entry.name.startswith("."):
                problems.append(
                    DefinitionError(f"'{entry.name}' is not a folder of definitions.", hint="Known: " + ", ".join(KINDS) + ".")
                )
        for kind in KINDS:
            for path in sorted((folder / kind).glob("*")) if (folder / kind).is_dir() else []:
                if path.suffix == ".yaml":
                    found[kind][path.stem] = path
                elif path.suffix == ".yml":
                    problems.append(DefinitionError(f"{path.name} is not read.", hint="Give it the ending .yaml."))
    return {kind: dict(sorted(files.items())) for kind, files in found.items()}


def _crosswalk(folders: list[Path], problems: list[DefinitionError]) -> Mapping[Any, Any]:
    """The last folder that has one gives the crosswalk."""
    for folder in reversed(folders):
        path = folder / "reference" / "rxnorm_to_atc.csv"
        if path.exists():
            try:
                return read_crosswalk(path)
            except DefinitionError as error:
                problems.append(error)
    return {}
