"""Proactive lists: who meets a rule, as many as there are places, each with the reason; who is held out, on record."""

from .compare import OUTCOME, Comparison, comparison_of, read_comparison, write_comparison
from .draw import ARMS
from .effect_words import as_text
from .files import Notice, read_before, write_list
from .make import MadeList, Wanted, file_name, make_lists
from .rule import Rule, read_rule
from .watch import Look, watch

__all__ = [
    "ARMS",
    "OUTCOME",
    "Comparison",
    "Look",
    "MadeList",
    "Notice",
    "Rule",
    "Wanted",
    "as_text",
    "comparison_of",
    "file_name",
    "make_lists",
    "read_before",
    "read_comparison",
    "read_rule",
    "watch",
    "write_comparison",
    "write_list",
]
