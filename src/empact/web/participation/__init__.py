"""Everybody on board: documents that are asked about, what each answer led to, working groups, and who was not reached."""
