"""Logs as lines of JSON, without personal data: what happened and where, never whose, and no message of a stray exception."""

from __future__ import annotations

import json
import logging
import traceback
from datetime import UTC, datetime

__all__ = ["JsonLines"]


class JsonLines(logging.Formatter):
    """Ours are logged as they are; of anything else only the logger, the level and the type of fault are kept."""

    def format(self, record: logging.LogRecord) -> str:
        said: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
        }
        if record.name.startswith("empact"):
            said["message"] = record.getMessage()
        if record.exc_info and record.exc_info[1] is not None:
            error = record.exc_info[1]
            frame = traceback.extract_tb(error.__traceback__)[-1:]
            said["fault"] = type(error).__name__
            said["where"] = f"{frame[0].name}, line {frame[0].lineno}" if frame else ""
        status = getattr(record, "status_code", None)
        if status is not None:
            said["status"] = status
        return json.dumps(said, ensure_ascii=False)
