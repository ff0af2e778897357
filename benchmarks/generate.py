"""360,000 people over five years with planted truths, made in a minute and found again.

The examiner is that of ``tests/integration/test_synthetic_truths.py``: the prevalence at every age, the share of cost that the
dearest bear and the effect of the programme lie in their intervals, and not in a control region without plants.
"""

from __future__ import annotations

import json
import shutil
import time
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

__all__ = ["SHOWS", "generate"]

SHOWS: Final = ("A5",)
_PEOPLE: Final = 360_000
_YEARS: Final = 5
_SECONDS: Final = 60
_SEED: Final = 11
_END: Final = date(2024, 1, 1)


def generate(folder: Path) -> dict[str, Any]:
    """What came out, ``failed`` first: empty where the acceptance is met. Needs about 5 GB in ``folder``."""
    from empact.synthetic import read_scenario, shipped_scenario

    place = folder / "truths"
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir(parents=True)
    nothing = place / "nothing.yaml"
    nothing.write_text("{id: nothing, kind: scenario, plants: []}\n", encoding="utf-8")
    planted, wall = _made(place / "planted", shipped_scenario())
    control, _ = _made(place / "control", read_scenario(nothing))
    failed = [] if wall < _SECONDS else [f"made in {wall:.0f} s"]
    examiner = _examiner()
    asked = {
        "prevalence": lambda: examiner.test_the_planted_prevalence_is_found_at_every_age(planted, control),
        "cost skew": lambda: examiner.test_the_dearest_bear_the_planted_share_of_cost(planted, control),
        "effect": lambda: examiner.test_the_effect_of_the_programme_is_found_by_before_and_after_with_a_comparison(
            planted, control, place
        ),
    }
    for what, ask in asked.items():
        try:
            ask()
        except AssertionError as error:
            failed.append(f"{what}: {str(error)[:200] or 'not found'}")
    shutil.rmtree(place)
    return {"failed": failed, "people": _PEOPLE, "years": _YEARS, "wall_s": round(wall, 1), "limit_s": _SECONDS}


def _examiner() -> Any:
    from tests.integration import test_synthetic_truths

    return test_synthetic_truths


def _made(place: Path, scenario: Any) -> tuple[Any, float]:
    """A region as its examiner has it, and how long it took to make: the load and the run are not counted."""
    from empact.definitions.read import read_library
    from empact.engine.ingest import load
    from empact.engine.run import run
    from empact.synthetic import write_region

    began = time.perf_counter()
    made = write_region(people=_PEOPLE, seed=_SEED, out=place / "in", as_="omop", end=_END, years=_YEARS, scenario=scenario)
    wall = time.perf_counter() - began
    register = load([place / "in"], format="omop", register=place / "register", now=datetime(2026, 1, 1)).register
    results = run(register, as_of=_END, results=place / "results", library=read_library()).results
    assert made.truth is not None
    truth = json.loads(made.truth.read_text(encoding="utf-8"))
    shutil.rmtree(place / "in")
    return _examiner().Region(register, results, None, None, truth), wall
