"""The interpreter: what we found and what was agreed, said in FHIR R4. Pure functions, no driver and no columns.

``measure`` and ``measure_report`` say what the mill released; ``resources`` says care, in and out. Nothing is imported here,
so that who reads ``resources`` does not load the mill.
"""
