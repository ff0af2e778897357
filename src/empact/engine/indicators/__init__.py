"""Indicators: one definition, every level, any period, from one reading of the records."""

from .measure import MeasureReport, measure
from .results import Measures, open_measures

__all__ = ["MeasureReport", "Measures", "measure", "open_measures"]
