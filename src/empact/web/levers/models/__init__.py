"""The tables of the levers: accounts and hours of the time bank, what else was brought, statements."""

from .brought import InKind, PromisedHours, Rate, Statement
from .hours import SIGNED, Account, Entry

__all__ = ["SIGNED", "Account", "Entry", "InKind", "PromisedHours", "Rate", "Statement"]
