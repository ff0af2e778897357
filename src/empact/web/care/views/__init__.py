"""Pages of care: each once, with two addresses: for who cares, and for the person and who is near."""
