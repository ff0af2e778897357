"""What the region knows of itself: released results, and nothing else, at the level of whoever looks."""
