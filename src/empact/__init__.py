"""EMPACT: a region's records in, its Pop-Box out. The library in one page; see docs/how-to/notebook.md.

>>> import empact                                                     # doctest: +SKIP
>>> region = empact.open("register")                                  # doctest: +SKIP
>>> results = region.run(as_of="2024-01-01", results="results")       # doctest: +SKIP
>>> results.table("person_profile")                                   # doctest: +SKIP
"""

from __future__ import annotations

from typing import TYPE_CHECKING

__version__ = "0.1.0"

__all__ = ["Region", "__version__", "criterion", "load", "open", "released", "score", "synth"]

if TYPE_CHECKING:
    from .notebook import Region, criterion, load, open, released, score, synth


def __getattr__(name: str) -> object:
    """The public names live in :mod:`empact.notebook`; they are loaded when first used, so that ``import empact`` is quick."""
    if name in __all__:
        from . import notebook

        return getattr(notebook, name)
    raise AttributeError(f"module 'empact' has no attribute '{name}'")
