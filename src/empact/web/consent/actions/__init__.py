"""Every write of consent, with its line in the audit in the same stroke."""

from .agreed import exclude, give, lift, withdraw
from .emergencies import acknowledge, break_glass, check_emergency

__all__ = ["acknowledge", "break_glass", "check_emergency", "exclude", "give", "lift", "withdraw"]
