"""Staging of all sources in, canonical tables out."""
