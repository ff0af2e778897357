"""Proactive lists: who meets a rule, as many as there are places, each with the reason; who is held out, on record."""

from .draw import ARMS
from .files import Notice, write_list
from .make import MadeList, Wanted, make_lists
from .rule import Rule, read_rule

__all__ = ["ARMS", "MadeList", "Notice", "Rule", "Wanted", "make_lists", "read_rule", "write_list"]
