"""Two scales of the interRAI family, computed here from codes: the ADL Hierarchy and the Cognitive Performance Scale.

Both run from 0 (independent, intact) to 6. A result made here is an estimate: official results come from the BelRAI
application and are kept as they came (:mod:`.screener`).
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from .instrument import Answers, Instrument, Scored

__all__ = ["AdlHierarchy", "CognitivePerformance", "DID_NOT_OCCUR", "adl_hierarchy", "cognitive_performance", "score_interrai"]

DID_NOT_OCCUR: Final = 8


@dataclass(frozen=True, slots=True)
class AdlHierarchy:
    """``did_not_occur``: the code that stands for 8; implementations differ, so a region says."""

    did_not_occur: int


@dataclass(frozen=True, slots=True)
class CognitivePerformance:
    """It has no numbers of its own; eating that did not occur counts as total dependence."""


def adl_hierarchy(*, hygiene: int, toilet_use: int, locomotion: int, eating: int, did_not_occur: int) -> int:
    """The level, from codes 0 to 6 or 8: 0 independent, 1 set-up, 2 supervision, 3 limited, 4 extensive, 5 maximal help,
    6 total dependence.

    ====  =======================================================
    6     total dependence in all four
    5     total dependence in eating or locomotion
    4     at least extensive help in eating or locomotion
    3     at least extensive help in hygiene or toilet use
    2     limited help in one of them
    1     supervision in one of them
    ====  =======================================================

    Source: levels as the Belgian glossary words them (belraiwiki.health.belgium.be, Woordenlijst). It says *and* between
    hygiene and toilet use where the published scale says *or*: we follow the scale. Set-up help counts as independent.
    """
    h, t, m, e = (did_not_occur if x == DID_NOT_OCCUR else x for x in (hygiene, toilet_use, locomotion, eating))
    late, all_four = max(e, m), (h, t, m, e)
    if min(all_four) >= 6:
        return 6
    if late >= 4:
        return 5 if late >= 6 else 4
    if max(h, t) >= 4:
        return 3
    return 2 if max(all_four) >= 3 else 1 if max(all_four) >= 2 else 0


def cognitive_performance(*, decisions: int, understood: int, memory_problem: bool, eating: int) -> int:
    """The level, from daily decisions (0 to 5), making oneself understood (0 to 4), short-term memory, eating (0 to 6, 8).

    Coma is 6. Decisions severely impaired: 6 with total dependence in eating, else 5. Otherwise the impairments among the
    three (decisions 1 to 3, understood 1 to 4, memory) are counted, and the severe ones (decisions 3, understood 3 or 4):
    two or three impairments give 2, 3 or 4 for no, one or two severe ones; one gives 1; none 0.

    Source: Washington Administrative Code 388-106-0090 for the rule; its older codes 0 to 3 are mapped to those of the
    present suite.
    """
    if decisions == 5:
        return 6
    if decisions == 4:
        return 6 if eating in (6, DID_NOT_OCCUR) else 5
    impaired = (decisions >= 1) + (understood >= 1) + memory_problem
    severe = (decisions == 3) + (understood >= 3)
    return 2 + severe if impaired >= 2 else impaired


def score_interrai(instrument: Instrument, answers: Answers) -> Scored:
    """The level of either scale, with its name."""
    read = instrument.read(answers)
    if isinstance(instrument.method, AdlHierarchy):
        keys = ("hygiene", "toilet_use", "locomotion", "eating")
        level = adl_hierarchy(**{k: int(read[k]) for k in keys}, did_not_occur=instrument.method.did_not_occur)
    else:
        level = cognitive_performance(
            decisions=int(read["decisions"]),
            understood=int(read["understood"]),
            memory_problem=bool(read["memory_problem"]),
            eating=int(read["eating"]),
        )
    value = Decimal(level)
    return instrument.scored(value, instrument.label_of(value))
