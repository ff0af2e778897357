"""Who asks: a user with the hat worn now, or the system itself. The only thing permissions are decided on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from uuid import UUID

    from .models import Hat, User

__all__ = ["NOBODY", "SYSTEM", "Who"]


@dataclass(frozen=True, slots=True)
class Who:
    """``role`` is empty for somebody signed in without a hat: they see what is public, and themselves."""

    user_id: UUID | None = None
    role: str = ""
    scope_kind: str = ""
    scope_id: str = ""
    system: str = ""

    @classmethod
    def of(cls, user: User, hat: Hat | None) -> Who:
        if hat is None:
            return cls(user.pk)
        return cls(user.pk, hat.role, hat.scope_kind, hat.scope_id)

    @property
    def scope(self) -> str:
        return f"{self.scope_kind}:{self.scope_id}" if self.scope_kind else ""

    @property
    def is_signed_in(self) -> bool:
        return self.user_id is not None

    def at(self, kind: str, identifier: object) -> bool:
        """Is the hat worn at this very place?"""
        return self.scope_kind == kind and self.scope_id == str(identifier)


NOBODY = Who()
SYSTEM = Who(system="empact")
"""What runs by itself: nightly work, imports from the command line."""
