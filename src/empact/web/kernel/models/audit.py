"""The audit: one numbered line per write and per read of a person, each sealed with the line before."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

__all__ = ["AuditEntry"]


class AuditEntry(models.Model):
    """Appended by :mod:`..audit` and by nothing else; the database refuses to change or delete a line.

    ``seq`` has no gaps. ``seal`` is HMAC-SHA256 over the seal of line ``seq - 1`` and all fields of this one.
    """

    class Kind(models.TextChoices):
        WRITE = "write"
        READ = "read"
        ENTRY = "entry"

    seq = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    kind = models.CharField(max_length=5, choices=Kind)
    event = models.CharField(max_length=60)
    user = models.UUIDField(null=True)
    role = models.CharField(max_length=30, blank=True)
    scope = models.CharField(max_length=62, blank=True)
    purpose = models.CharField(max_length=20, blank=True)
    subject = models.CharField(max_length=100, blank=True)
    person = models.UUIDField(null=True)
    part = models.CharField(max_length=40, blank=True)
    reason = models.CharField(max_length=300, blank=True)
    detail = models.JSONField(default=dict)
    seal = models.BinaryField(max_length=32)

    class Meta:
        ordering = ("seq",)
        indexes: ClassVar = [
            models.Index(fields=("person", "seq"), name="audit_person"),
            models.Index(fields=("user", "seq"), name="audit_user"),
            models.Index(fields=("subject", "seq"), name="audit_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.seq} {self.event}"
