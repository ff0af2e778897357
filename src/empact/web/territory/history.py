"""What became of an entry, from the audit: who changed what when. It says which fields, not what they held."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ..kernel.models import AuditEntry, User
from ..kernel.roles import ROLES
from .models import Organisation

__all__ = ["Moment", "history"]

_SHOWN: Final = 20
_EVENTS: Final[dict[str, Any]] = {
    "territory.organisation_added": _("entered"),
    "territory.organisation_corrected": _("corrected"),
    "territory.organisations_merged": _("another entry was merged into this one"),
    "territory.merge_undone": _("a merge was taken back"),
}


@dataclass(frozen=True, slots=True)
class Moment:
    """``note``: who did it, as a function, and by name where the reader may know that."""

    at: datetime
    title: str
    note: str


def history(organisation: Organisation, *, names: bool) -> list[Moment]:
    """The last changes, newest first. ``names``: also which colleague it was; others read the function alone."""
    lines = AuditEntry.objects.filter(subject=f"territory.organisation:{organisation.pk}", event__in=_EVENTS).order_by("-seq")
    found = list(lines[:_SHOWN])
    users = {e.user for e in found if e.user} if names else set()
    known: dict[UUID | None, str] = dict(User.objects.filter(pk__in=users).values_list("pk", "name")) if users else {}
    return [Moment(e.at, _title(e), ", ".join([_function(e), *([known[e.user]] if e.user in known else [])])) for e in found]


def _title(entry: AuditEntry) -> str:
    said = str(_EVENTS[entry.event])
    fields = [Organisation._meta.get_field(name).verbose_name for name in entry.detail.get("fields", ())]  # type: ignore[union-attr]
    return f"{said}: {', '.join(map(str, fields))}" if fields else said


def _function(entry: AuditEntry) -> str:
    role = ROLES.get(entry.role)
    return str(role.title) if role else gettext("the system itself")
