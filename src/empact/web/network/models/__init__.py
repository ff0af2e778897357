"""The tables of the directory: offers, what they are called in each language, and what others say of them."""

from .corrections import Change, Proposal
from .offers import Offer, Opening, Wording
from .sources import Told

__all__ = ["Change", "Offer", "Opening", "Proposal", "Told", "Wording"]
