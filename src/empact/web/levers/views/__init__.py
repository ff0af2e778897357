"""Pages of the levers."""
