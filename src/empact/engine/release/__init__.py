"""WHAT MAY LEAVE: small cells are hidden, and as many more as it takes that none of them can be worked out."""

from .hide import ALL, Axis, Cell, Unprotectable, hidden_cells

__all__ = ["ALL", "Axis", "Cell", "Unprotectable", "hidden_cells"]
