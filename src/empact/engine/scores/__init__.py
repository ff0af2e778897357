"""Published scores and instruments: on any plain table in one call, or (scores) inside a run as SQL."""

from .instrument import instrument_table
from .shelf import load_score, score_ids
from .sql import members_sql, score_sql
from .table import score_table

__all__ = ["instrument_table", "load_score", "members_sql", "score_ids", "score_sql", "score_table"]
