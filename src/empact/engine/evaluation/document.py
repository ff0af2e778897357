"""An evaluation as one record: its six parts, what is missing, the result, and the sentence that a rule chooses.

One line, one page and the data behind are made from this record and nothing else, so that they cannot contradict each other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from ...definitions.evaluations import Evaluation, arm_of
from ...definitions.models import Library
from ...terms.errors import DefinitionError, UserError
from ..indicators.levels import SHOWN_LEVELS
from ..indicators.results import Measures
from ..release.indicators import THRESHOLD
from .effect import KNOWN, Effect, Opened, against_others, against_own_past, against_strata
from .protocol import Stamp, fingerprint_of, stamps_of

__all__ = ["PARTS", "Document", "document_of", "evaluation_named"]

PARTS: Final = ("question", "population", "comparison", "outcome", "result", "decision")
# What a result can be. All but the last are normal results; without one there is no result yet.
TOO_EARLY, NO_DIFFERENCE, LESS, MORE, NOT_MEASURED = "too_early", "no_difference", "less", "more", "not_measured"


@dataclass(frozen=True, slots=True)
class Document:
    """``result``: less, more, no_difference, too_early, too_few, unfair or not_measured. ``why``: what a person has to do.

    ``is_wanted``: does a demonstrated difference go the way the action meant? ``matters``: is all of its interval at least,
    or none of it, as large as the smallest difference that matters? ``None`` where that cannot be told.
    """

    evaluation: Evaluation
    result: str
    effect: Effect | None
    missing: tuple[str, ...]
    fingerprint: str
    stamps: tuple[Stamp, ...]
    why: str = ""
    facts: dict[str, Any] = field(default_factory=dict, repr=False)

    @property
    def is_wanted(self) -> bool | None:
        """Did a demonstrated difference go the way it was meant to?"""
        outcome = self.evaluation.outcome
        return (
            None
            if self.result not in (LESS, MORE) or outcome is None
            else (self.result == LESS) == (outcome.direction == "down")
        )

    @property
    def matters(self) -> bool | None:
        """Is the whole interval beyond the smallest difference that matters (True), within it (False), or neither?"""
        effect, outcome = self.effect, self.evaluation.outcome
        if effect is None or effect.lower is None or effect.upper is None or outcome is None or effect.status != KNOWN:
            return None
        low, high = 1 - outcome.smallest, 1 + outcome.smallest
        if low < effect.lower and effect.upper < high:
            return False
        return True if effect.upper <= low or effect.lower >= high else None

    @property
    def protocol(self) -> str:
        """none, late (stamped after the outcome was over), kept, or changed (once stamped, now another)."""
        if not self.stamps:
            return "none"
        if len({s.fingerprint for s in self.stamps} | {self.fingerprint}) > 1:
            return "changed"
        outcome = self.evaluation.outcome
        return "kept" if outcome is not None and self.stamps[0].on <= outcome.after[-1].end.isoformat() else "late"

    def check_complete(self) -> None:
        """Refuses in one sentence what lacks a part; a report is written of a whole document only."""
        if not self.missing:
            return
        first = self.missing[0]
        said = f"The evaluation '{self.evaluation.id}' cannot be published: its {first} is missing."
        more = f" Missing too: {', '.join(self.missing[1:])}." if len(self.missing) > 1 else ""
        hint = (self.why if first == "result" and self.why else f"Write '{first}' in {self.evaluation.head.file}.") + more
        raise DefinitionError(said, hint=hint)


def evaluation_named(library: Library, id_: str) -> Evaluation:
    """One of the library's evaluations."""
    if id_ not in library.evaluations:
        known = ", ".join(library.evaluations)
        hint = f"Known: {known}." if known else "Write one in DIR/evaluations/ and say --library DIR."
        raise UserError(f"There is no evaluation '{id_}'.", hint=hint)
    return library.evaluations[id_]


def document_of(
    id_: str, library: Library, measures: Measures | None, folders: Sequence[Path] = (), *, threshold: int = THRESHOLD
) -> Document:
    """The document as far as it goes. ``measures``: what was measured; ``folders``: libraries with a book of protocols."""
    evaluation = evaluation_named(library, id_)
    result, effect, why = _result(evaluation, library, measures, threshold)
    missing = [part for part in PARTS if part != "result" and getattr(evaluation, part) is None]
    if result == NOT_MEASURED or evaluation.does_not_prove is None:
        missing.append("result")
        if result != NOT_MEASURED:
            why = "Say what this does not prove: result: {does_not_prove: ...}."
    facts: dict[str, Any] = {}
    if measures is not None:
        register = measures.manifest["register"]
        facts = {
            "results": measures.version,
            "register": register["version"],
            "last_load": register["loaded_at"],
            "sources": register["sources"],
            "threshold": threshold,
        }
    return Document(
        evaluation=evaluation,
        result=result,
        effect=effect,
        missing=tuple(part for part in PARTS if part in missing),
        fingerprint=fingerprint_of(evaluation, library),
        stamps=tuple(stamps_of(id_, folders)),
        why=why,
        facts=facts,
    )


def _result(
    evaluation: Evaluation, library: Library, measures: Measures | None, threshold: int
) -> tuple[str, Effect | None, str]:
    """The status of the result, the effect where there is one, and what to do where there is none."""
    people, comparison, outcome = evaluation.population, evaluation.comparison, evaluation.outcome
    if people is None or comparison is None or outcome is None:
        return NOT_MEASURED, None, "A result needs a population, a comparison and an outcome."
    if measures is None:
        return NOT_MEASURED, None, "Give what was measured: --results DIR."
    mine, other = arm_of(evaluation), arm_of(evaluation, comparison=True)
    arms = {mine, other} if comparison.by == "strata" else {mine}
    waits = library.indicators[outcome.indicator].waits_for
    if waits:
        return NOT_MEASURED, None, f"'{outcome.indicator}' is not measured: it waits for {waits}."
    loaded = str(measures.manifest["register"]["loaded_at"] or "")[:10]
    if loaded and loaded <= outcome.after[-1].end.isoformat():
        return TOO_EARLY, None, ""
    wanted = (*(outcome.before if comparison.by != "strata" else ()), *outcome.after)
    absent = [p for p in wanted if p not in measures.periods or not arms <= measures.measured(p).keys()]
    if absent:
        asked = " ".join(f"--indicator {a}" for a in sorted(arms))
        return NOT_MEASURED, None, f"Measure it over {absent[0].name}: empact measure {asked} --library DIR."
    stale = [a for a in sorted(arms) if measures.indicators[a]["fingerprint"] != library.indicators[a].fingerprint]
    if stale:
        return NOT_MEASURED, None, f"'{stale[0]}' was measured by another definition: measure it again."
    if arms & measures.unseen:
        return NOT_MEASURED, None, "The register holds no record at all that could be in its numerator."
    effect = _effect(evaluation, measures, threshold, mine, other)
    if effect.status != KNOWN:
        return effect.status, effect, ""
    assert effect.lower is not None and effect.upper is not None
    return (LESS if effect.upper < 1 else MORE if effect.lower > 1 else NO_DIFFERENCE), effect, ""


def _effect(evaluation: Evaluation, measures: Measures, threshold: int, mine: str, other: str) -> Effect:
    people, comparison, outcome = evaluation.population, evaluation.comparison, evaluation.outcome
    assert people is not None and comparison is not None and outcome is not None
    if people.level and people.level not in SHOWN_LEVELS:
        raise UserError(f"There is no level '{people.level}'.", hint="Known: " + ", ".join(SHOWN_LEVELS) + ".")
    if comparison.by == "strata":
        return against_strata(Opened(measures, threshold), mine, other, outcome.after, comparison.stratum)
    if comparison.by == "others":
        opened = Opened(measures, threshold)
        return against_others(opened, mine, people.level, people.areas, comparison.areas, outcome.before, outcome.after)
    if measures.indicator(mine)["scoring"] not in ("proportion", "rate"):
        raise UserError(
            f"'{outcome.indicator}' is neither a rate nor a proportion: its own course cannot be judged.",
            hint="Compare with other areas instead: by: others.",
        )
    return against_own_past(measures, threshold, mine, people.level, people.areas, outcome.before, outcome.after)
