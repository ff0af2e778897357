"""Reads and checks the library, and a region's own folder laid over it. Turns YAML into nodes; computes nothing."""
