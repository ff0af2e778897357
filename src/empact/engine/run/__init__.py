"""From a register to its conditions, determinants, scores and segments."""

from .results import Results, open_results
from .run import RunReport, run

__all__ = ["Results", "RunReport", "open_results", "run"]
