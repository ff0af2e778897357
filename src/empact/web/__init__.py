"""The house of people: a Django site in which a region's people decide, care and learn. It reads released results only."""
