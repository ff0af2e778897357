"""What was announced, and to whom it still has to go."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from .audit import AuditEntry

__all__ = ["Delivery", "Message"]


class Message(models.Model):
    """An event as it was written, in the same stroke as its line in the audit."""

    entry = models.OneToOneField(AuditEntry, on_delete=models.PROTECT, related_name="message")
    event = models.CharField(max_length=60)
    subject = models.CharField(max_length=100, blank=True)
    person = models.UUIDField(null=True)
    detail = models.JSONField(default=dict)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.event} {self.subject}"


class Delivery(models.Model):
    """One message for one listener. Done in the same transaction as what the listener does: once, whatever is killed."""

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="deliveries")
    listener = models.CharField(max_length=100)
    done = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    due = models.DateTimeField()
    problem = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(name="delivery_once", fields=("message", "listener"))]
        indexes: ClassVar = [models.Index(fields=("due",), name="delivery_due", condition=models.Q(done=None))]

    def __str__(self) -> str:
        return f"{self.message_id} to {self.listener}"
