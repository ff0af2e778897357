"""SCORE2, SCORE2-OP and SCORE2-Diabetes: ten-year risk of a first heart attack, stroke or death by either.

One formula for the three, with sex s, region r and each input x made x' = (x - minus) / per, after a logarithm where said::

    lp   = sum of coefficient x product of x'
    r0   = 1 - S0[s] ** exp(lp - mean[s])
    risk = 1 - exp(-exp(scale1[s, r] + scale2[s, r] * ln(-ln(1 - r0))))

Units: years, mmHg, mmol/L for cholesterol, mmol/mol for HbA1c, mL/min/1.73 m2 for eGFR; the risk is in per cent.
Sources: SCORE2 doi:10.1093/eurheartj/ehab309, SCORE2-OP doi:10.1093/eurheartj/ehab312, SCORE2-Diabetes
doi:10.1093/eurheartj/ehad260; the numbers stand in the files of the library with theirs.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from ..terms.errors import UserError
from .instrument import Answers, Instrument, Scored

__all__ = [
    "Hazard",
    "Rescaled",
    "hba1c_mmol_per_mol",
    "cholesterol_mmol_per_l",
    "score_hazard",
    "ten_year_risk",
    "variant_for",
]


@dataclass(frozen=True, slots=True)
class Rescaled:
    """How an input enters the sum: its logarithm where said, less ``minus``, divided by ``per``."""

    minus: float = 0.0
    per: float = 1.0
    log: bool = False

    def of(self, value: float) -> float:
        """The input as the coefficients take it."""
        return ((math.log(value) if self.log else value) - self.minus) / self.per


@dataclass(frozen=True, slots=True)
class Hazard:
    """The numbers of one variant. Terms are products of inputs, as ('age', 'smoker'); per sex, scales per sex and region."""

    inputs: Mapping[str, Rescaled]
    terms: Mapping[str, Mapping[tuple[str, ...], float]]
    survival: Mapping[str, float]
    mean: Mapping[str, float]
    scales: Mapping[str, Mapping[str, tuple[float, float]]]


def ten_year_risk(hazard: Hazard, *, sex: str, region: str, inputs: Mapping[str, float]) -> float:
    """The risk in per cent, of anybody: it asks not whether the variant holds for this person, :func:`score_hazard` does."""
    x = {key: rescaled.of(inputs[key]) for key, rescaled in hazard.inputs.items()}
    lp = math.fsum(coefficient * math.prod(x[part] for part in product) for product, coefficient in hazard.terms[sex].items())
    # -ln(1 - r0) is -ln(S0) * exp(lp - mean): written so, a small risk loses no digits.
    hazard0 = -math.log(hazard.survival[sex]) * math.exp(lp - hazard.mean[sex])
    scale1, scale2 = hazard.scales[sex][region]
    return -100 * math.expm1(-math.exp(scale1 + scale2 * math.log(hazard0)))


def score_hazard(instrument: Instrument, answers: Answers) -> Scored:
    """The risk in per cent, of somebody for whom the variant holds, with the class of what is shown: of one decimal.

    Raises :class:`~.instrument.OutsidePopulation` otherwise (age, diabetes, known disease), with the sentence why.
    """
    hazard = instrument.method
    assert isinstance(hazard, Hazard)
    read = instrument.read(answers)
    diagnosed = read.get("age_at_diagnosis")
    if isinstance(diagnosed, Decimal) and isinstance(read["age"], Decimal) and diagnosed > read["age"]:
        raise UserError("The age at diagnosis is above the age.", hint="Check 'age' and 'age_at_diagnosis'.")
    numbers = {key: float(read[key]) for key in hazard.inputs}
    risk = Decimal(repr(ten_year_risk(hazard, sex=str(read["sex"]), region=str(read["region"]), inputs=numbers)))
    age = Decimal(str(read["age"]))
    return instrument.scored(risk, instrument.label_of(round(risk, 1), age))


def variant_for(*, age: int, type_2_diabetes: bool) -> str:
    """The code of the variant made for this age; refuses below 40, from 90, and from 70 with diabetes."""
    if age < 40 or age >= 90 or (type_2_diabetes and age >= 70):
        raise UserError(
            "No variant of SCORE2 was made for this person.",
            hint="SCORE2 and SCORE2-Diabetes hold from 40 to 69 years, SCORE2-OP from 70 to 89 without diabetes.",
        )
    return "score2_diabetes" if type_2_diabetes else "score2" if age < 70 else "score2_op"


def cholesterol_mmol_per_l(mg_per_dl: float) -> float:
    """Cholesterol of a Belgian laboratory, in mg/dL, as mmol/L: divided by 38.67."""
    return mg_per_dl / 38.67


def hba1c_mmol_per_mol(percent: float) -> float:
    """HbA1c in per cent (NGSP) as mmol/mol (IFCC): (percent - 2.15) x 10.929."""
    return (percent - 2.15) * 10.929
