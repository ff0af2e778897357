"""Random people, random criteria: the slow engine judges the fast one. See strategies.py for how criteria are drawn."""
