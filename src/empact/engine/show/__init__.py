"""What is shown of results: small tables, with what may not be seen already hidden."""

from .counted import Counted, Shown, counted
from .views import Cell, Group, View, conditions_view, determinants_view, popbox_view

__all__ = ["Cell", "Counted", "Group", "Shown", "View", "conditions_view", "counted", "determinants_view", "popbox_view"]
