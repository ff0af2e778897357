"""Persons, those who speak or care for them, and the way to their names."""
