"""SCORE2 in three variants against published cases and those of another implementation, to the digits they are given in."""

from __future__ import annotations

import csv
import math
from datetime import date
from decimal import Decimal

import pytest

from empact.definitions.instruments import read_instruments
from empact.instruments.instrument import OutsidePopulation
from empact.instruments.score2 import cholesterol_mmol_per_l, hba1c_mmol_per_mol, ten_year_risk, variant_for
from empact.instruments.scoring import score
from empact.terms.errors import UserError

DAY = date(2026, 1, 15)
HEALTHY = {"cardiovascular_disease": False, "kidney_disease": False, "familial_hypercholesterolaemia": False}
# The R package calls the classes one lower than the guideline does (domain fact, checked on its cut-offs).
CLASSES = {"Low risk": "low_to_moderate", "Moderate risk": "high", "High risk": "very_high"}


@pytest.fixture(scope="module")
def shelf():
    return read_instruments()


def rows(path):
    if not path.is_file():
        pytest.skip(f"{path.name} is not beside the checkout: it belongs to its makers and is not copied here")
    with path.open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def answers(row):
    return {
        "age": row["age"],
        "sex": {"M": "male", "F": "female"}.get(row["sex"], row["sex"]),
        "region": row.get("risk_region", row.get("region")).lower().replace(" ", "_"),
        "smoker": row["smoker"],
        "systolic": row["sbp"],
        "total_cholesterol": row["total_chol"],
        "hdl": row["hdl"],
        "diabetes": row["diabetes"],
        **HEALTHY,
    }


@pytest.mark.parametrize(
    ("name", "cases"), [("data/reference-risk/score2-published-examples.csv", 8), ("data/reference-risk/score2-grid.csv", 120)]
)
def test_risk_and_class_equal_every_case_of_the_supplement_and_of_the_r_package(shelf, shared, name, cases):
    """To the one decimal they are given in; the class too."""
    listed = rows(shared / name)
    assert len(listed) == cases
    for row in listed:
        code = variant_for(age=int(row["age"]), type_2_diabetes=False)
        scored = score(shelf.named(code, on=DAY), answers(row))
        assert abs(scored.value - Decimal(row["score2_percent"])) <= Decimal("0.0500001"), row
        assert scored.label == CLASSES[row["category"]], row


def test_risk_equals_every_golden_case_to_four_decimals(shelf, shared):
    listed = rows(shared / "domain" / "tables" / "score2_golden.csv")
    assert len(listed) == 40
    for row in listed:
        code = variant_for(age=int(row["age"]), type_2_diabetes=False)
        assert abs(score(shelf.named(code, on=DAY), answers(row)).value - Decimal(row["risk_percent"])) <= Decimal("0.0001"), (
            row
        )


def test_every_coefficient_is_that_of_the_domain_table(shelf, shared):
    """Term by term, so that a slip in one that weighs little shows too."""
    words = {"smoker": "smoker", "sbp": "systolic", "total_chol": "total_cholesterol"}
    compared = 0
    for row in rows(shared / "domain" / "tables" / "score2_coefficients.csv"):
        hazard = shelf.named("score2" if row["model"].startswith("SCORE2 (") else "score2_op", on=DAY).method
        sex = {"M": "male", "F": "female"}[row["sex"]]
        if row["term"].startswith("scale"):
            ours = hazard.scales[sex][row["region"].lower().replace(" ", "_")][int(row["term"][-1]) - 1]
        elif row["term"] == "baseline_survival":
            ours = hazard.survival[sex]
        elif row["term"] == "mean_lp":
            ours = hazard.mean[sex]
        else:
            ours = hazard.terms[sex][tuple(words.get(part, part) for part in row["term"].split("*"))]
        assert ours == float(row["value"]), row
        compared += 1
    assert compared == 82


# From the abstract of SCORE2-Diabetes (doi:10.1093/eurheartj/ehad260), in whole per cents, and the manual of RiskScorescvd.
DIABETES = {
    "age": 60, "sex": "male", "smoker": False, "systolic": 140, "total_cholesterol": 5.5, "hdl": 1.3, "diabetes": True,
    "cardiovascular_disease": False, "organ_damage": False,
}  # fmt: skip


@pytest.mark.parametrize(
    ("region", "diagnosed", "hba1c", "egfr", "published", "within"),
    [("moderate", 60, 50, 90, "11", "0.5"), ("moderate", 50, 70, 60, "17", "0.5"), ("low", 60, 50, 90, "8.4", "0.05")],
)
def test_score2_diabetes_equals_the_published_examples(shelf, region, diagnosed, hba1c, egfr, published, within):
    given = {**DIABETES, "region": region, "age_at_diagnosis": diagnosed, "hba1c": hba1c, "egfr": egfr}
    scored = score(shelf.named("score2_diabetes", on=DAY), given)
    assert abs(scored.value - Decimal(published)) <= Decimal(within)


def test_whoever_it_was_not_made_for_is_refused_with_the_reason_in_four_languages(shelf):
    given = {"age": 60, "sex": "female", "region": "low", "smoker": False, "systolic": 130, "total_cholesterol": 5, "hdl": 1.4}
    for item, answer in (
        ("diabetes", True),
        ("cardiovascular_disease", True),
        ("kidney_disease", True),
        ("familial_hypercholesterolaemia", True),
        ("age", 39),
        ("age", 70),
    ):
        with pytest.raises(OutsidePopulation) as refused:
            score(shelf.named("score2", on=DAY), {**given, "diabetes": False, **HEALTHY, item: answer})
        assert refused.value.item == item
        assert set(refused.value.because) == {"nl", "fr", "de", "en"}
        assert str(answer) not in refused.value.message or item == "age"


def test_what_is_unknown_is_asked_for_and_never_taken_as_no(shelf):
    given = {"age": 60, "sex": "female", "region": "low", "smoker": False, "systolic": 130, "total_cholesterol": 5, "hdl": 1.4}
    with pytest.raises(UserError, match="needs 'diabetes'"):
        score(shelf.named("score2", on=DAY), {**given, **HEALTHY})


def test_sixty_nine_lasts_until_the_next_birthday(shelf):
    given = {
        "sex": "male",
        "region": "low",
        "smoker": False,
        "systolic": 130,
        "total_cholesterol": 5,
        "hdl": 1.2,
        "diabetes": False,
    }
    assert score(shelf.named("score2", on=DAY), {**given, **HEALTHY, "age": 69.9}).value > 0
    with pytest.raises(OutsidePopulation):
        score(shelf.named("score2", on=DAY), {**given, **HEALTHY, "age": 70})


def test_cholesterol_in_the_unit_of_the_laboratory_is_noticed(shelf):
    given = {
        "age": 60,
        "sex": "male",
        "region": "low",
        "smoker": False,
        "systolic": 130,
        "hdl": 1.2,
        "diabetes": False,
        **HEALTHY,
    }
    with pytest.raises(UserError, match="'total_cholesterol' is out of range") as refused:
        score(shelf.named("score2", on=DAY), {**given, "total_cholesterol": 200})
    assert "mmol/L" in refused.value.hint
    assert cholesterol_mmol_per_l(232.02) == pytest.approx(6.0)
    assert hba1c_mmol_per_mol(7.0) == pytest.approx(53.0, abs=0.05)  # 7.0 % is 53 mmol/mol in every laboratory's table


def test_the_variant_follows_age_and_diabetes():
    assert [variant_for(age=a, type_2_diabetes=False) for a in (40, 69, 70, 89)] == ["score2"] * 2 + ["score2_op"] * 2
    assert variant_for(age=69, type_2_diabetes=True) == "score2_diabetes"
    for age, diabetes in ((39, False), (90, False), (70, True)):
        with pytest.raises(UserError, match="No variant"):
            variant_for(age=age, type_2_diabetes=diabetes)


def test_the_formula_gives_the_baseline_to_the_average_person(shelf):
    """All inputs at their centre: lp is 0, so that only survival and scales count."""
    hazard = shelf.named("score2", on=DAY).method
    centre = {"age": 60, "smoker": 0, "systolic": 120, "diabetes": 0, "total_cholesterol": 6, "hdl": 1.3}
    expected = 100 * (1 - math.exp(-math.exp(-0.5699 + 0.7476 * math.log(-math.log(0.9605)))))
    assert ten_year_risk(hazard, sex="male", region="low", inputs=centre) == pytest.approx(expected, rel=1e-12)
