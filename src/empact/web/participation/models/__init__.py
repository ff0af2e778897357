"""The tables of participation: documents in versions, rounds with comments and answers, working groups, messages."""

from .consultations import Asked, Comment, Consultation, Reply
from .documents import Document, Paragraph, Step, Version
from .groups import Group, Output, Participant, Recognition, Session
from .messages import KeyMessage

__all__ = [
    "Asked", "Comment", "Consultation", "Document", "Group", "KeyMessage", "Output", "Paragraph", "Participant",
    "Recognition", "Reply", "Session", "Step", "Version",
]  # fmt: skip
