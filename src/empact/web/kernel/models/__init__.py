"""The kernel's tables."""

from .audit import AuditEntry
from .outbox import Delivery, Message
from .users import Hat, User
from .work import Job, Schedule, Worker

__all__ = ["AuditEntry", "Delivery", "Hat", "Job", "Message", "Schedule", "User", "Worker"]
