"""The names of the places hats are worn at: organisations, teams and territories."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from uuid import UUID

from ..kernel import scopes

__all__: list[str] = []


def _names_in(model: str, identifiers: Iterable[str] | None, words: str) -> dict[str, str]:
    from . import models  # read when the first name is asked for: tables are not ready when apps are

    rows = getattr(models, model)._default_manager.all()
    if identifiers is not None:
        rows = rows.filter(pk__in=[i for i in identifiers if _is_id(i)])
    for word in words.split():
        rows = rows.filter(name__icontains=word)
    return {str(pk): name for pk, name in rows.values_list("pk", "name")}


def _is_id(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


for kind, model in (("organisation", "Organisation"), ("team", "Team"), ("territory", "Territory")):
    scopes.register(kind, partial(_names_in, model))
