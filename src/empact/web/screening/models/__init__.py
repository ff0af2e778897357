"""The tables of scores."""

from .literacy import LiteracyResult
from .measurements import Estimate, Measurement
from .results import MODULES, Origin, ScreenerResult
from .rules import FollowUp, RuleVersion

__all__ = ["MODULES", "Estimate", "FollowUp", "LiteracyResult", "Measurement", "Origin", "RuleVersion", "ScreenerResult"]
