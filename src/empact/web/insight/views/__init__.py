"""Pages of figures: each asks what this hat may see before it reads."""
