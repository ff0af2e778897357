"""The tables of this app: reports of the red button, and questions that reach an intake desk."""

from .enquiries import Enquiry, Topic, Unmet
from .signals import Age, Channel, Note, Route, Signal, Theme, Turn, Urgency

__all__ = ["Age", "Channel", "Enquiry", "Note", "Route", "Signal", "Theme", "Topic", "Turn", "Unmet", "Urgency"]
