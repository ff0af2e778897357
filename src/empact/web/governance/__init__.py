"""Who decides what, by which rule, and what was decided."""
