"""Control charts against R qicharts2 on the tables of Montgomery, and cumulative sums against his table of run lengths."""

import csv
from pathlib import Path

import numpy as np
import pytest

from empact.stats.charts import control_chart
from empact.stats.cusum import average_run_length

# expected file, input file, kind, options of the reference (places count from 0)
CASES = {
    "p": ("p", {"exclude": (14, 22), "phases": (30,)}),
    "p2": ("p", {}),
    "c": ("c", {"exclude": (5, 19), "freeze": 26}),
    "u": ("u", {}),
    "i": ("i", {"freeze": 20}),
    "mr": ("mr", {"freeze": 20}),
}
POINTS = {"p": 94, "p2": 25, "c": 46, "u": 20, "i": 40, "mr": 40}
# Montgomery, Introduction to Statistical Quality Control, table 9.3: k = 0.5, two-sided, printed to three digits
SHIFTS = (0, 0.25, 0.5, 0.75, 1, 1.5, 2, 2.5, 3, 4)
RUN_LENGTHS = {
    4: (168, 74.2, 26.6, 13.3, 8.38, 4.75, 3.34, 2.62, 2.19, 1.71),
    5: (465, 139, 38.0, 17.0, 10.4, 5.75, 4.01, 3.11, 2.57, 2.01),
}


def columns(path: Path) -> dict[str, list[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return {name: [row[name] for row in rows] for name in rows[0]}


def floats(texts: list[str]) -> np.ndarray:
    return np.array([float(t) if t not in ("", "NA") else np.nan for t in texts])


@pytest.mark.parametrize("case", CASES)
def test_every_column_of_every_point_equals_the_reference(shared: Path, case: str) -> None:
    folder, (kind, options) = shared / "data" / "reference-spc", CASES[case]
    given = columns(folder / ("xmr-input.csv" if case in ("i", "mr") else f"{case}-input.csv"))
    expected = columns(folder / f"{case}-expected.csv")
    y = floats(given["cost" if case in ("i", "mr") else "count"])
    chart = control_chart(kind, y, floats(given["size"]) if "size" in given else None, **options)
    assert y.size == len(expected["y"]) == POINTS[case]
    for found, name in ((chart.value, "y"), (chart.centre, "cl"), (chart.lower, "lcl"), (chart.upper, "ucl")):
        np.testing.assert_allclose(found, floats(expected[name]), rtol=1e-9, atol=0, equal_nan=True, err_msg=name)
    for flags, name in (
        (chart.is_outside, "sigma.signal"),
        (chart.has_run, "runs.signal"),
        (chart.is_baseline, "baseline"),
        (chart.is_included, "include"),
    ):
        assert flags.tolist() == [text == "TRUE" for text in expected[name]], name
    for number, phase in enumerate(chart.phases, start=1):
        assert {expected["part"][i] for i in range(phase.start, phase.stop)} == {str(number)}
        for found, name in (
            (phase.runs.useful, "n.useful"),
            (phase.runs.longest_run, "longest.run"),
            (phase.runs.longest_run_limit, "longest.run.max"),
            (phase.runs.crossings, "n.crossings"),
            (phase.runs.crossings_limit, "n.crossings.min"),
        ):
            assert {str(found)} == set(expected[name][phase.start : phase.stop]), name


@pytest.mark.parametrize("threshold", RUN_LENGTHS)
def test_run_lengths_of_a_cusum_equal_the_published_table(threshold: int) -> None:
    found = [average_run_length(threshold, 0.5, shift) for shift in SHIFTS]
    np.testing.assert_allclose(found, RUN_LENGTHS[threshold], rtol=5e-3)
