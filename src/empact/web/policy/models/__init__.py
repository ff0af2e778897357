"""The tables of policy: what is asked, what government engaged itself to, what policy wants, cards, talks, forums."""

from .asks import Ask, Move
from .authorities import Authority, Level, Recipient
from .cards import Card
from .engagements import Check, Engagement
from .goals import PolicyGoal
from .talks import Representation, Talk

__all__ = [
    "Ask", "Authority", "Card", "Check", "Engagement", "Level", "Move", "PolicyGoal", "Recipient", "Representation", "Talk",
]  # fmt: skip
