"""STATISTICS: public health and evaluation as pure functions of arrays. Leans on terms only; numpy and scipy, no tables.

Take what you need from the module of its subject, as ``from empact.stats.rates import crude_rate``: nothing is loaded
here, so that asking for help costs nothing. A page of all functions: docs/reference/statistics.md.
"""
