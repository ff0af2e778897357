"""The kernel's tables."""

from .audit import AuditEntry
from .digest import Digest
from .limits import Count
from .outbox import Delivery, Message
from .region import RegionChoice
from .reminders import Muted, Reminded
from .users import Hat, User
from .work import Job, Schedule, Worker

__all__ = [
    "AuditEntry", "Count", "Delivery", "Digest", "Hat", "Job", "Message", "Muted", "RegionChoice", "Reminded", "Schedule",
    "User", "Worker",
]  # fmt: skip
