"""ONE COHORT ON ONE PAGE: who they are, where they live, what they have, what care they use and what it costs."""

from .cohort import Cohort, read_cohort
from .page import Page, describe

__all__ = ["Cohort", "Page", "describe", "read_cohort"]
