"""What happened, as typed facts. An event says which thing and what about it, in codes and ids, never in names."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime
from enum import Enum
from typing import Any, ClassVar
from uuid import UUID

__all__ = [
    "AccountClosed", "AccountOpened", "DigestSet", "Event", "JobStartedAgain", "RegionChose", "ReminderSwitched",
    "RoleConfirmed", "RoleEnded", "RoleGiven", "SecondFactorReset",
]  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Event:
    """``subject`` is the thing, as ``app.model:id``; ``person`` the person whose record it belongs to, if any."""

    name: ClassVar[str]
    subject: str
    person: UUID | None = None

    def detail(self) -> dict[str, Any]:
        """The other fields, ready for JSON."""
        return {k: _plain(v) for k, v in asdict(self).items() if k not in ("subject", "person")}


def _plain(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, dict):
        return {str(k): _plain(v) for k, v in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(v) for v in value]
    return value


@dataclass(frozen=True, kw_only=True)
class AccountOpened(Event):
    name = "kernel.account_opened"


@dataclass(frozen=True, kw_only=True)
class AccountClosed(Event):
    name = "kernel.account_closed"


@dataclass(frozen=True, kw_only=True)
class SecondFactorReset(Event):
    name = "kernel.second_factor_reset"


@dataclass(frozen=True, kw_only=True)
class DigestSet(Event):
    name = "kernel.digest_set"
    weekday: int
    duties_only: bool
    weeks: int = 0
    silent: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ReminderSwitched(Event):
    name = "kernel.reminder_switched"
    off: bool
    told: int
    followed: int


@dataclass(frozen=True, kw_only=True)
class RegionChose(Event):
    name = "kernel.region_chose"
    choice: str
    value: Any
    before: Any


@dataclass(frozen=True, kw_only=True)
class RoleGiven(Event):
    name = "kernel.role_given"
    role: str
    scope: str = ""
    until: date | None = None


@dataclass(frozen=True, kw_only=True)
class RoleConfirmed(Event):
    name = "kernel.role_confirmed"
    role: str
    scope: str = ""


@dataclass(frozen=True, kw_only=True)
class RoleEnded(Event):
    name = "kernel.role_ended"
    role: str
    scope: str = ""


@dataclass(frozen=True, kw_only=True)
class JobStartedAgain(Event):
    name = "kernel.job_started_again"
