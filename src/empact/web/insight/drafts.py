"""Draft definitions that lie at the mill, in ``drafts``: each a folder laid out as the library, not yet in force.

An approved draft is put there too, in a folder of its own with its version in the name; whoever runs the mill lays that folder
over the library (``--library``). Nothing that lies there is ever written over.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from django.utils.translation import gettext as _

from ..kernel.problems import NotNow
from . import mill

__all__ = ["KIND", "file_of", "folder_of", "keep", "kept", "names"]

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


def kept(kind: str, rule: str, version: int) -> Path | None:
    """Where an approved draft lies at the mill; ``None`` where it does not, or the mill stands elsewhere."""
    place = mill.folder()
    file = place / _path(kind, rule, version) if place is not None else None
    return file if file is not None and file.is_file() else None


def _path(kind: str, rule: str, version: int) -> Path:
    folder = Path("drafts") / (f"{rule}-v{version}" if kind else rule)
    return folder / f"{kind}s" / f"{rule}.yaml" if kind else folder / "rule.yaml"


def keep(kind: str, rule: str, version: int, text: str) -> Path:
    """Put an approved definition, or an own rule (no ``kind``) where the mill finds it. Raises :class:`NotNow`."""
    place = mill.folder()
    if place is None:
        raise NotNow(_("The calculations stand on another machine."))
    file = place / _path(kind, rule, version)
    try:
        file.parent.mkdir(parents=True)
        file.write_text(text, encoding="utf-8")
    except FileExistsError:
        raise NotNow(
            _("A draft of this version lies there already."), _("Begin a new draft from the rule in force.")
        ) from None
    except OSError:
        raise NotNow(
            _("The folder of drafts cannot be written."), _("Ask who keeps the machine of the calculations.")
        ) from None
    return file
