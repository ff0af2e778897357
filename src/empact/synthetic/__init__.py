"""A REGION THAT NEVER WAS: a seed in, people and their records out. Leans on terms and tables; never on the engine."""

from .region import SyntheticReport, write_region

__all__ = ["SyntheticReport", "write_region"]
