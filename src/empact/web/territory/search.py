"""Finding a name however it is typed: without accents, capitals or signs."""

from __future__ import annotations

import re
import unicodedata

__all__ = ["fold"]


def fold(*texts: str) -> str:
    """The same on every database; 'Privé-kliniek Élan' and 'elan' meet."""
    plain = unicodedata.normalize("NFKD", " ".join(texts)).encode("ascii", "ignore").decode()
    return " ".join(re.sub(r"[^a-z0-9]+", " ", plain.casefold()).split())
