"""The names of the domains that coaches work for: by code, so that a later version of the frame keeps its coaches."""

from __future__ import annotations

from collections.abc import Iterable

from ..kernel import scopes

__all__: list[str] = []


def _names(identifiers: Iterable[str] | None, words: str) -> dict[str, str]:
    from .models import Frame, Item  # tables are not ready when apps are

    rows = Item.objects.filter(frame=Frame.objects.in_force(), kind="domain")
    if identifiers is not None:
        rows = rows.filter(code__in=list(identifiers))
    names = {item.code: str(item) for item in rows}
    return {code: name for code, name in names.items() if all(word.lower() in name.lower() for word in words.split())}


scopes.register("domain", _names)
