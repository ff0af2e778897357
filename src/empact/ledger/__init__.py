"""Pure double entry: accounts, transfers, and balances that add up to zero.

One core for euro, hours and coins. A book has one unit, so nothing can flow from one unit to another; what is booked
is never changed, only reversed by a counter-transfer. Nothing here knows a database: an app keeps the transfers and asks
these functions what they mean.
"""

from .book import Book, Limits, Movement, Standing, Transfer, balances, reversal, standing
from .shares import split
from .units import COIN, EURO, HOUR, Amount, Unit

__all__ = [
    "COIN",
    "EURO",
    "HOUR",
    "Amount",
    "Book",
    "Limits",
    "Movement",
    "Standing",
    "Transfer",
    "Unit",
    "balances",
    "reversal",
    "split",
    "standing",
]
