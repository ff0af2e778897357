"""A care plan in FHIR R4, out and in: what a hat may read leaves, and what comes is added by the actions of every day."""
