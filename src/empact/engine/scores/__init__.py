"""Published scores: on any plain table in one call, or inside a run as SQL."""

from .shelf import load_score, score_ids
from .sql import members_sql, score_sql
from .table import score_table

__all__ = ["load_score", "members_sql", "score_ids", "score_sql", "score_table"]
