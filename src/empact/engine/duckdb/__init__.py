"""The only room that imports duckdb."""

from .database import connect

__all__ = ["connect"]
