"""Survival of the NCCTG lung patients against R survival. Tolerance 1e-9, wider only where the reference was printed short."""

import csv
from pathlib import Path

import numpy as np
import pytest

from empact.stats.survival import cox, kaplan_meier, log_rank, survival_at

TERMS = ("age", "sex", "ph.ecog")
LIKELIHOOD = {"efron": (-744.4805, -729.2301), "breslow": (-744.6928, -729.4887)}


@pytest.fixture
def folder(shared: Path) -> Path:
    return shared / "data" / "reference-survival"


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture
def lung(folder: Path) -> dict[str, np.ndarray]:
    table = read(folder / "lung.csv")
    assert len(table) == 227
    found = {name: np.array([float(row[name]) for row in table]) for name in ("time", "status", *TERMS)}
    return found | {"death": found["status"] == 2}


def printed(found: float, text: str) -> bool:
    """Equal to a number of seven digits as far as it was printed."""
    return abs(found - float(text)) <= 0.5 * 10 ** -len(text.split(".")[1])


def test_kaplan_meier_by_sex_equals_the_reference(folder: Path, lung) -> None:
    expected = read(folder / "lung-km-expected.csv")
    assert len(expected) == 8
    for sex in ("1", "2"):
        of, table = lung["sex"] == float(sex), [row for row in expected if row["stratum"] == f"sex={sex}"]
        found = survival_at(lung["time"][of], lung["death"][of], [float(row["time"]) for row in table])
        for ours, theirs in (
            (found.at_risk, "n_risk"),
            (found.survival, "surv"),
            (found.standard_error, "std_err"),
            (found.lower, "lower_loglog"),
            (found.upper, "upper_loglog"),
        ):
            np.testing.assert_allclose(ours, [float(row[theirs]) for row in table], rtol=1e-9, err_msg=theirs)


def test_the_curve_holds_the_points_read_from_it(lung) -> None:
    curve = kaplan_meier(lung["time"], lung["death"])
    read_off = survival_at(lung["time"], lung["death"], curve.time)
    np.testing.assert_array_equal(curve.survival, read_off.survival)
    np.testing.assert_array_equal(curve.at_risk, read_off.at_risk)


@pytest.mark.parametrize("ties", LIKELIHOOD)
def test_cox_equals_the_reference(folder: Path, lung, ties: str) -> None:
    expected = read(folder / f"lung-cox-{ties}-expected.csv")
    model = cox(lung["time"], lung["death"], np.column_stack([lung[t] for t in TERMS]), TERMS, ties=ties)
    assert [row["term"] for row in expected] == list(model.terms)
    # R stops when the log-likelihood stands still to 1e-9, one Newton step before the coefficients do
    np.testing.assert_allclose(model.coefficient, [float(row["coef"]) for row in expected], rtol=5e-9)
    for ours, theirs in (
        (model.standard_error, "se"),
        (model.hazard_ratio, "hr"),
        (model.lower, "lower"),
        (model.upper, "upper"),
    ):
        np.testing.assert_allclose(ours, [float(row[theirs]) for row in expected], rtol=1e-9, err_msg=theirs)
    # printed to seven digits in the reference
    null, fitted = LIKELIHOOD[ties]
    assert printed(model.log_likelihood_null, f"{null}") and printed(model.log_likelihood, f"{fitted}")
    assert printed(model.concordance, "0.6371355")


def test_log_rank_by_sex_equals_the_reference_as_printed(lung) -> None:
    found = log_rank(lung["time"], lung["death"], lung["sex"].tolist())
    assert printed(found.chi_squared, "10.00817") and found.degrees_of_freedom == 1
