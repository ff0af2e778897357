"""Published scores: read from the library, on any plain table in one call, or inside a run as SQL."""

from .definition import Band, Group, Score, load_score, score_ids
from .sql import members_sql, score_sql
from .table import score_table

__all__ = ["Band", "Group", "Score", "load_score", "members_sql", "score_ids", "score_sql", "score_table"]
