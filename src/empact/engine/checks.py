"""Everything that can be said of a library without a register."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from ..definitions.evaluations import arm_of
from ..definitions.read import read_with_problems
from ..terms.errors import DefinitionError
from .reference.examples import run_examples

__all__ = ["LibraryReport", "check_library"]


@dataclass(frozen=True, slots=True)
class LibraryReport:
    """``problems`` must be mended; ``warnings`` are reviews that are due and definitions without examples."""

    definitions: int
    examples: int
    problems: tuple[DefinitionError, ...]
    warnings: tuple[str, ...]

    def plain(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "definitions": self.definitions,
            "examples": self.examples,
            "problems": [{"message": p.message, "hint": p.hint} for p in self.problems],
            "warnings": list(self.warnings),
        }


def check_library(overlays: Sequence[Path], *, as_of: date, shipped: bool = True) -> LibraryReport:
    """Read it, run its examples, and look at review dates on ``as_of``. Those of an instrument run when it is read.

    Examples run only where everything could be read: a rule that is missing would make others fail for the wrong reason.
    """
    library, problems = read_with_problems(*overlays, shipped=shipped)
    if not problems:
        problems = [DefinitionError(str(failure), hint="Mend the rule or the example.") for failure in run_examples(library)]
    warnings = []
    arms = {arm_of(e, other) for e in library.evaluations.values() if e.needs_arms for other in (False, True)}
    for _, definition in library.definitions():
        if definition.id in arms:  # the outcome it is made of is looked at itself
            continue
        if definition.head.review_by < as_of:
            warnings.append(f"{definition.head.file}: review was due on {definition.head.review_by}.")
        if not definition.is_valid_on(as_of):
            warnings.append(f"{definition.head.file}: not valid on {as_of}.")
        if not definition.examples and not getattr(definition, "waits_for", ""):
            warnings.append(f"{definition.head.file}: has no examples.")
    others = (*library.evaluations.values(), *library.scorecards.values(), *library.instruments, *library.frames.values())
    warnings += [f"{d.head.file}: review was due on {d.head.review_by}." for d in others if d.head.review_by < as_of]
    count = sum(1 for _ in library.definitions())
    examples = sum(len(d.examples) for _, d in library.definitions())
    return LibraryReport(count, examples, tuple(problems), tuple(warnings))
