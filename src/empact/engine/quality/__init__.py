"""Data quality of a register, in the frame of Kahn and others (2016, doi:10.13063/2327-9214.1244).

Completeness, conformance (to values, between tables, of what is computed) and plausibility (uniqueness, in itself, in time).
Most checks follow from the declaration of the tables; one pass over a table counts all of them at once.
"""

from .check import Check, Finding
from .report import Report, characterise
from .rules import Rules, read_rules

__all__ = ["Check", "Finding", "Report", "Rules", "characterise", "read_rules"]
