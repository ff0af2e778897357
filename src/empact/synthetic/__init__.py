"""A REGION THAT NEVER WAS: a seed in, people and their records out. Leans on terms, tables and how definitions are read;
never on the engine.
"""

from .region import SyntheticReport, write_region
from .scenario import Scenario, read_scenario, shipped_scenario

__all__ = ["Scenario", "SyntheticReport", "read_scenario", "shipped_scenario", "write_region"]
