"""Argument parsing, rendering, exit codes; no logic."""
