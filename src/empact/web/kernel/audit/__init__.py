"""The audit: append-only and hash-chained. :func:`record` for what was done, :func:`seen` for who was looked at."""

from .chain import Line, append
from .head import Head, advance, read_head
from .record import entered, record, record_all, seen
from .verify import Fault, verify

__all__ = ["Fault", "Head", "Line", "advance", "append", "entered", "read_head", "record", "record_all", "seen", "verify"]
