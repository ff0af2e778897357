"""The tables of consent."""

from .agreed import Consent, Exclusion
from .emergencies import Emergency

__all__ = ["Consent", "Emergency", "Exclusion"]
