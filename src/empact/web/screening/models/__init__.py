"""The tables of scores."""

from .measurements import Estimate, Measurement
from .results import MODULES, Origin, ScreenerResult
from .rules import FollowUp, RuleVersion

__all__ = ["MODULES", "Estimate", "FollowUp", "Measurement", "Origin", "RuleVersion", "ScreenerResult"]
