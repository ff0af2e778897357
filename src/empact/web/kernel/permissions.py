"""Permission: may you do it, for this purpose? A register with one sentence each; what is not in it is refused.

An app declares its own in ``permissions.py``; :func:`load_all` reads them at start, and the matrix page shows them all.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from importlib import import_module, util
from typing import Any, Final

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from .problems import Denied
from .purposes import Purpose
from .roles import ROLES
from .who import Who

__all__ = ["Permission", "all_permissions", "check_may", "declare", "load_all", "may", "permission"]

_REGISTER: Final[dict[str, Permission]] = {}


@dataclass(frozen=True, slots=True)
class Permission:
    """``roles`` that have it and ``purposes`` it serves; ``sentence`` completes "may ..."."""

    id: str
    sentence: Any
    roles: frozenset[str]
    purposes: frozenset[Purpose]


def declare(permission_id: str, sentence: Any, *, roles: Iterable[str], purposes: Iterable[Purpose]) -> Permission:
    """Add one to the register. Raises :class:`ValueError` for a twin, an unknown role or no purpose."""
    given = Permission(permission_id, sentence, frozenset(roles), frozenset(purposes))
    if permission_id in _REGISTER:
        raise ValueError(f"permission {permission_id} is declared twice")
    if unknown := given.roles - set(ROLES):
        raise ValueError(f"permission {permission_id} names no role of the register: {sorted(unknown)}")
    if not given.purposes:
        raise ValueError(f"permission {permission_id} has no purpose")
    _REGISTER[permission_id] = given
    return given


def permission(permission_id: str) -> Permission:
    """The declared permission. Raises :class:`KeyError`: an endpoint that names another cannot be served."""
    return _REGISTER[permission_id]


def all_permissions() -> tuple[Permission, ...]:
    return tuple(_REGISTER[name] for name in sorted(_REGISTER))


def may(who: Who, permission_id: str, purpose: Purpose) -> bool:
    """May the hat worn now do this for this purpose?"""
    allowed = _REGISTER[permission_id]
    return purpose in allowed.purposes and (bool(who.system) or who.role in allowed.roles)


def check_may(who: Who, permission_id: str, purpose: Purpose) -> None:
    """Raises :class:`Denied` with the sentence of the permission."""
    if not may(who, permission_id, purpose):
        raise Denied(
            _("With the role you work in now, you may not do this: %(what)s") % {"what": permission(permission_id).sentence},
            _("If you have another role, choose it above. If you need this for your work, ask your administrator."),
        )


def load_all() -> None:
    """Read the ``permissions`` module of every app of ours."""
    for app in settings.OUR_APPS:
        name = f"{app}.permissions"
        if name != __name__ and util.find_spec(name):
            import_module(name)
    from . import own_permissions  # noqa: F401
