"""The tables of the levers: accounts and hours of the time bank, what else was brought, statements; the fund and its books."""

from .brought import InKind, PromisedHours, Rate, Statement
from .fund import Application, Assessment, Fund, FundNote, Instalment, Opportunity, Return, Score, Weight
from .fund_book import FundAccount, FundEntry
from .hours import SIGNED, Account, Entry

__all__ = [
    "SIGNED", "Account", "Application", "Assessment", "Entry", "Fund", "FundAccount", "FundEntry", "FundNote", "InKind",
    "Instalment", "Opportunity", "PromisedHours", "Rate", "Return", "Score", "Statement", "Weight",
]  # fmt: skip
