"""Proactive lists: who meets a rule, as many as there are places, each with the reason; who is held out, on record."""

from .draw import ARMS
from .files import Notice, read_before, write_list
from .make import MadeList, Wanted, file_name, make_lists
from .rule import Rule, read_rule

__all__ = ["ARMS", "MadeList", "Notice", "Rule", "Wanted", "file_name", "make_lists", "read_before", "read_rule", "write_list"]
