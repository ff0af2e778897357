"""Draft definitions that lie at the mill, in ``drafts``: each a folder laid out as the library, not yet in force."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from . import mill

__all__ = ["KIND", "file_of", "folder_of", "names"]

KIND: Final = "insight.preview"


def names() -> list[str]:
    """The drafts that change a segment; none when the mill stands elsewhere."""
    place = mill.folder()
    return sorted(p.parent.name for p in place.glob("drafts/*/segments") if p.is_dir()) if place else []


def folder_of(draft: str) -> Path | None:
    """Where a draft lies; ``None`` when there is none of that name."""
    place = mill.folder()
    return place / "drafts" / draft if place is not None and draft in names() else None


def file_of(draft: str) -> Path:
    """Where the counts of a draft are kept."""
    return mill.document("preview", draft, ending="json")
